"""Values near the limits of a schema and of the one that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from offramp.contract.documents.side import At
from offramp.contract.documents.values import count_of, is_number
from offramp.contract.documents.view import Sources, View
from offramp.contract.patterns.languages import lengths, of_lengths, within
from offramp.contract.patterns.strings import matching
from offramp.contract.witnesses.forms import all_examples, example
from offramp.contract.witnesses.samples import LONGEST, MOST, UNDECLARED, Samples, numbers

_LENGTHS = ("minLength", "maxLength")
_SIZES = ("minItems", "maxItems")
_NUMERIC = "^-?[0-9]+([.][0-9]+)?$|^true$|^false$"
"""What a parameter's text may be read as, where its schema wants no string."""
_COUNTS = ("minProperties", "maxProperties")


class Nearby:
    """Makes values that one schema accepts and that are such as another may reject.

    Args:
        samples: of the document that has the schema.
    """

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def values(self, view: View, other: View, depth: int = 0) -> Iterator[Any]:
        """Iterate over values; the smallest come early, and not all of them are valid.

        Args:
            view: what accepts them.
            other: what is to reject them.
            depth: how far this is from the first call.
        """
        known = other.enum or {}
        yield from (value for key, value in (view.enum or {}).items() if key not in known)
        yield from islice(known.values(), 20)
        if view.unions:
            yield from self._samples.of_unions(view, depth)
            for union in view.unions:
                for branch in union.branches:
                    yield from self._branch(view, branch, depth)
        if "string" in view.atoms:
            yield from self._strings(view, other)
        if view.atoms & {"integer", "fraction"}:
            yield from self._numbers(view, other)
        if "object" in view.atoms and depth < 2:
            yield from self._objects(view, other, depth)
        if "array" in view.atoms and depth < 2:
            yield from self._arrays(view, other, depth)
        yield from (None, True, False, {}, [])
        yield from self._excluded(view, other)

    def of_property(self, view: View, name: str) -> Iterator[Any]:
        """Iterate over objects without a property, and with it."""
        bare = self._samples.object(view, 0)
        yield {key: value for key, value in bare.items() if key != name}
        yield {**bare, name: self._samples.member(view, name, 0)}

    def _branch(self, view: View, branch: Sources, depth: int) -> Iterator[Any]:
        if depth >= 1:
            return
        inner = self._samples.normal.view(branch)
        own = self._samples.object(view, depth) if "object" in view.atoms else {}
        for value in islice(self.values(inner, inner, depth + 1), 40):
            yield {**own, **value} if isinstance(value, dict) else value

    def _excluded(self, view: View, other: View) -> Iterator[Any]:
        """What `not` names, on either side."""
        for each in (view, other):
            for part in each.other.get("not", ()):
                inner = part.child("not")
                if isinstance(inner.raw, dict):
                    yield from islice(inner.raw.get("enum", ()), 20)
                    if "const" in inner.raw:
                        yield inner.raw["const"]
                    if each is view:
                        yield self._samples.smallest((inner,), 1)

    def _strings(self, view: View, other: View) -> Iterator[str]:
        yield self._samples.string(view)
        yield from self._matching(view, other)
        yield from ("a", "")
        limits = {
            int(each.bounds[w]) for each in (view, other) for w in _LENGTHS if w in each.bounds
        }
        for limit in sorted(limits):
            if limit < LONGEST:
                for length in (limit - 1, limit, limit + 1):
                    yield self._samples.string(view, max(length, 0))
                yield from (matching(p, limit + 1) or "" for p in view.sets.get("pattern", ()))
        if view.sets.get("format") or other.sets.get("format"):
            yield from all_examples()
            for each in (view, other):
                yield from self._long_forms(each)
        yield from ("0", "1.5", "true", " ", "offramp", "é", "A", "~")

    @staticmethod
    def _matching(view: View, other: View) -> Iterator[str]:
        """A string that the one side's patterns match and the other's, or its lengths, do not."""
        none: frozenset[str] = frozenset()
        own, others = (each.sets.get("pattern", none) for each in (view, other))
        refused = {
            part.child("not", "pattern").raw
            for part in view.other.get("not", ())
            if isinstance(part.child("not", "pattern").raw, str)
        }
        if own and "string" not in other.atoms:
            refused.add(_NUMERIC)
        limits = lengths(other.bounds)
        if own and any(word in other.bounds for word in _LENGTHS):
            refused.add(of_lengths(*limits))
        for each in (others if others != own else none, *(frozenset({p}) for p in sorted(refused))):
            found = within(own, each, *lengths(view.bounds)).example if each else None
            if found is not None:
                yield found

    @staticmethod
    def _long_forms(view: View) -> Iterator[str]:
        limit = view.bounds.get("maxLength", view.bounds.get("minLength"))
        for form in sorted(map(str, view.sets.get("format", ()))):
            if limit is not None and limit < LONGEST:
                yield from (example(form, int(limit) + d) or "" for d in (0, 1))

    def _numbers(self, view: View, other: View) -> Iterator[Any]:
        whole = "fraction" not in view.atoms
        yield from numbers(view)
        for each in (view, other):
            for word in ("minimum", "maximum"):
                limit = each.bounds.get(word)
                if limit is not None:
                    yield from (limit[0] + d for d in (0, 1, -1))
                    yield from () if whole else (limit[0] - 0.5, limit[0] + 0.5)
            for step in each.sets.get("multipleOf", ()):
                yield from (step, step * 2, step + 1)
                for word in ("minimum", "maximum"):
                    for limit in (view.bounds.get(word), other.bounds.get(word)):
                        if limit is not None:
                            near = limit[0] // step * step
                            yield from (near - step, near, near + step)
        yield from () if whole else (0.5, 1.5, 0.1, 1e-9)
        yield from (0, 1, -1, 2, 3, 5, 7, 2**31, -(2**31) - 1, 2**63)

    def _objects(self, view: View, other: View, depth: int) -> Iterator[Any]:
        samples = self._samples
        bare = samples.object(view, depth)
        yield bare
        for name in sorted({*view.properties, *other.properties, *other.required}):
            yield {**bare, name: samples.member(view, name, depth)}
            if name in bare:
                yield {key: bare[key] for key in bare if key != name}
        for name in (UNDECLARED, *islice(samples.undeclared(view), 1), *_names(view, other)):
            yield from ({**bare, name: value} for value in (1, "a"))
            if view.additional:
                yield {**bare, name: samples.member(view, name, depth)}
        sizes = {int(e.bounds[w]) for e in (view, other) for w in _COUNTS if w in e.bounds}
        for size in sorted(sizes):
            yield from self._sized(view, bare, size, depth)
        full = sorted(view.properties)[:50]
        yield {**bare, **{name: samples.member(view, name, depth) for name in full}}
        yield from _dependent(bare, view, other)

    def _sized(
        self, view: View, bare: dict[str, Any], size: int, depth: int
    ) -> Iterator[dict[str, Any]]:
        """Objects with about a number of members, declared ones first."""
        if size > MOST:
            return
        names = [*(n for n in sorted(view.properties) if n not in bare)]
        names += islice(self._samples.undeclared(view), size + 1)
        for count in (size - 1, size, size + 1):
            chosen = names[: max(count - len(bare), 0)]
            yield {**bare, **{n: self._samples.member(view, n, depth) for n in chosen}}
            if len(bare) > count >= 0:
                yield dict(islice(bare.items(), count))

    def _arrays(self, view: View, other: View, depth: int) -> Iterator[Any]:
        samples = self._samples
        yield samples.array(view, depth)
        limits = [e.bounds[w] for e in (view, other) for w in _SIZES if w in e.bounds]
        sizes = {0, 1, 2, *(int(n) + d for n in limits if n < MOST for d in (-1, 0, 1))}
        item = samples.smallest(view.items, depth + 1) if view.items else "a"
        for size in sorted(sizes):
            yield samples.array(view, depth, max(size, 0))
            yield [item] * max(size, 0)
        if not view.items:
            for count in (1, 2, 3, 6, 10):
                yield from (["a"] * count, [1] * count, [{}] * count)
        elif depth < 1:
            inner = samples.normal.view(view.items)
            yield from ([value] for value in islice(self.values(inner, inner, depth + 1), 30))
        for part in (*view.other.get("contains", ()), *other.other.get("contains", ())):
            both = (part.child("contains"), *view.items)
            inner = samples.normal.view(both)
            if inner.unions:
                yield from ([each] for each in islice(samples.of_unions(inner, depth + 1), 12))
            value = samples.smallest(both, depth + 1)
            least = count_of(part.raw, "minContains", 1)
            most = count_of(part.raw, "maxContains", 0)
            for count in sorted({least - 1, least, most, most + 1}):
                yield [value] * max(min(int(count), MOST), 0)


