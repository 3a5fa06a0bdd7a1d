"""Compare which kinds of values two views accept; on the wire a number is text as well."""

from __future__ import annotations

from offramp.contract.documents.naming import label
from offramp.contract.documents.view import ATOMS, View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, WIDENED


def judge_kinds(
    pairs: Pairs, pair: Pair, base: View, cand: View, *, null_only: bool = False
) -> frozenset[str]:
    """Compare which kinds of values are accepted.

    Args:
        pairs: takes the findings.
        pair: where they are made.
        base: what the base says.
        cand: what the candidate says.
        null_only: kinds other than null have been told of, as alternatives.

    Returns:
        The kinds that both accept, whose keywords are worth comparing.
    """
    old, new = _comparable(base, cand)
    name = label(cand.pointer)
    forms = ("type", "anyOf", "oneOf")
    where = (base.place(*forms), cand.place(*forms))
    if not old or not new:
        if bool(old) != bool(new):
            kind, effect = ("forbidden", NARROWED) if old else ("allowed", WIDENED)
            words = "does not accept anything" if old else "accepts something"
            pairs.report(pair, kind, effect, base.pointer, cand.pointer, f"{name} {words} now")
        return frozenset()
    if pair.turn.past_null:
        old, new = old - {"null"}, new - {"null"}
    spelled = (base.place("nullable", *forms), cand.place("nullable", *forms))
    _judge_null(pairs, pair, old, new, spelled, name)
    values, others = old - {"null"}, new - {"null"}
    if values != others and not null_only:
        _judge_types(pairs, pair, values, others, where, name, base, cand)
    return base.atoms & cand.atoms


def _comparable(base: View, cand: View) -> tuple[frozenset[str], frozenset[str]]:
    """Kinds as far as they say more than an enumeration that only one side has."""
    old, new = base.atoms, cand.atoms
    if base.enum is None and cand.enum is not None and new <= base.atoms:
        new = old if cand.declared >= old else cand.declared & old
    elif cand.enum is None and base.enum is not None and old <= cand.atoms:
        old = new if base.declared >= new else base.declared & new
    return old, new


def _judge_null(
    pairs: Pairs,
    pair: Pair,
    old: frozenset[str],
    new: frozenset[str],
    where: tuple[str, str],
    name: str,
) -> None:
    was, now = "null" in old, "null" in new
    if was == now or (ATOMS in (old, new) and old - {"null"} != new - {"null"}):
        return
    if now:
        pairs.report(pair, "became-nullable", WIDENED, *where, f"{name} may be null now")
    else:
        message = f"{name} may not be null any more"
        pairs.report(pair, "became-not-nullable", NARROWED, *where, message)


def _judge_types(
    pairs: Pairs,
    pair: Pair,
    old: frozenset[str],
    new: frozenset[str],
    where: tuple[str, str],
    name: str,
    base: View,
    cand: View,
) -> None:
    spelled = f"{name} is {_spell(new)} now; it was {_spell(old)}"
    said = old, new
    if pair.turn.is_text:
        old |= TEXTS if is_free_text(old, base) else frozenset()
        new |= TEXTS if is_free_text(new, cand) else frozenset()
    if old == new:
        return
    effect = WIDENED if old < new else NARROWED if new < old else CHANGED
    pairs.report(pair, _type_kind(pair, *said, effect), effect, *where, spelled)


TEXTS = frozenset({"string", "integer", "fraction", "boolean"})
"""Kinds whose values are single texts on the wire."""


def is_free_text(atoms: frozenset[str], view: View) -> bool:
    """Whether any text is accepted; on the wire a number is text as well (RFC 6570)."""
    if "string" not in atoms:
        return False
    words = ("minLength", "maxLength")
    free = view.enum is None and not view.sets and not any(w in view.bounds for w in words)
    return free and not view.unions and not view.other


def _type_kind(pair: Pair, old: frozenset[str], new: frozenset[str], effect: str) -> str:
    if effect == CHANGED or ATOMS - {"null"} in (old, new):
        harmless = WIDENED if pair.turn.direction == "request" else NARROWED
        return _plain_kind(effect) if effect == harmless else "type-changed"
    if max(len(_names(old)), len(_names(new))) > 1:
        return "list-of-types-widened" if effect == WIDENED else "list-of-types-narrowed"
    harmless = WIDENED if pair.turn.direction == "request" else NARROWED
    return _plain_kind(effect) if effect == harmless else "type-changed"


def _plain_kind(effect: str) -> str:
    return "type-generalized" if effect == WIDENED else "type-specialized"


def _names(atoms: frozenset[str]) -> list[str]:
    names = set(atoms)
    if "fraction" in names:
        names -= {"fraction", "integer"}
        names.add("number")
    return sorted(names)


def _spell(atoms: frozenset[str]) -> str:
    if atoms >= ATOMS - {"null"}:
        return "of any type"
    return " or ".join(_names(atoms)) or "nothing but null"
