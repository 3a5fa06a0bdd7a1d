"""Put a value where it stands in a whole message."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from offramp.contract.documents.side import At
from offramp.contract.documents.view import View
from offramp.contract.ledger import Root
from offramp.contract.pairs import Pair
from offramp.contract.patterns.strings import matching
from offramp.contract.witnesses.probe import Probe
from offramp.contract.witnesses.samples import MOST, UNDECLARED, Samples

NOTHING = object()
"""No value; None is one."""
_MOST_STEPS = 400
_MOST_CHAINS = 8

Chain = list[tuple[Pair, tuple[Any, ...]]]
"""The way up from a pair to a message's schema: each pair above, and the step down from it."""


class Lifting:
    """Knows the ways from each pair of schemas up to the messages that hold it.

    Args:
        roots: the schemas that messages have at their top.
    """

    def __init__(self, roots: Iterable[Root]) -> None:
        self.roots: dict[int, list[Root]] = {}
        for root in roots:
            self.roots.setdefault(id(root.pair), []).append(root)
        self._above: dict[int, Chain] | None = None

    def chains(self, pair: Pair) -> Iterator[Chain]:
        """Iterate over ways up to a message, a shortest one first."""
        above = self._parents()
        queue: deque[tuple[Pair, Chain]] = deque([(pair, [])])
        found = 0
        for _ in range(_MOST_STEPS):
            if not queue or found >= _MOST_CHAINS:
                return
            top, chain = queue.popleft()
            if id(top) in self.roots:
                found += 1
                yield chain
            met = {id(pair), *(id(each) for each, _ in chain)}
            for parent, step in above.get(id(top), ()):
                if id(parent) not in met:
                    queue.append((parent, [*chain, (parent, step)]))

    def tops(self, pair: Pair) -> list[Pair]:
        """Return all the schemas of messages that hold a pair; none within a string's content."""
        above = self._parents()
        seen, stack, found = {id(pair)}, [pair], []
        while stack:
            each = stack.pop()
            if id(each) in self.roots:
                found.append(each)
            for parent, step in above.get(id(each), ()):
                if step == ("whole", "contentSchema"):
                    return []
                if id(parent) not in seen:
                    seen.add(id(parent))
                    stack.append(parent)
        return found

    def _parents(self) -> dict[int, Chain]:
        if self._above is None:
            self._above = {}
            stack = [root.pair for roots in self.roots.values() for root in roots[:1]]
            seen = {id(pair) for pair in stack}
            while stack:
                pair = stack.pop()
                for step, child in pair.edges:
                    self._above.setdefault(id(child), []).append((pair, step))
                    if id(child) not in seen:
                        seen.add(id(child))
                        stack.append(child)
        return self._above


def lift(probe: Probe, samples: Samples, chain: Chain, value: Any) -> Any:
    """Return a message that has a value at the end of a chain; `NOTHING` where none is made."""
    for above, step in chain:
        value = _put(probe, samples, above, step, value)
        if value is NOTHING:
            break
    return value


def _put(probe: Probe, samples: Samples, above: Pair, step: tuple[Any, ...], value: Any) -> Any:
    accepting, _ = probe.schemas(above)
    view = probe.accepting.view(accepting)
    kind = step[0]
    if kind in ("branch", "same", "mapped"):
        if isinstance(value, dict) and "object" in view.atoms:
            return {**samples.object(view, 1), **_condition(samples, view, step), **value}
        return value
    if kind == "item":
        least = max(int(view.bounds.get("minItems", 0)), step[1] + 1)
        if least > MOST:
            return NOTHING
        made = samples.array(view, 1, least)
        made[step[1]] = value
        return made
    if kind == "whole":
        return _of_whole(samples, view, step[1], value)
    if kind == "additional":
        name: str | None = next(samples.undeclared(view), UNDECLARED)
    else:
        name = step[1] if kind == "property" else matching(step[1], 1)
    return NOTHING if name is None else {**samples.object(view, 1), name: value}


def _condition(samples: Samples, view: View, step: tuple[Any, ...]) -> dict[str, Any]:
    """Return members that make `then` or a dependent schema hold."""
    word = step[1] if len(step) > 1 else ""
    for part in view.other.get("if", ()) if word == "then" else ():
        made = samples.smallest((part.child("if"), At({"type": "object"}, "")), 1)
        return made if isinstance(made, dict) else {}
    for part in view.other.get("dependentSchemas", ()):
        if word in part.raw["dependentSchemas"]:
            return {word: samples.member(view, word, 1)}
    return {}


def _of_whole(samples: Samples, view: View, word: str, value: Any) -> Any:
    """Put a value where a keyword that speaks of all names or items looks for it."""
    if word == "propertyNames" and isinstance(value, str):
        return {**samples.object(view, 1), value: samples.member(view, value, 1)}
    if word == "unevaluatedProperties":
        return {**samples.object(view, 1), next(samples.undeclared(view), UNDECLARED): value}
    if word == "unevaluatedItems":
        least = max(int(view.bounds.get("minItems", 0)), len(view.prefix))
        return [*samples.array(view, 1, least), value]
    return NOTHING
