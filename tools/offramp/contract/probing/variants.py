"""Other values that a schema admits: each property and flag, each choice, each limit in turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from offramp.contract.documents.view import ATOMS, Sources, View
from offramp.contract.witnesses.samples import Samples

_DEEPEST = 3
_LONGEST = 1000
_SHOWN = 32
_TOLD = frozenset({"example", "examples", "default"})
"""Who tells what a text may be does not mean any text."""


class Variant(NamedTuple):
    """A value that differs from another in one thing.

    Attributes:
        rank: how likely an application has code of its own for it; 0 is most likely.
        words: what is different, like ``/stream=true``.
        value: the whole of it.
    """

    rank: int
    words: str
    value: Any


class Variants:
    """Makes the values; that a schema admits them is for the caller to see.

    Args:
        samples: of the document that has the schemas.
        told: gives a value of a schema, with the examples that the document has.
    """

    def __init__(self, samples: Samples, told: Callable[[Sources], Any]) -> None:
        self._samples = samples
        self._told = told

    def of(self, sources: Sources, base: Any) -> list[Variant]:
        """Return values near a good one, the likeliest to be treated in their own way first."""
        return sorted(self._of(sources, base, 0), key=lambda each: each.rank)

    def full(self, sources: Sources, depth: int = 0) -> Any:
        """Return a value with all properties that are declared."""
        value = self._told(sources)
        if isinstance(value, dict) and depth < _DEEPEST:
            known = self._members(self._samples.normal.view(sources))
            return {**value, **{name: self.full(inner, depth + 1) for name, inner in known}}
        return value

    def _members(self, view: View) -> list[tuple[str, Sources]]:
        return [
            (name, schema)
            for name, schema in sorted(view.properties.items())
            if not (self._samples.is_away(view, name) or self._samples.normal.view(schema).never)
        ]

    def _of(self, sources: Sources, base: Any, depth: int) -> Iterator[Variant]:
        if depth > _DEEPEST:
            return
        view = self._samples.normal.view(sources)
        if view.is_plain() and not view.unions and view.atoms == ATOMS:
            return  # it says nothing, and an application means something all the same
        if view.enum is not None:
            yield from (one(0, value) for _, value in sorted(view.enum.items()))
            return
        for union in view.unions:
            for branch in union.branches:
                yield from self._branch(branch, base, depth)
        if isinstance(base, dict):
            for name, schema in self._members(view):
                yield from self._member(name, schema, base, depth)
        elif isinstance(base, list) and view.items:
            item = self._told(view.items)
            for each in chain([one(1, item)], self._of(view.items, item, depth + 1)):
                yield Variant(each.rank, f"/0{each.words}", [each.value])
        yield from _scalars(view, self._samples)

    def _branch(self, branch: Sources, base: Any, depth: int) -> Iterator[Variant]:
        value = self._told(branch)
        yield one(0, value)
        if isinstance(base, dict) and isinstance(value, dict):  # what is beside the alternatives
            value = {**base, **value}
            yield one(0, value)
        yield from self._of(branch, value, depth + 1)

    def _member(
        self, name: str, schema: Sources, base: dict[str, Any], depth: int
    ) -> Iterator[Variant]:
        inner = base[name] if name in base else self._told(schema)
        for each in chain([one(1, inner)], self._of(schema, inner, depth + 1)):
            if name not in base or each.value != base[name]:
                yield Variant(each.rank, f"/{name}{each.words}", {**base, name: each.value})


def one(rank: int, value: Any) -> Variant:
    """Return a value that stands for itself."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Variant(rank, "=" + (text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"), value)


def _scalars(view: View, samples: Samples) -> Iterator[Variant]:
    if "boolean" in view.atoms:
        yield from (one(0, value) for value in (True, False))
    if "null" in view.atoms and view.atoms != frozenset({"null"}):
        yield one(1, None)
    if view.atoms & {"integer", "fraction"}:
        limits = [view.bounds.get(word) for word in ("minimum", "maximum")]
        ends = [end[0] + way * end[1] for end, way in zip(limits, (1, -1), strict=True) if end]
        whole = [int(end) if end == int(end) else end for end in ends]
        yield from (one(2, value) for value in (*whole, 0, -1))
    if "string" in view.atoms and not _TOLD & view.notes.keys():
        longest = view.bounds.get("maxLength")
        yield one(2, "")
        if longest is not None and longest <= _LONGEST:
            yield one(2, samples.string(view, int(longest)))
