"""Decide whether all strings of one pattern match another, and show one that does not.

A pattern without look-around and back-references is a regular language. Two are compared by
walking through both automata at once; the first string that one accepts and the other rejects is
a shortest one. What is not understood is "unknown", never a guess.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from offramp.contract.patterns import parse

_MOST_STATES = 3000
_MOST_STEPS = 12000
_MOST_REPEATS = 260
_TOP = 0x10FFFF
_LINE_ENDS = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_DIGIT = ((0x30, 0x39),)
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_NICE = "a0A-_ .:/@b1é"

Ranges = tuple[tuple[int, int], ...]
"""Code points, as sorted ranges that include both ends."""


class _Unknown(Exception):
    """The pattern has something that is not understood, or is too large."""


class Answer(NamedTuple):
    """Whether a language lies in another.

    Attributes:
        word: "yes", "no" or "unknown".
        example: for "no", a string that the first has and the second has not.
    """

    word: str
    example: str | None = None


@lru_cache(maxsize=512)
def within(
    inner: frozenset[str], outer: frozenset[str], least: int = 0, most: int | None = None
) -> Answer:
    """Decide whether each string that matches all of some patterns matches all of others.

    Args:
        inner: patterns (ECMA-262), matched anywhere in the string as JSON Schema has it.
        outer: the patterns that shall match as well.
        least: the least length of the strings that are looked at, in characters.
        most: the greatest length; None for none.
    """
    if not outer:
        return Answer("yes")
    try:
        first = [_automaton(pattern) for pattern in sorted(inner)]
        second = [_automaton(pattern) for pattern in sorted(outer)]
        return _walk(first, second, least, most)
    except (_Unknown, re.error, RecursionError, OverflowError):
        return Answer("unknown")


@lru_cache(maxsize=2048)
def shortest(patterns: frozenset[str], least: int = 0, most: int | None = None) -> str | None:
    """Return a shortest string that matches all of some patterns; None where none is known.

    Args:
        patterns: as for `within`.
        least: likewise.
        most: likewise.
    """
    try:
        return _walk([_automaton(p) for p in sorted(patterns)], [], least, most).example
    except (_Unknown, re.error, RecursionError, OverflowError):
        return None


class _Automaton:
    """States with transitions by ranges of characters, and empty transitions."""

    def __init__(self) -> None:
        self.moves: list[list[tuple[Ranges, int]]] = []
        self.empty: list[list[int]] = []
        self._steps: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        self.start = self.new()
        self.end = self.new()

    def new(self) -> int:
        if len(self.moves) > _MOST_STATES:
            raise _Unknown
        self.moves.append([])
        self.empty.append([])
        return len(self.moves) - 1

    def closure(self, states: set[int]) -> frozenset[int]:
        stack = list(states)
        while stack:
            for state in self.empty[stack.pop()]:
                if state not in states:
                    states.add(state)
                    stack.append(state)
        return frozenset(states)

    def step(self, states: frozenset[int], char: int) -> frozenset[int]:
        known = self._steps.get((states, char))
        if known is None:
            reached = {
                target
                for state in states
                for ranges, target in self.moves[state]
                if any(low <= char <= high for low, high in ranges)
            }
            known = self._steps[states, char] = self.closure(reached)
        return known


@lru_cache(maxsize=512)
def _automaton(pattern: str) -> _Automaton:
    tree = parse(pattern)
    if tree.state.flags & ~re.UNICODE.value:
        raise _Unknown
    made = _Automaton()
    everything = ((0, _TOP),)
    for items, opened, closed in _alternatives(list(tree), opened=True, closed=True):
        begin, end, inner = made.new(), made.new(), made.new()
        made.empty[made.start].append(begin)
        made.empty[begin].append(inner)
        made.empty[end].append(made.end)
        if opened:
            made.moves[begin].append((everything, begin))
        if closed:
            made.moves[end].append((everything, end))
        made.empty[_sequence(made, items, inner)].append(end)
    return made


def _alternatives(
    items: list[Any], *, opened: bool, closed: bool
) -> Iterator[tuple[list[Any], bool, bool]]:
    """Split at the top: anchors are understood at the ends of each alternative alone.

    Yields:
        An alternative, and whether something may stand before and after it.
    """
    if items and _is_anchor(items[0], "AT_BEGINNING"):
        opened, items = False, items[1:]
    if items and _is_anchor(items[-1], "AT_END"):
        closed, items = False, items[:-1]
    if len(items) == 1 and str(items[0][0]) == "BRANCH":
        for branch in items[0][1][1]:
            yield from _alternatives(list(branch), opened=opened, closed=closed)
    elif len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        _refuse_flags(items[0][1])
        yield from _alternatives(list(items[0][1][-1]), opened=opened, closed=closed)
    else:
        yield items, opened, closed


def _is_anchor(item: Any, name: str) -> bool:
    return str(item[0]) == "AT" and str(item[1]) in (name, f"{name}_STRING")


def _refuse_flags(argument: Any) -> None:
    if len(argument) == 4 and (argument[1] or argument[2]):
        raise _Unknown


def _sequence(made: _Automaton, items: Any, state: int) -> int:
    for op, argument in items:
        state = _item(made, str(op), argument, state)
    return state


def _item(made: _Automaton, op: str, argument: Any, state: int) -> int:
    if op == "SUBPATTERN":
        _refuse_flags(argument)
        return _sequence(made, argument[-1], state)
    if op == "BRANCH":
        end = made.new()
        for branch in argument[1]:
            begin = made.new()
            made.empty[state].append(begin)
            made.empty[_sequence(made, branch, begin)].append(end)
        return end
    if op in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeat(made, argument, state)
    target = made.new()
    made.moves[state].append((_characters(op, argument), target))
    return target


def _repeat(made: _Automaton, argument: Any, state: int) -> int:
    low, high, child = int(argument[0]), argument[1], argument[2]
    endless = str(high) == "MAXREPEAT"
    if low > _MOST_REPEATS or (not endless and int(high) > _MOST_REPEATS):
        raise _Unknown
    for _ in range(low):
        state = _sequence(made, child, state)
    end = made.new()
    made.empty[state].append(end)
    if endless:
        begin = made.new()
        made.empty[state].append(begin)
        last = _sequence(made, child, begin)
        made.empty[last].extend((begin, end))
        return end
    for _ in range(int(high) - low):
        state = _sequence(made, child, state)
        made.empty[state].append(end)
    return end


def _characters(op: str, argument: Any) -> Ranges:
    if op == "LITERAL":
        return ((argument, argument),)
    if op == "NOT_LITERAL":
        return _others(((argument, argument),))
    if op == "ANY":
        return _others(_LINE_ENDS)
    if op == "IN":
        negated = str(argument[0][0]) == "NEGATE"
        ranges = tuple(r for item in argument[negated:] for r in _class(*item))
        return _others(ranges) if negated else ranges
    raise _Unknown


def _class(op: Any, argument: Any) -> Ranges:
    name = str(op)
    if name == "LITERAL":
        return ((argument, argument),)
    if name == "RANGE":
        return (tuple(argument),)
    known = {"DIGIT": _DIGIT, "WORD": _WORD, "SPACE": _SPACE}
    category = str(argument).removeprefix("CATEGORY_")
    if category.startswith("NOT_"):
        return _others(known[category.removeprefix("NOT_")])
    if category not in known:
        raise _Unknown
    return known[category]


def _others(ranges: Ranges) -> Ranges:
    made, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            made.append((at, low - 1))
        at = max(at, high + 1)
    if at <= _TOP:
        made.append((at, _TOP))
    return tuple(made)


def _letters(automata: list[_Automaton]) -> list[int]:
    """One character for each set of characters that no automaton tells apart; fair ones first."""
    edges = {0, 0xD800, 0xE000}
    for each in automata:
        for moves in each.moves:
            for ranges, _ in moves:
                for low, high in ranges:
                    edges |= {low, high + 1}
    cuts = sorted(edge for edge in edges if edge <= _TOP)
    letters = []
    for low, high in zip(cuts, [*(c - 1 for c in cuts[1:]), _TOP], strict=True):
        if 0xD800 <= low < 0xE000:
            continue
        nice = next((ord(c) for c in _NICE if low <= ord(c) <= high), None)
        letters.append(nice if nice is not None else low)
    return sorted(letters, key=lambda c: (not 0x20 <= c < 0x7F, not chr(c).isalnum(), c))


def _walk(inner: list[_Automaton], outer: list[_Automaton], least: int, most: int | None) -> Answer:
    """Search breadth-first for a string of all the inner languages and not of all the outer.

    Without outer languages, any string of the inner ones will do.
    """
    automata = [*inner, *outer]
    letters = _letters(automata)
    begin = tuple(each.closure({each.start}) for each in automata)
    queue = deque([(begin, "")])
    seen = {(begin, 0)}
    count = len(inner)
    while queue:
        states, text = queue.popleft()
        accepted = [each.end in s for each, s in zip(automata, states, strict=True)]
        outside = not outer or not all(accepted[count:])
        if len(text) >= least and all(accepted[:count]) and outside:
            return Answer("no", text)
        if most is not None and len(text) >= most:
            continue
        for letter in letters:
            after = tuple(each.step(s, letter) for each, s in zip(automata, states, strict=True))
            key = (after, min(len(text) + 1, least))
            if key in seen or not all(after[:count]):
                continue
            seen.add(key)
            if len(seen) > _MOST_STEPS:
                raise _Unknown
            queue.append((after, text + chr(letter)))
    return Answer("yes")
