"""Automata of patterns: what is not regular, or too large, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from offramp.contract.patterns import parse

_MOST_STATES = 3000
_MOST_REPEATS = 260
TOP = 0x10FFFF
_LINE_ENDS = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_DIGIT = ((0x30, 0x39),)
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)

Ranges = tuple[tuple[int, int], ...]
"""Code points, as sorted ranges that include both ends."""


class Unknown(Exception):
    """The pattern has something that is not understood, or is too large."""


class Automaton:
    """States with transitions by ranges of characters, and empty transitions."""

    def __init__(self) -> None:
        self.moves: list[list[tuple[Ranges, int]]] = []
        self.empty: list[list[int]] = []
        self._steps: dict[tuple[frozenset[int], int], frozenset[int]] = {}
        self.start = self.new()
        self.end = self.new()

    def new(self) -> int:
        """Return a new state.

        Raises:
            Unknown: there are too many.
        """
        if len(self.moves) > _MOST_STATES:
            raise Unknown
        self.moves.append([])
        self.empty.append([])
        return len(self.moves) - 1

    def closure(self, states: set[int]) -> frozenset[int]:
        """Return some states with those that empty transitions lead to; the set is used up."""
        stack = list(states)
        while stack:
            for state in self.empty[stack.pop()]:
                if state not in states:
                    states.add(state)
                    stack.append(state)
        return frozenset(states)

    def step(self, states: frozenset[int], char: int) -> frozenset[int]:
        """Return the states after a character, given by its code point."""
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
def automaton(pattern: str) -> Automaton:
    """Return the automaton of a pattern that is searched for anywhere in a string.

    Raises:
        Unknown: the pattern has something that is not understood, or is too large.
    """
    tree = parse(pattern)
    if tree.state.flags & ~re.UNICODE.value:
        raise Unknown
    made = Automaton()
    everything = ((0, TOP),)
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
        raise Unknown


def _sequence(made: Automaton, items: Any, state: int) -> int:
    for op, argument in items:
        state = _item(made, str(op), argument, state)
    return state


def _item(made: Automaton, op: str, argument: Any, state: int) -> int:
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


def _repeat(made: Automaton, argument: Any, state: int) -> int:
    low, high, child = int(argument[0]), argument[1], argument[2]
    endless = str(high) == "MAXREPEAT"
    if low > _MOST_REPEATS or (not endless and int(high) > _MOST_REPEATS):
        raise Unknown
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
    raise Unknown


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
        raise Unknown
    return known[category]


def _others(ranges: Ranges) -> Ranges:
    made, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            made.append((at, low - 1))
        at = max(at, high + 1)
    if at <= TOP:
        made.append((at, TOP))
    return tuple(made)
