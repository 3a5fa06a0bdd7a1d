"""What oneOf does beyond its alternatives, seen where they overlap more or less than they did."""

from __future__ import annotations

from typing import Any

from offramp.contract.containment import are_named, covers
from offramp.contract.documents.naming import label
from offramp.contract.documents.standalone import DIALECT, Standalone, TooLarge
from offramp.contract.documents.view import Union, View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import NARROWED, WIDENED
from offramp.findings import Severity


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
    if are_named(base, cand) or _is_told(pairs, pair):
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
