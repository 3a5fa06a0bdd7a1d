"""Ask whether one schema takes in another, and settle what the keywords alone cannot.

jsonschema-rs decides containment of canonical schemas: "yes" clears what a rule found, "no" and
"unknown" leave it. It is asked only where keywords can deceive: several differ at once, or one
differs whose effect depends on others.
"""

from __future__ import annotations

from typing import Any

from offramp.contract.kinds import NARROWED, NOTE
from offramp.contract.pairs import Found, Pair, Pairs, label
from offramp.contract.standalone import DIALECT, Standalone, TooLarge
from offramp.contract.view import Sources, Union, View
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
    "format-",
    "enum-removed",
    "const-removed",
    "type-changed",
    "list-of-types-",
)
_ALTERNATIVES = ("any-of-", "one-of-", "alternatives-")
_NOT_SEEN = ("content-", "default-", "x-extensible", "discriminator-", "sunset", "deprecated")
"""Kinds that no validator looks at, so that "yes" says nothing about them."""


def settle(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Clear the findings of a pair that the schemas, taken as a whole, refute.

    Args:
        pairs: the documents.
        pair: a pair with findings.
        base: what the base says.
        cand: what the candidate says.
    """
    breaking = [f for f in pair.found if f.severity is Severity.BREAKING]
    if pair.turn.muted or any(f.kind.startswith(_NOT_SEEN) for f in breaking):
        return
    alternatives = [f for f in pair.found if f.kind.startswith(_ALTERNATIVES)]
    if not alternatives and not _deceives(pair, breaking, base, cand):
        return
    if any(f.rule.endswith(("-read-only", "-write-only")) for f in breaking):
        return
    try:
        old, new = (
            Standalone(normal.side, pair.turn.direction).whole(schema)
            for normal, schema in ((pairs.base, pair.base), (pairs.cand, pair.cand))
        )
    except TooLarge:
        return
    wide, narrow = (new, old) if pair.turn.direction == "request" else (old, new)
    if not breaking or covers(wide, narrow) == "yes":
        _clear(pair, breaking, equal=bool(alternatives) and covers(narrow, wide) == "yes")


def _deceives(pair: Pair, breaking: list[Found], base: View, cand: View) -> bool:
    """Whether what was found may be no break, seen together with the rest of the schemas."""
    if not breaking:
        return False
    effects = {f.effect for f in pair.found} - {NOTE}
    deceiving = any(f.kind.startswith(_DECEIVING) for f in breaking)
    return len(effects) > 1 or deceiving or bool(base.unions or cand.unions)


def _clear(pair: Pair, breaking: list[Found], *, equal: bool) -> None:
    """Take back breaking findings; all but annotations, where the schemas are equal both ways."""
    if equal:
        pair.found = [f for f in pair.found if f.effect == NOTE]
    elif not breaking:
        return
    for found in breaking:
        found.severity = Severity.INFO
        found.effect = NOTE
        found.message += " (harmless: taken as a whole, the schemas allow it)"
    pair.edges = [(step, child) for step, child in pair.edges if step[0] not in ("branch", "same")]


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


def judge_overlap(
    pairs: Pairs, pair: Pair, union: Union, kept: list[Sources], come: list[Sources], cand: View
) -> None:
    """Report new oneOf alternatives that overlap with old ones: values of both now match two.

    JSON Schema core, section 10.2.1.3: oneOf accepts what exactly one alternative accepts.
    """
    if union.kind != "oneOf" or not kept or pair.turn.direction != "request":
        return
    if "discriminator" in cand.notes:
        return
    writer = Standalone(pairs.cand.side, "request")
    try:
        whole = [writer.whole(branch) for branch in (*kept, *come)]
    except TooLarge:
        return
    bare = [_scoped(schema, number) for number, schema in enumerate(whole)]
    definitions = {name: d for _, scope in bare for name, d in scope.items()}
    schemas = [schema for schema, _ in bare]
    outer = {"$schema": DIALECT, "oneOf": schemas, "$defs": definitions}
    inner = {"$schema": DIALECT, "oneOf": schemas[: len(kept)], "$defs": definitions}
    if covers(outer, inner) == "no":
        message = f"{label(cand.pointer)}: a new alternative overlaps with an old one"
        place = cand.place("oneOf")
        pairs.report(pair, "one-of-overlapping", NARROWED, pair.base[0].pointer, place, message)


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
