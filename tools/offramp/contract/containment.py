"""Ask whether one schema takes in another, and settle what the keywords alone cannot.

jsonschema-rs decides containment of canonical schemas: "yes" clears what a rule found, "no" and
"unknown" leave it. It is asked only where keywords can deceive: several differ at once, or one
differs whose effect depends on others.
"""

from __future__ import annotations

from typing import Any

import orjson

from offramp.contract.atoms import TEXTS, is_free_text
from offramp.contract.naming import label
from offramp.contract.pairs import Found, Pair, Pairs
from offramp.contract.rulebook.kinds import NARROWED, NOTE, WIDENED
from offramp.contract.standalone import DIALECT, Standalone, TooLarge
from offramp.contract.view import Union, View
from offramp.findings import Severity

_DECEIVING = (
    "any-of-",
    "one-of-",
    "alternatives-",
    "not-",
    "if-",
    "contains-",
    "min-contains-",
    "max-contains-",
    "pattern",
    "property-names-",
    "unevaluated-",
    "dependent-",
    "additional-properties-",
    "unique-items-",
    "min-properties-",
    "min-items-",
    "format-",
    "multiple-of-",
    "enum-removed",
    "const-removed",
    "type-changed",
    "list-of-types-",
)
_ALTERNATIVES = ("any-of-", "one-of-", "alternatives-")
_NOT_SEEN = (
    "content-",
    "xml-",
    "default-",
    "x-extensible",
    "discriminator-",
    "sunset",
    "deprecated",
)
"""Kinds that no validator looks at, so that "yes" says nothing about them."""


_MANY = 12
"""Properties, beyond which the time of a "no" is felt: it grows with their cube."""


