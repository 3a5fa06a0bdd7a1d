"""Compare keywords whose schemas are taken as a whole: not, if, contains and their like."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.naming import label
from offramp.contract.documents.side import At
from offramp.contract.documents.values import count_of
from offramp.contract.documents.view import View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, WIDENED

_KINDS = {
    "not": "not",
    "if": "if",
    "contains": "contains",
    "propertyNames": "property-names",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
    "contentSchema": "content-schema",
    "dependentRequired": "dependent-required",
    "dependentSchemas": "dependent-schema",
}
_ATOM = {
    "contains": "array",
    "unevaluatedItems": "array",
    "propertyNames": "object",
    "unevaluatedProperties": "object",
    "dependentRequired": "object",
    "dependentSchemas": "object",
    "contentSchema": "string",
}
_DESCENDED = ("propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema")


def judge_wholes(pairs: Pairs, pair: Pair, base: View, cand: View, shared: frozenset[str]) -> None:
    """Compare the keywords of `view.View.other`, as far as they bear on kinds both accept."""
    for word in sorted(base.other.keys() | cand.other.keys()):
        if _ATOM.get(word, "") and _ATOM[word] not in shared:
            continue
        old, new = _meaningful(base, word), _meaningful(cand, word)
        if not old and not new:
            continue
        if word == "dependentRequired":
            _judge_dependent_required(pairs, pair, base, cand, old, new)
        elif word == "dependentSchemas":
            _judge_dependent_schemas(pairs, pair, base, cand, old, new)
        elif not old or not new:
            _report(pairs, pair, base, cand, word, "removed" if old else "added")
        elif len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                _judge_one(pairs, pair, base, cand, word, one, other)
        else:
            _report(pairs, pair, base, cand, word, "added" if len(new) > len(old) else "removed")


def _meaningful(view: View, word: str) -> list[At]:
    """The parts that have the keyword and say something by it."""
    found = []
    for part in view.other.get(word, ()):
        value = part.raw[word]
        if word in _DESCENDED and value in (True, {}):
            continue
        if (
            word == "contains"
            and count_of(part.raw, "minContains", 1) == 0
            and "maxContains" not in part.raw
        ):
            continue
        if word == "if" and "then" not in part.raw and "else" not in part.raw:
            continue
        found.append(part)
    return found


def _report(
    pairs: Pairs,
    pair: Pair,
    base: View,
    cand: View,
    word: str,
    change: str,
    message: str | None = None,
    member: str = "",
) -> None:
    effect = {"added": NARROWED, "removed": WIDENED}.get(change, CHANGED)
    default = {
        "added": f"{label(cand.pointer)} has {word} now",
        "removed": f"{label(cand.pointer)} has no {word} any more",
    }.get(change, f"{label(cand.pointer)} has another {word} now")
    where = base.place(word), cand.place(word)
    kind = f"{_KINDS[word]}-{change}"
    pairs.report(pair, kind, effect, *where, message or default, member=member)


def _judge_one(
    pairs: Pairs, pair: Pair, base: View, cand: View, word: str, old: At, new: At
) -> None:
    one, other = (old.child(word),), (new.child(word),)
    if word in _DESCENDED:
        if (one[0].raw is False) != (other[0].raw is False) and word.startswith("unevaluated"):
            _report(pairs, pair, base, cand, word, "added" if other[0].raw is False else "removed")
        else:
            pairs.link(pair, ("whole", word), one, other)
        return
    if not pairs.equivalent(one, other):
        _report(pairs, pair, base, cand, word, "changed")
    elif word == "contains":
        _judge_counts(pairs, pair, old, new)
    elif word == "if":
        for branch in ("then", "else"):
            first, second = old.child(branch), new.child(branch)
            pairs.link(pair, ("same", branch), (_or_true(first),), (_or_true(second),))


def _or_true(at: At) -> At:
    return At(True, at.pointer) if at.raw is None else at


def _judge_counts(pairs: Pairs, pair: Pair, old: At, new: At) -> None:
    least = count_of(old.raw, "minContains", 1), count_of(new.raw, "minContains", 1)
    most = count_of(old.raw, "maxContains", None), count_of(new.raw, "maxContains", None)
    name = label(new.pointer)
    where = old.pointer, new.pointer
    if least[0] != least[1]:
        up = least[1] > least[0]
        pairs.report(
            pair,
            f"min-contains-{'increased' if up else 'decreased'}",
            NARROWED if up else WIDENED,
            *where,
            f"{name}: minContains is {least[1]} now; it was {least[0]}",
        )
    if most[0] != most[1]:
        change = "set" if most[0] is None else "unset" if most[1] is None else ""
        wider = most[1] is None or (most[0] is not None and most[1] > most[0])
        pairs.report(
            pair,
            f"max-contains-{change or ('increased' if wider else 'decreased')}",
            WIDENED if wider else NARROWED,
            *where,
            f"{name}: maxContains is {_or(most[1])} now; it was {_or(most[0])}",
        )


def _or(value: Any) -> str:
    return "not set" if value is None else str(value)


def _judge_dependent_required(
    pairs: Pairs, pair: Pair, base: View, cand: View, old: list[At], new: list[At]
) -> None:
    first, second = _needs(old), _needs(new)
    for name in sorted(first.keys() | second.keys()):
        was, now = first.get(name, frozenset()), second.get(name, frozenset())
        if was == now:
            continue
        change = "added" if not was else "removed" if not now else "changed"
        effect = NARROWED if was < now else WIDENED if now < was else CHANGED
        pairs.report(
            pair,
            f"dependent-required-{change}",
            effect,
            base.place("dependentRequired"),
            cand.place("dependentRequired"),
            f"{label(cand.pointer)}: where {name} is, {', '.join(sorted(now)) or 'nothing'} must "
            f"be; it was {', '.join(sorted(was)) or 'nothing'}",
            member=name,
        )


def _needs(parts: list[At]) -> dict[str, frozenset[str]]:
    needs: dict[str, frozenset[str]] = {}
    for part in parts:
        for name, at in part.child("dependentRequired").members():
            if isinstance(at.raw, list) and at.raw:
                needs[name] = needs.get(name, frozenset()) | frozenset(map(str, at.raw))
    return needs


def _judge_dependent_schemas(
    pairs: Pairs, pair: Pair, base: View, cand: View, old: list[At], new: list[At]
) -> None:
    first = {name: at for part in old for name, at in part.child("dependentSchemas").members()}
    second = {name: at for part in new for name, at in part.child("dependentSchemas").members()}
    for name in sorted(first.keys() | second.keys()):
        if name in first and name in second:
            pairs.link(pair, ("same", name), (first[name],), (second[name],))
        else:
            change = "added" if name in second else "removed"
            message = f"{label(cand.pointer)}: what must hold where {name} is was {change}"
            _report(pairs, pair, base, cand, "dependentSchemas", change, message, name)
