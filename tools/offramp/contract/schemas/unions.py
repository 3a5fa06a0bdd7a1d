"""Compare ``anyOf`` and ``oneOf``: branches are matched, what is left over was added or removed."""

from __future__ import annotations

from collections import Counter

from offramp.contract.documents.naming import label
from offramp.contract.documents.side import At
from offramp.contract.documents.view import Sources, Union, View
from offramp.contract.pairs import Pair, Pairs, Turn
from offramp.contract.rulebook.kinds import NARROWED, WIDENED
from offramp.contract.schemas.overlaps import judge_overlap

_TRIALS = 144
"""The most pairs of branches that are compared on trial; beyond, likeness decides."""


def judge_unions(pairs: Pairs, pair: Pair, base: View, cand: View) -> bool:
    """Compare the unions of two views.

    Returns:
        Whether the views themselves were taken as branches, so that nothing is left to compare.
    """
    old, new = base.unions, cand.unions
    if not old and not new:
        return False
    if len(old) == 1 and not new and base.is_plain():
        plain = Union("anyOf", [pair.cand], cand.pointer)
        _judge_branches(pairs, pair, old[0], plain, base, cand)
        return True
    if len(new) == 1 and not old and cand.is_plain():
        plain = Union("anyOf", [pair.base], base.pointer)
        _judge_branches(pairs, pair, plain, new[0], base, cand)
        return True
    for first, second in zip(old, new, strict=False):
        _judge_branches(pairs, pair, first, second, base, cand)
    for extra in new[len(old) :]:
        pairs.report(
            pair,
            "alternatives-added",
            NARROWED,
            base.pointer,
            extra.pointer,
            f"{label(cand.pointer)} must match {extra.kind} of {len(extra.branches)} schemas now",
        )
    for extra in old[len(new) :]:
        pairs.report(
            pair,
            "alternatives-removed",
            WIDENED,
            extra.pointer,
            cand.pointer,
            f"{label(cand.pointer)} need not match {extra.kind} of "
            f"{len(extra.branches)} schemas any more",
        )
    return False


def _judge_branches(
    pairs: Pairs, pair: Pair, old: Union, new: Union, base: View, cand: View
) -> None:
    matched, gone, come = _match(pairs, pair, old.branches, new.branches)
    for first, second in matched:
        pairs.link(pair, ("branch",), first, second, past_null=True)
    word = "one-of" if "oneOf" in (old.kind, new.kind) else "any-of"
    where = (base.place("anyOf", "oneOf"), cand.place("anyOf", "oneOf"))
    name = label(cand.pointer)
    if gone:
        message = f"{name} may not be {_names(gone)} any more"
        pairs.report(pair, f"{word}-removed", NARROWED, *where, message, member=_names(gone))
    if come:
        message = f"{name} may be {_names(come)} now"
        pairs.report(pair, f"{word}-added", WIDENED, *where, message, member=_names(come))
    differs = gone or come or old.kind != new.kind
    if differs or any(step[0] == "branch" for step, _ in pair.edges):
        judge_overlap(pairs, pair, old, new, base, cand)


def _names(branches: list[Sources]) -> str:
    return ", ".join(sorted(_name(branch[0]) for branch in branches))


def _name(at: At) -> str:
    raw = at.raw if isinstance(at.raw, dict) else {}
    ref = raw.get("$ref")
    if isinstance(ref, str):
        return ref.rpartition("/")[2]
    for word in ("title", "type", "const"):
        if word in raw:
            value = raw[word]
            return " or ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "another alternative"


def _match(
    pairs: Pairs, pair: Pair, old: list[Sources], new: list[Sources]
) -> tuple[list[tuple[Sources, Sources]], list[Sources], list[Sources]]:
    """Pair branches: the same ones, those of one name, those that compare well, those alike."""
    matched: list[tuple[Sources, Sources]] = []
    left, right = list(old), list(new)

    def take(accept: object) -> None:
        for first in list(left):
            for second in right:
                if accept(first, second):  # type: ignore[operator]
                    matched.append((first, second))
                    left.remove(first)
                    right.remove(second)
                    break

    take(pairs.same_schemas)
    take(_same_ref)
    titles = Counter(map(_title, (*left, *right)))
    names = {title for title, count in titles.items() if title is not None and count == 2}
    take(lambda first, second: _title(first) in names and _title(first) == _title(second))
    if left and right and len(left) * len(right) <= _TRIALS:
        trial: dict[tuple[int, int], int] = {}

        def distance(first: Sources, second: Sources) -> int:
            key = id(first[0].raw), id(second[0].raw)
            if key not in trial:
                turn = Turn(pair.turn.direction, pair.turn.muted, past_null=True)
                trial[key] = pairs.distance(pairs.pair(first, second, turn, pair.place))
            return trial[key]

        take(lambda first, second: distance(first, second) == 0)
        take(lambda first, second: distance(first, second) == 1)
        take(lambda first, second: distance(first, second) == 2)
    take(lambda first, second: _alike(pairs, first, second))
    return matched, left, right


def _same_ref(first: Sources, second: Sources) -> bool:
    one, other = first[0].raw, second[0].raw
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return "$ref" in one and one["$ref"] == other.get("$ref")


def _title(branch: Sources) -> str | None:
    """The title of a branch that is written in its place; where no other has it, it is a name."""
    raw = branch[0].raw
    title = raw.get("title") if isinstance(raw, dict) and "$ref" not in raw else None
    return title if isinstance(title, str) else None


def _alike(pairs: Pairs, first: Sources, second: Sources) -> bool:
    """Whether two branches are versions of one thing: the same kind, and most names shared."""
    one, other = pairs.base.view(first), pairs.cand.view(second)
    if one.atoms - {"null"} != other.atoms - {"null"} or bool(one.enum) != bool(other.enum):
        return False
    if _discriminated(one, other):
        return False
    if one.properties or other.properties:
        shared = one.properties.keys() & other.properties.keys()
        return 2 * len(shared) > max(len(one.properties), len(other.properties)) - 1
    return not one.unions and not other.unions


def _discriminated(one: View, other: View) -> bool:
    """Whether a property has one fixed value in each, and not the same."""
    for name in one.properties.keys() & other.properties.keys():
        values = []
        for schema in (one.properties[name], other.properties[name]):
            raw = schema[0].raw
            if isinstance(raw, dict):
                values.append(raw.get("const", raw.get("enum")))
        if len(values) == 2 and None not in values and values[0] != values[1]:
            return True
    return False
