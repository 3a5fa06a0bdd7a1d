"""Compare what two views say about single values: limits, enumerations, forms."""

from __future__ import annotations

import json
import math
from typing import Any

from offramp.contract.documents.naming import label
from offramp.contract.documents.values import is_multiple
from offramp.contract.documents.view import View
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED

_NUMERIC = frozenset({"integer", "fraction"})
_COUNTS = (
    ("minLength", "min-length", "string"),
    ("maxLength", "max-length", "string"),
    ("minItems", "min-items", "array"),
    ("maxItems", "max-items", "array"),
    ("minProperties", "min-properties", "object"),
    ("maxProperties", "max-properties", "object"),
)
_WIDER = {("int32", "int64"), ("float", "double")}
_FORMATTED = frozenset({"string", "integer", "fraction"})


def judge_values(pairs: Pairs, pair: Pair, base: View, cand: View, shared: frozenset[str]) -> None:
    """Compare enumerations, limits and forms, as far as they bear on kinds that both accept."""
    _judge_enum(pairs, pair, base, cand)
    listed = base.enum is not None and cand.enum is not None
    if shared & _NUMERIC and not listed:
        whole = base.atoms & _NUMERIC == {"integer"} == cand.atoms & _NUMERIC
        _judge_limit(pairs, pair, base, cand, "minimum", 1, whole=whole)
        _judge_limit(pairs, pair, base, cand, "maximum", -1, whole=whole)
        _judge_set(pairs, pair, base, cand, "multipleOf", "multiple-of")
    for word, kind, atom in _COUNTS:
        if atom in shared and not (listed and atom == "string"):
            _judge_count(pairs, pair, base, cand, word, kind)
    if "string" in shared:
        _judge_set(pairs, pair, base, cand, "pattern", "pattern")
        _judge_content(pairs, pair, base, cand, "contentEncoding", "content-encoding-changed")
        _judge_content(pairs, pair, base, cand, "contentMediaType", "content-media-type-changed")
    if shared & _FORMATTED:
        _judge_set(pairs, pair, base, cand, "format", "format")
    if "array" in shared and ("uniqueItems" in base.bounds) != ("uniqueItems" in cand.bounds):
        added = "uniqueItems" in cand.bounds
        _report_presence(pairs, pair, base, cand, "uniqueItems", "unique-items", added=added)


def _report_presence(
    pairs: Pairs, pair: Pair, base: View, cand: View, word: str, kind: str, *, added: bool
) -> None:
    side = cand if added else base
    value = side.bounds.get(word, side.sets.get(word))
    shown = ", ".join(sorted(map(show, value))) if isinstance(value, frozenset) else show(value)
    verb = "has" if added else "had"
    pairs.report(
        pair,
        f"{kind}-added" if added else f"{kind}-removed",
        NARROWED if added else WIDENED,
        base.place(word),
        cand.place(word),
        f"{label(cand.pointer)} {verb} {word} {shown}" + ("" if added else ", and has not now"),
    )


