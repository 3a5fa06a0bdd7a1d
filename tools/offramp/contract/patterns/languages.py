"""Decide whether all strings of one pattern match another, and show one that does not.

A pattern without back-references and look-behind is a regular language. Two are compared by
walking through both automata at once; the first string that one accepts and the other rejects is
a shortest one. What is not understood is "unknown", never a guess.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from offramp.contract.patterns.automata import Automaton, States, automaton
from offramp.contract.patterns.charsets import TOP, has
from offramp.contract.patterns.expressions import Unknown

_MOST_STEPS = 12000
_MOST_WORK = 250_000
_EXCUSES = (Unknown, RecursionError, OverflowError)
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
    except _EXCUSES:
        return Answer("unknown")


def lengths(bounds: Mapping[str, Any]) -> tuple[int, int | None]:
    """Return the least and the greatest length of strings that limits allow; None for none."""
    most = bounds.get("maxLength")
    return int(bounds.get("minLength", 0)), None if most is None else int(most)


def of_lengths(least: int, most: int | None) -> str:
    """Return a pattern that strings of some lengths match."""
    return rf"^[\s\S]{{{least},{'' if most is None else most}}}$"


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
    except _EXCUSES:
        return None


def _letters(automata: list[Automaton]) -> list[int]:
    """One character for each set of characters that no automaton tells apart; fair ones first."""
    sets = sorted({each for made in automata for each in made.sets})
    edges = {0, 0xD800, 0xE000, *map(ord, _NICE)}
    edges |= {edge for each in sets for low, high in each for edge in (low, high + 1)}
    chosen: dict[tuple[bool, ...], int] = {}
    for char in sorted(edges, key=_fairness):
        if char <= TOP and not 0xD800 <= char < 0xE000:
            chosen.setdefault(tuple(has(each, char) for each in sets), char)
    return list(chosen.values())


def _fairness(char: int) -> tuple[bool, int, bool, int]:
    nice = _NICE.find(chr(char)) if char <= TOP else -1
    return nice < 0, nice, not 0x20 <= char < 0x7F, char


def _walk(inner: list[Automaton], outer: list[Automaton], least: int, most: int | None) -> Answer:
    """Search breadth-first for a string of all the inner languages and not of all the outer.

    Without outer languages, any string of the inner ones will do.
    """
    automata = [*inner, *outer]
    everything = [*automata, *(look for each in automata for look in each.looks())]
    letters = _letters(everything)
    spent = sum(each.work for each in everything)
    begin = tuple(each.begin() for each in automata)
    queue = deque([(begin, "")])
    seen = {(begin, 0)}
    count = len(inner)
    while queue:
        states, text = queue.popleft()
        if len(text) >= least and _is_found(automata, states, count, text):
            return Answer("no", text)
        if most is not None and len(text) >= most:
            continue
        for letter in letters:
            after = tuple(each.step(s, letter) for each, s in zip(automata, states, strict=True))
            key = (after, min(len(text) + 1, least))
            if key in seen or not all(after[:count]) or _is_hopeless(automata, after, count):
                continue
            seen.add(key)
            if len(seen) > _MOST_STEPS or sum(e.work for e in everything) - spent > _MOST_WORK:
                raise Unknown
            queue.append((after, text + chr(letter)))
    return Answer("yes")


def _is_found(automata: list[Automaton], states: tuple[States, ...], count: int, text: str) -> bool:
    at_start = not text
    accepted = [
        each.accepts(s, at_start=at_start) for each, s in zip(automata, states, strict=True)
    ]
    return all(accepted[:count]) and (count == len(automata) or not all(accepted[count:]))


def _is_hopeless(automata: list[Automaton], states: tuple[States, ...], count: int) -> bool:
    """Whether all the outer languages have any string that goes on from here."""
    rest = [*zip(automata, states, strict=True)][count:]
    return bool(rest) and all(each.is_settled(s) for each, s in rest)
