"""Automata of patterns: what is not regular, or too large, is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from offramp.contract.patterns.charsets import EVERYTHING, Ranges, has
from offramp.contract.patterns.expressions import Node, Unknown, parse

_MOST_STATES = 6000
_MOST_REPEATS = 1100

States = frozenset[Any]
"""Where an automaton can be: numbers of states, or of a state and what must still hold there.

What must hold is a frozenset of (negative, automaton, its states): a look-ahead that was begun.
"""

_NOTHING: frozenset[Any] = frozenset()


class Automaton:
    """States with transitions by sets of characters, empty transitions and look-ahead.

    Attributes:
        sets: the sets of characters that transitions have.
        work: the states looked at so far, a measure of effort.
    """

    def __init__(self) -> None:
        self.sets: list[Ranges] = []
        self.work = 0
        self._moves: list[list[tuple[int, int]]] = []
        self._empty: list[list[int]] = []
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        self._looks: dict[int, list[tuple[bool, Automaton, int]]] = {}
        self._steps: dict[tuple[States, int], States] = {}
        self._members: dict[int, frozenset[int]] = {}
        self._closures: dict[int, States] = {}
        self._leading: set[int] | None = None
        self._first = self._new()
        self._last = self._new()
        self._done = frozenset({self._last})

    def begin(self, *, at_start: bool = True) -> States:
        """Return the states before the first character."""
        return self._close([(self._first, _NOTHING)], at_start=at_start)

    def step(self, states: States, char: int) -> States:
        """Return the states after a character, given by its code point."""
        known = self._steps.get((states, char))
        if known is None:
            self.work += len(states)
            known = self._steps[states, char] = self._step(states, char)
        return known

    def _step(self, states: States, char: int) -> States:
        members = self._members.get(char)
        if members is None:
            members = frozenset(n for n, each in enumerate(self.sets) if has(each, char))
            self._members[char] = members
        if self._looks:
            reached = []
            for state, held in map(_split, states):
                targets = [
                    target
                    for number, target in self._moves[state]
                    if number in members and target in self._alive()
                ]
                after = _after(held, char) if targets else None
                if after is not None:
                    reached += [(target, after) for target in targets]
            return self._close(reached)
        plain: set[Any] = set()
        for state in states:
            for number, target in self._moves[state]:
                if number in members and target not in plain:
                    plain |= self._closure(target)
        return self._done if self._last in plain else frozenset(plain & self._alive())

    def _alive(self) -> set[int]:
        """Return the states that lead to the end, once the start of the text is past."""
        if self._leading is None:
            back: dict[int, set[int]] = {}
            for state in range(len(self._moves)):
                targets = [target for _, target in self._moves[state]]
                targets += [*self._empty[state], *self._ends.get(state, ())]
                targets += [target for _, _, target in self._looks.get(state, ())]
                for target in targets:
                    back.setdefault(target, set()).add(state)
            self._leading, stack = {self._last}, [self._last]
            while stack:
                fresh = back.get(stack.pop(), set()) - self._leading
                self._leading |= fresh
                stack += fresh
        return self._leading

    def _closure(self, state: int) -> States:
        known = self._closures.get(state)
        if known is None:
            known = self._closures[state] = self._close([(state, _NOTHING)])
        return known

    def accepts(self, states: States, *, at_start: bool = False) -> bool:
        """Whether the text may end here.

        Args:
            states: where the automaton is.
            at_start: whether nothing was read.
        """
        if states == self._done:
            return True
        if not self._ends and not self._looks:
            return False
        closed = self._close([*map(_split, states)], at_start=at_start, at_end=True)
        return any(
            state == self._last
            and all(
                negative != each.accepts(inner, at_start=at_start) for negative, each, inner in held
            )
            for state, held in map(_split, closed)
        )

    def is_settled(self, states: States) -> bool:
        """Whether any text that goes on from here is accepted."""
        return states == self._done

    def looks(self) -> list[Automaton]:
        """Return the automata of look-ahead, those inside of them too."""
        own = [each for looks in self._looks.values() for _, each, _ in looks]
        return own + [inner for each in own for inner in each.looks()]

    def _new(self) -> int:
        if len(self._moves) > _MOST_STATES:
            raise Unknown
        self._moves.append([])
        self._empty.append([])
        return len(self._moves) - 1

    def _move(self, state: int, ranges: Ranges, target: int) -> None:
        if ranges not in self.sets:
            self.sets.append(ranges)
        self._moves[state].append((self.sets.index(ranges), target))

    def _close(self, reached: list[Any], *, at_start: bool = False, at_end: bool = False) -> States:
        """Return what empty transitions lead to; the end alone, where anything may follow."""
        seen: set[Any] = set()
        while reached:
            state, held = reached.pop()
            config = (state, held) if held else state
            if config in seen:
                continue
            if config == self._last:
                return self._done
            seen.add(config)
            targets = list(self._empty[state])
            if at_start:
                targets += self._starts.get(state, ())
            if at_end:
                targets += self._ends.get(state, ())
            reached += [(target, held) for target in targets]
            for negative, inner, target in self._looks.get(state, ()):
                states = inner.begin(at_start=at_start)
                kept = _settle(negative, inner, states)
                if kept is not None:
                    reached.append((target, held | kept))
        return frozenset(seen)

    def build(self, node: Node, *, opened: bool) -> Automaton:
        """Build the automaton of a node that anything may follow.

        Args:
            node: see `expressions`.
            opened: whether anything may come before as well.
        """
        state = self._new()
        self._empty[self._first].append(state)
        if opened:
            self._move(self._first, EVERYTHING, self._first)
        self._empty[self._add(node, state)].append(self._last)
        self._move(self._last, EVERYTHING, self._last)
        return self

    def _add(self, node: Node, state: int) -> int:
        kind = node[0]
        if kind == "all":
            for each in node[1]:
                state = self._add(each, state)
            return state
        if kind == "repeat":
            return self._repeat(node, state)
        target = self._new()
        if kind == "chars":
            self._move(state, node[1], target)
        elif kind == "any":
            for each in node[1]:
                begin = self._new()
                self._empty[state].append(begin)
                self._empty[self._add(each, begin)].append(target)
        elif kind == "look":
            inner = Automaton().build(node[2], opened=False)
            self._looks.setdefault(state, []).append((node[1], inner, target))
        else:
            (self._starts if kind == "start" else self._ends).setdefault(state, []).append(target)
        return target

    def _repeat(self, node: Node, state: int) -> int:
        _, child, low, high = node
        if max(low, high or 0) > _MOST_REPEATS:
            raise Unknown
        for _ in range(low):
            state = self._add(child, state)
        end = self._new()
        self._empty[state].append(end)
        if high is None:
            begin = self._new()
            self._empty[state].append(begin)
            self._empty[self._add(child, begin)] += [begin, end]
            return end
        for _ in range(high - low):
            state = self._add(child, state)
            self._empty[state].append(end)
        return end


def _split(config: Any) -> tuple[int, frozenset[Any]]:
    return (config, _NOTHING) if isinstance(config, int) else config


def _after(held: frozenset[Any], char: int) -> frozenset[Any] | None:
    """Take what must hold one character on; None where it does not hold any more."""
    kept: frozenset[Any] = frozenset()
    for negative, inner, states in held:
        settled = _settle(negative, inner, inner.step(states, char))
        if settled is None:
            return None
        kept |= settled
    return kept


def _settle(negative: bool, inner: Automaton, states: States) -> frozenset[Any] | None:
    """Return what must still hold of a look-ahead; None where it cannot be."""
    if inner.is_settled(states):
        return None if negative else frozenset()
    if not states:
        return frozenset() if negative else None
    return frozenset({(negative, inner, states)})


@lru_cache(maxsize=512)
def automaton(pattern: str) -> Automaton:
    """Return the automaton of a pattern that is searched for anywhere in a string.

    Raises:
        Unknown: the pattern has something that is not understood, or is too large.
    """
    return Automaton().build(parse(pattern), opened=True)
