"""Decide whether all strings of one pattern match another, and show one that does not.

A pattern without look-around and back-references is a regular language. Two are compared by
walking through both automata at once; the first string that one accepts and the other rejects is
a shortest one. What is not understood is "unknown", never a guess.
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from typing import NamedTuple

from offramp.contract.automata import TOP, Automaton, Unknown, automaton

_MOST_STEPS = 12000
_NICE = "a0A-_ .:/@b1é"


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
        first = [automaton(pattern) for pattern in sorted(inner)]
        second = [automaton(pattern) for pattern in sorted(outer)]
        return _walk(first, second, least, most)
    except (Unknown, re.error, RecursionError, OverflowError):
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
        return _walk([automaton(p) for p in sorted(patterns)], [], least, most).example
    except (Unknown, re.error, RecursionError, OverflowError):
        return None


def _letters(automata: list[Automaton]) -> list[int]:
    """One character for each set of characters that no automaton tells apart; fair ones first."""
    edges = {0, 0xD800, 0xE000}
    for each in automata:
        for moves in each.moves:
            for ranges, _ in moves:
                for low, high in ranges:
                    edges |= {low, high + 1}
    cuts = sorted(edge for edge in edges if edge <= TOP)
    letters = []
    for low, high in zip(cuts, [*(c - 1 for c in cuts[1:]), TOP], strict=True):
        if 0xD800 <= low < 0xE000:
            continue
        nice = next((ord(c) for c in _NICE if low <= ord(c) <= high), None)
        letters.append(nice if nice is not None else low)
    return sorted(letters, key=lambda c: (not 0x20 <= c < 0x7F, not chr(c).isalnum(), c))


def _walk(inner: list[Automaton], outer: list[Automaton], least: int, most: int | None) -> Answer:
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
                raise Unknown
            queue.append((after, text + chr(letter)))
    return Answer("yes")