def _names(view: View, other: View) -> Iterator[str]:
    """Names that patterns and rules for names speak of, and names that they may refuse."""
    for each in (view, other):
        for pattern in sorted(each.patterns):
            yield from filter(None, (matching(pattern, 1),))
        for part in each.other.get("propertyNames", ()):
            raw = part.child("propertyNames").raw
            for word in _LENGTHS:
                limit: Any = raw.get(word) if isinstance(raw, dict) else None
                if is_number(limit) and limit < MOST:
                    yield from ("a" * (int(limit) + d) for d in (-1, 1) if limit + d >= 0)
            yield from ("a", "A", "0", "-", "")


def _dependent(bare: dict[str, Any], view: View, other: View) -> Iterator[Any]:
    """Objects that have what conditions speak of, and not what they ask for."""
    for each in (view, other):
        for word in ("dependentRequired", "dependentSchemas", "if"):
            for part in each.other.get(word, ()):
                yield from _conditioned(bare, part, word)


def _conditioned(bare: dict[str, Any], part: At, word: str) -> Iterator[Any]:
    inner = part.raw[word]
    names = part.child(word, "required").raw if word == "if" else inner
    if not isinstance(inner, dict) or not isinstance(names, (list, dict)):
        return
    for name in (n for n in names if isinstance(n, str)):
        yield {**bare, name: "a"}
        needed = inner[name] if isinstance(inner.get(name), list) else []
        needed = [n for n in needed if isinstance(n, str)]
        for count in range(1, len(needed) + 1):
            yield {**bare, name: "a", **dict.fromkeys(needed[:count], "a")}