def _judge_enum(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    where = (base.place("enum", "const"), cand.place("enum", "const"))
    name = label(cand.pointer)
    old, new = base.enum, cand.enum
    if old is None and new is None:
        return
    if old is None or new is None:
        values = new if old is None else old
        const = len(values or {}) == 1 and (cand if old is None else base).place("const").endswith(
            "/const"
        )
        if old is None:
            kind = "const-added" if const else "became-enum"
            message = f"{name} must be one of {_list(values)} now"
            pairs.report(pair, kind, NARROWED, *where, message)
        else:
            kind = "const-removed" if const else "enum-removed"
            message = f"{name} need not be one of {_list(values)} any more"
            pairs.report(pair, kind, WIDENED, *where, message)
        return
    gone = {k: v for k, v in old.items() if k not in new and k != "null"}
    come = {k: v for k, v in new.items() if k not in old and k != "null"}
    if gone and come and len(old) == len(new) == 1:
        message = f"{name} must be {_list(come)} now, not {_list(gone)}"
        pairs.report(pair, "const-changed", CHANGED, *where, message)
        return
    if gone:
        message = f"{name} may not be {_list(gone)} any more"
        pairs.report(pair, "enum-value-removed", NARROWED, *where, message, member=_keys(gone))
    if come:
        message = f"{name} may be {_list(come)} now"
        pairs.report(pair, "enum-value-added", WIDENED, *where, message, member=_keys(come))


def _judge_limit(
    pairs: Pairs, pair: Pair, base: View, cand: View, word: str, sign: int, *, whole: bool
) -> None:
    old: Any = base.bounds.get(word)
    new: Any = cand.bounds.get(word)
    if whole:
        old, new = _whole(old, sign), _whole(new, sign)
    if old == new:
        return
    strict = "exclusiveMinimum" if sign > 0 else "exclusiveMaximum"
    exclusive = (new if new is not None else old)[1]
    kind = ("exclusive-" if exclusive else "") + ("min" if sign > 0 else "max")
    tighter = new is not None and (old is None or (new[0] * sign, new[1]) > (old[0] * sign, old[1]))
    change = "set" if old is None else "unset" if new is None else None
    if change is None:
        change = "increased" if tighter == (sign > 0) else "decreased"
    message = f"{label(cand.pointer)}: {word} is {_limit(new)} now; it was {_limit(old)}"
    pairs.report(
        pair,
        f"{kind}-{change}",
        NARROWED if tighter else WIDENED,
        base.place(word, strict),
        cand.place(word, strict),
        message,
    )


def _whole(limit: Any, sign: int) -> Any:
    """Write a bound of integers as an inclusive whole one: above 0, or from 0.5, is from 1."""
    if limit is None:
        return None
    value, exclusive = limit
    nearest = math.ceil(value) if sign > 0 else math.floor(value)
    return (nearest + sign if exclusive and nearest == value else nearest), False


def _limit(limit: Any) -> str:
    if limit is None:
        return "not set"
    return f"{show(limit[0])} (exclusive)" if limit[1] else show(limit[0])


def _judge_count(pairs: Pairs, pair: Pair, base: View, cand: View, word: str, kind: str) -> None:
    old, new = base.bounds.get(word), cand.bounds.get(word)
    if old == new:
        return
    upper = word.startswith("max")
    if old is None or new is None:
        change, effect = ("set", NARROWED) if old is None else ("unset", WIDENED)
    else:
        change = "increased" if new > old else "decreased"
        effect = WIDENED if (new > old) == upper else NARROWED
    was, now = ("not set" if n is None else show(n) for n in (old, new))
    message = f"{label(cand.pointer)}: {word} is {now} now; it was {was}"
    words = (word, "items") if word == "maxItems" else (word,)
    where = base.place(*words), cand.place(*words)
    pairs.report(pair, f"{kind}-{change}", effect, *where, message)


def _judge_set(pairs: Pairs, pair: Pair, base: View, cand: View, word: str, kind: str) -> None:
    none: frozenset[Any] = frozenset()
    old, new = base.sets.get(word, none), cand.sets.get(word, none)
    if old == new:
        return
    if old > new and not new and word == "pattern" and cand.place(word).endswith("/pattern"):
        message = f"{label(cand.pointer)} matches any string now"
        where = base.place(word), cand.place(word)
        pairs.report(pair, "pattern-generalized", WIDENED, *where, message)
        return
    if old < new or new < old:
        _report_presence(pairs, pair, base, cand, word, kind, added=old < new)
        return
    change, effect = "changed", CHANGED
    if word == "pattern":
        effect = _languages(base, cand)
        if effect == NOTE:
            return
        change = "generalized" if effect == WIDENED else "changed"
    elif word == "format" and len(old) == len(new) == 1:
        step = (*old, *new)
        if step in _WIDER:
            change, effect = "generalized", WIDENED
        elif step[::-1] in _WIDER:
            change, effect = "specialized", NARROWED
    elif word == "multipleOf":
        effect = _multiples(old, new)
    was, now = (", ".join(sorted(map(show, each))) for each in (old, new))
    message = f"{label(cand.pointer)}: {word} is {now} now; it was {was}"
    pairs.report(pair, f"{kind}-{change}", effect, base.place(word), cand.place(word), message)


def _languages(base: View, cand: View) -> str:
    """The effect of a change of patterns: what the strings that match are, within the lengths."""
    from offramp.contract.patterns.languages import within

    old, new = base.sets["pattern"], cand.sets["pattern"]
    kept = within(old, new, *_lengths(base)).word
    known = within(new, old, *_lengths(cand)).word
    if kept == "yes":
        return NOTE if known == "yes" else WIDENED
    return NARROWED if known == "yes" else CHANGED


def _lengths(view: View) -> tuple[int, int | None]:
    least, most = view.bounds.get("minLength", 0), view.bounds.get("maxLength")
    return int(least), None if most is None else int(most)


def _multiples(old: frozenset[Any], new: frozenset[Any]) -> str:
    if all(any(is_multiple(n, o) for n in new) for o in old):
        return NARROWED
    return WIDENED if all(any(is_multiple(o, n) for o in old) for n in new) else CHANGED


def _judge_content(pairs: Pairs, pair: Pair, base: View, cand: View, word: str, kind: str) -> None:
    old, new = base.bounds.get(word), cand.bounds.get(word)
    if old != new:
        was, now = (each or "not set" for each in (old, new))
        message = f"{label(cand.pointer)}: {word} is {now} now; it was {was}"
        where = base.place(word, "format"), cand.place(word, "format")
        pairs.report(pair, kind, CHANGED, *where, message)


def show(value: Any) -> str:
    """Return a JSON value as text of bounded length."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys(values: Any) -> str:
    return ", ".join(sorted(values))


def _list(values: Any) -> str:
    shown = [show(value) for _, value in sorted(values.items())]
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    return ", ".join(shown[:5]) + more