def settle(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Clear the findings of a pair that the schemas, taken as a whole, refute.

    Args:
        pairs: the documents.
        pair: a pair with findings.
        base: what the base says.
        cand: what the candidate says.
    """
    breaking = [
        f
        for f in pair.found
        if f.severity is Severity.BREAKING and is_settled_by_validity(f, base, cand)
    ]
    if pair.turn.muted:
        return
    alternatives = [
        f for f in pair.found if f.kind.startswith(_ALTERNATIVES) and not _are_named(base, cand)
    ]
    if not alternatives and not _deceives(pair, breaking, base, cand):
        return
    if any(f.rule.endswith(("-read-only", "-write-only")) for f in breaking):
        return
    request = pair.turn.direction == "request"
    outer, inner = (cand, base) if request else (base, cand)
    if _are_strings_of(outer, inner) or (
        pair.turn.is_text
        and inner.atoms - {"null"} <= TEXTS
        and _takes_texts(pairs, outer, request=request)
    ):
        _clear(pair, breaking, equal=False)
        return
    if max(len(base.properties), len(cand.properties)) > _MANY and _is_refuted(pairs, pair):
        return
    try:
        old, new = (
            Standalone(normal.side, pair.turn.direction).whole(schema)
            for normal, schema in ((pairs.base, pair.base), (pairs.cand, pair.cand))
        )
    except TooLarge:
        return
    wide, narrow = (new, old) if request else (old, new)
    if _covers(pairs, wide, narrow):
        _clear(pair, breaking, equal=bool(alternatives) and _covers(pairs, narrow, wide))


def _covers(pairs: Pairs, wide: Any, narrow: Any) -> bool:
    """Whether one schema takes in another for sure; equal schemas are asked about once."""
    key = orjson.dumps(wide), orjson.dumps(narrow)
    if key not in pairs.covered:
        pairs.covered[key] = covers(wide, narrow) == "yes"
    return pairs.covered[key]


def _is_refuted(pairs: Pairs, pair: Pair) -> bool:
    """Whether the smallest value of one side tells the schemas apart."""
    from offramp.contract.witnesses.probe import Probe
    from offramp.contract.witnesses.samples import Samples

    probe = Probe(pairs, pair.turn.direction)
    smallest = Samples(probe.accepting, pair.turn.direction).smallest(probe.schemas(pair)[0])
    return probe.tells_apart(pair, smallest)


def _takes_texts(pairs: Pairs, view: View, *, request: bool) -> bool:
    """Whether one alternative is any text, as which each single value comes on the wire."""
    normal = pairs.cand if request else pairs.base
    branches = [normal.view(each) for union in view.unions for each in union.branches]
    free = not view.sets and view.enum is None and not view.other and not view.bounds
    return is_free_text(view.atoms, view) or (
        free and len(view.unions) == 1 and any(is_free_text(b.atoms, b) for b in branches)
    )


def _are_strings_of(wide: View, narrow: View) -> bool:
    """Whether all strings that one view accepts, another does, by patterns and lengths."""
    own, others = (each.sets.get("pattern", frozenset()) for each in (narrow, wide))
    if not own or narrow.atoms - {"null"} != {"string"} or not narrow.atoms <= wide.atoms:
        return False
    said = wide.enum is not None or wide.unions or wide.other
    if said or wide.sets.get("format", frozenset()) - narrow.sets.get("format", frozenset()):
        return False
    from offramp.contract.patterns.languages import lengths, of_lengths, within

    limits = of_lengths(*lengths(wide.bounds))
    return within(own, others | {limits}, *lengths(narrow.bounds)).word == "yes"


def _deceives(pair: Pair, breaking: list[Found], base: View, cand: View) -> bool:
    """Whether what was found may be no break, seen together with the rest of the schemas."""
    if not breaking:
        return False
    effects = {f.effect for f in pair.found} - {NOTE}
    deceiving = any(f.kind.startswith(_DECEIVING) for f in breaking)
    deceiving = deceiving or bool("pattern" in base.sets and "pattern" in cand.sets)
    return len(effects) > 1 or deceiving or bool(base.unions or cand.unions)


def _clear(pair: Pair, breaking: list[Found], *, equal: bool) -> None:
    """Take back breaking findings; all but annotations, where the schemas are equal both ways."""
    if equal:
        pair.found = [f for f in pair.found if f.effect == NOTE or f.kind.startswith(_NOT_SEEN)]
    elif not breaking:
        return
    for found in breaking:
        take_back(found, pair.turn.direction)
    pair.edges = [(step, child) for step, child in pair.edges if step[0] not in ("branch", "same")]


def is_settled_by_validity(found: Found, base: View, cand: View) -> bool:
    """Whether valid values are all that a finding is about.

    A validator does not look at some keywords. By the policy (issue 3, item 4) a branch that is
    added to those of a response is a break, whether or not another one accepts all that it does;
    and by a discriminator each branch has a name of its own.
    """
    both = all(view.place("oneOf", "anyOf") != view.pointer for view in (base, cand))
    if found.kind.startswith(_NOT_SEEN) or (found.kind == "one-of-added" and both):
        return False
    return not (found.kind.startswith(_ALTERNATIVES) and _are_named(base, cand))


def _are_named(base: View, cand: View) -> bool:
    return "discriminator" in base.notes or "discriminator" in cand.notes


def take_back(found: Found, direction: str) -> None:
    """Turn a breaking finding into a harmless one: taken as a whole, schemas allow what they did.

    It is a difference all the same, the one that is harmless in its direction.
    """
    found.severity = Severity.INFO
    found.effect = WIDENED if direction == "request" else NARROWED
    found.message += " (harmless: taken as a whole, the schemas allow it)"


def covers(wide: Any, narrow: Any) -> str:
    """Return "yes", "no" or "unknown": whether all that ``narrow`` accepts, ``wide`` accepts."""
    import jsonschema_rs

    try:
        outer, inner = (
            jsonschema_rs.canonicalize(each, validate_formats=True, offline=True)
            for each in (wide, narrow)
        )
        return str(outer.covers(inner))
    except (
        ValueError,
        jsonschema_rs.ReferencingError,
        jsonschema_rs.canonical.CanonicalizationError,
    ):
        return "unknown"


def judge_overlap(pairs: Pairs, pair: Pair, old: Union, new: Union, base: View, cand: View) -> None:
    """Report what oneOf does beyond its alternatives: values of two of them match none.

    JSON Schema core, section 10.2.1.3: oneOf accepts what exactly one alternative accepts, so a
    wider alternative may take values away, and a narrower one may add some.

    Args:
        pairs: the documents.
        pair: the schemas that have the alternatives.
        old: the base's alternatives.
        new: the candidate's.
        base: what the base says besides.
        cand: what the candidate says besides.
    """
    if "oneOf" not in (old.kind, new.kind) or pair.turn.muted:
        return
    if "discriminator" in base.notes or "discriminator" in cand.notes or _is_told(pairs, pair):
        return
    try:
        before = _union(Standalone(pairs.base.side, pair.turn.direction), old)
        after = _union(Standalone(pairs.cand.side, pair.turn.direction), new)
    except TooLarge:
        return
    request = pair.turn.direction == "request"
    breaks = covers(*((after, before) if request else (before, after)))
    narrowed, severity = request, None
    if breaks != "no":
        # another kind of union says something, and may be no break; what is unknown is not passed
        if old.kind == new.kind or pair.found:
            return
        if breaks == "yes":
            if covers(*((before, after) if request else (after, before))) == "yes":
                return
            narrowed = not request
        else:
            severity = Severity.WARNING
    name, where = label(cand.pointer), (base.place("oneOf", "anyOf"), cand.place("oneOf", "anyOf"))
    if narrowed:
        message = f"{name}: alternatives overlap, so that values of both match no more"
        pairs.report(pair, "one-of-overlapping", NARROWED, *where, message, severity=severity)
    else:
        message = f"{name}: alternatives overlap less, so that values match that did not"
        pairs.report(pair, "one-of-separated", WIDENED, *where, message, severity=severity)


def _is_told(pairs: Pairs, pair: Pair) -> bool:
    """Whether a break is told of already, or one of names, which are compared one by one."""
    below = [
        each for step, child in pair.edges if step[0] == "branch" for each in pairs.reach(child)
    ]
    return any(
        found.severity is Severity.BREAKING or found.kind in ("property-added", "property-removed")
        for each in (pair, *below)
        for found in each.found
    )


def _union(writer: Standalone, union: Union) -> dict[str, Any]:
    """Write alternatives as one schema; null is judged apart and let pass on both sides."""
    scoped = [_scoped(writer.whole(branch), n) for n, branch in enumerate(union.branches)]
    alternatives = {union.kind: [schema for schema, _ in scoped]}
    definitions = {name: schema for _, scope in scoped for name, schema in scope.items()}
    return {"$schema": DIALECT, "anyOf": [{"type": "null"}, alternatives], "$defs": definitions}


def _scoped(schema: dict[str, Any], number: int) -> tuple[Any, dict[str, Any]]:
    """Give the definitions of a schema names of their own."""

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: f"#/$defs/b{number}{each[8:]}"
                if key == "$ref" and isinstance(each, str) and each.startswith("#/$defs/")
                else rename(each)
                for key, each in value.items()
            }
        return [rename(each) for each in value] if isinstance(value, list) else value

    definitions = {f"b{number}{name}": rename(d) for name, d in schema["$defs"].items()}
    return {"allOf": rename(schema["allOf"])}, definitions
