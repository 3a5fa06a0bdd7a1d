"""Make example values of a schema: the smallest one, and others near its limits.

Nothing here decides anything: what is made is checked by a validator afterwards.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from offramp.contract.languages import shortest, within
from offramp.contract.normal import Normal
from offramp.contract.patterns import matching
from offramp.contract.values import count_of
from offramp.contract.view import Sources, View

UNDECLARED = "undeclared"
"""A property's name that no document is expected to declare."""
_DEEPEST = 10
_MOST = 1100
"""The most items that an example may have."""
_FORMATS = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "a@example.com",
    "idn-email": "a@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "uri-reference": "/a",
    "iri": "https://example.com/a",
    "uri-template": "/a/{b}",
    "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "json-pointer": "/a",
    "regex": "a",
}


class Samples:
    """Makes values that one document's schemas accept, as a rule.

    Args:
        normal: the document's views.
        direction: "request" or "response".
    """

    def __init__(self, normal: Normal, direction: str) -> None:
        self._normal = normal
        self._away = "readOnly" if direction == "request" else "writeOnly"

    def smallest(self, sources: Sources, depth: int = 0) -> Any:
        """Return a small value that a schema accepts, as far as its keywords are understood."""
        view = self._normal.view(sources)
        if view.enum:
            return view.enum[min(view.enum)]
        if view.unions and depth < _DEEPEST:
            return self._of_union(view, depth)
        return self._of_view(view, depth)

    def _of_union(self, view: View, depth: int) -> Any:
        own = self._of_view(view, depth) if "object" in view.atoms else None
        for branch in view.unions[0].branches:
            value = self.smallest(branch, depth + 1)
            if isinstance(own, dict) and isinstance(value, dict):
                return {**own, **value}
            return value
        return own

    def _of_view(self, view: View, depth: int) -> Any:  # noqa: PLR0911 - one case a kind
        atoms = view.atoms
        if "string" in atoms and not (view.properties or view.items):
            return self.string(view)
        if "integer" in atoms and not view.properties:
            return self.number(view)
        if "fraction" in atoms:
            return self.number(view)
        if "object" in atoms and depth < _DEEPEST:
            return self.object(view, depth)
        if "array" in atoms and depth < _DEEPEST:
            return self.array(view, depth)
        if "boolean" in atoms:
            return True
        return None

    def string(self, view: View) -> str:
        """Return a string for a view's limits, pattern and format."""
        least = int(view.bounds.get("minLength", 0))
        patterns = view.sets.get("pattern")
        if patterns:
            most = view.bounds.get("maxLength")
            made = shortest(patterns, least, None if most is None else int(most))
            made = made if made is not None else matching(min(patterns), least)
            if made is not None:
                return made
        for form in sorted(map(str, view.sets.get("format", ()))):
            if form in _FORMATS:
                return _FORMATS[form]
        return "a" * max(least, 1 if view.bounds.get("maxLength") != 0 else 0)

    @staticmethod
    def number(view: View) -> Any:
        """Return a number for a view's limits and multiples."""
        low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
        step = next(iter(sorted(view.sets.get("multipleOf", ()))), None)
        value: Any = 1 if step is None else step
        if low is not None:
            value = low[0] + (step or 1) if low[1] else low[0]
            if step:
                value = -(-value // step) * step
        if high is not None and value > high[0]:
            value = high[0] - (step or 1) if high[1] else high[0]
        if "integer" in view.atoms and isinstance(value, float) and value.is_integer():
            value = int(value)
        return value

    def object(self, view: View, depth: int) -> dict[str, Any]:
        """Return an object with the required properties and no others, as far as that will do."""
        made: dict[str, Any] = {}
        names = [n for n in sorted(view.required) if not self.is_away(view, n)]
        for name in names:
            schema = view.properties.get(name) or view.additional
            made[name] = self.smallest(schema, depth + 1) if schema else 1
        least = int(view.bounds.get("minProperties", 0))
        for name in sorted(view.properties):
            if len(made) >= least:
                break
            if name not in made and not self.is_away(view, name):
                made[name] = self.smallest(view.properties[name], depth + 1)
        for number in range(least - len(made)):
            rest = view.additional
            made[f"{UNDECLARED}{number}"] = self.smallest(rest, depth + 1) if rest else number
        return made

    def is_away(self, view: View, name: str) -> bool:
        """Whether a property is not part of a message in this direction."""
        schema = view.properties.get(name)
        return bool(schema) and self._normal.view(schema or ()).notes.get(self._away) is True

    def array(self, view: View, depth: int, size: int | None = None) -> list[Any]:
        """Return an array of the least size, or of a given one."""
        least = int(view.bounds.get("minItems", 0)) if size is None else size
        made: list[Any] = []
        for part in view.other.get("contains", ()):
            wanted = min(int(count_of(part.raw, "minContains", 1)), _MOST)
            made.extend(self.smallest((part.child("contains"),), depth + 1) for _ in range(wanted))
        for index in range(len(made), min(least, _MOST)):
            schema = view.prefix[index] if index < len(view.prefix) else view.items
            value = self.smallest(schema, depth + 1) if schema else index
            made.append(_apart(value, index) if "uniqueItems" in view.bounds else value)
        return made

    def nearby(self, view: View, other: View, depth: int = 0) -> Iterator[Any]:
        """Iterate over values near the limits of a view and of the one it is compared with."""
        known = other.enum or {}
        yield from (value for key, value in (view.enum or {}).items() if key not in known)
        yield from itertools.islice(known.values(), 20)
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

    def _branch(self, view: View, branch: Sources, depth: int) -> Iterator[Any]:
        value = self.smallest(branch, depth)
        if isinstance(value, dict) and "object" in view.atoms:
            yield {**self.object(view, depth), **value}
        yield value
        if depth < 1:
            inner = self._normal.view(branch)
            yield from self.nearby(inner, inner, depth + 1)

    def _strings(self, view: View, other: View) -> Iterator[str]:
        yield self.string(view)
        yield from ("a", "")
        words = ("minLength", "maxLength")
        limits = {int(each.bounds[w]) for each in (view, other) for w in words if w in each.bounds}
        for limit in sorted(limits):
            if limit < 100_000:
                yield from ("a" * max(limit + d, 0) for d in (-1, 0, 1))
                for pattern in sorted(view.sets.get("pattern", ())):
                    yield matching(pattern, limit + 1) or ""
        yield from self._matching(view, other)
        for each in (view, other):
            yield from _FORMATS.values() if each.sets.get("format") else ()
            yield from self._long_forms(each)
            for part in each.other.get("not", ()):
                inner = part.raw["not"]
                if isinstance(inner, dict):
                    yield from (v for v in inner.get("enum", ()) if isinstance(v, str))
                    yield from (v for v in (inner.get("const"),) if isinstance(v, str))
        yield from ("0", "1.5", "true", " ", "offramp")

    @staticmethod
    def _matching(view: View, other: View) -> Iterator[str]:
        """A string that the one side's patterns match and the other's do not."""
        none: frozenset[str] = frozenset()
        own, others = (each.sets.get("pattern", none) for each in (view, other))
        most = view.bounds.get("maxLength")
        if others != own and others:
            limits = int(view.bounds.get("minLength", 0)), None if most is None else int(most)
            example = within(own, others, *limits).example
            if example is not None:
                yield example

    @staticmethod
    def _long_forms(view: View) -> Iterator[str]:
        limit = view.bounds.get("maxLength")
        if limit is not None and limit < 100_000:
            yield f"https://example.com/{'a' * int(limit)}"

    def _numbers(self, view: View, other: View) -> Iterator[Any]:
        yield self.number(view)
        whole = "fraction" not in view.atoms
        for each in (view, other):
            for word in ("minimum", "maximum"):
                limit = each.bounds.get(word)
                if limit is not None:
                    yield from (limit[0] + d for d in (-1, 0, 1))
                    yield from () if whole else (limit[0] - 0.5, limit[0] + 0.5)
            for step in each.sets.get("multipleOf", ()):
                yield from (step, step * 2, step + 1)
                for word in ("minimum", "maximum"):
                    for limit in (view.bounds.get(word), other.bounds.get(word)):
                        if limit is not None:
                            near = limit[0] // step * step
                            yield from (near - step, near, near + step)
        yield from () if whole else (0.5, 1.5)
        yield from (0, 1, -1, 2, 3, 5, 7, 2**31, -(2**31) - 1, 2**63)

    def _objects(self, view: View, other: View, depth: int) -> Iterator[Any]:
        bare = self.object(view, depth)
        yield bare
        for name in sorted({*view.properties, *other.properties, *other.required}):
            schema = view.properties.get(name) or view.additional
            value = self.smallest(schema, depth + 1) if schema else 1
            yield {**bare, name: value}
            yield {key: bare[key] for key in bare if key != name}
        for name in (UNDECLARED, *self._pattern_names(view, other)):
            yield from ({**bare, name: value} for value in (1, "a"))
            if view.additional:
                yield {**bare, name: self.smallest(view.additional, depth + 1)}
        for limit in (view, other):
            size = limit.bounds.get("maxProperties", limit.bounds.get("minProperties"))
            if size is not None and size < 1000:
                rest = self.smallest(view.additional, depth + 1) if view.additional else 1
                for count in (int(size) - 1, int(size), int(size) + 1):
                    names = (f"{UNDECLARED}{n}" for n in range(count - len(bare)))
                    yield {**bare, **dict.fromkeys(names, rest)}
        full = sorted(view.properties)[:50]
        yield {**bare, **{n: self.smallest(view.properties[n], depth + 1) for n in full}}
        yield from self._dependent(bare, view, other)

    @staticmethod
    def _pattern_names(view: View, other: View) -> Iterator[str]:
        for each in (view, other):
            for pattern in sorted(each.patterns):
                made = matching(pattern, 1)
                if made:
                    yield made

    @staticmethod
    def _dependent(bare: dict[str, Any], view: View, other: View) -> Iterator[Any]:
        """Objects that have what conditions speak of, and not what they ask for."""
        for each in (view, other):
            for word in ("dependentRequired", "dependentSchemas", "if"):
                for part in each.other.get(word, ()):
                    inner = part.raw[word]
                    names = part.child(word, "required").raw if word == "if" else inner
                    if not isinstance(inner, dict) or not isinstance(names, (list, dict)):
                        continue
                    for name in filter(_is_name, names):
                        yield {**bare, name: "a"}
                        needed = inner[name] if isinstance(inner.get(name), list) else []
                        needed = list(filter(_is_name, needed))
                        for count in range(1, len(needed) + 1):
                            yield {**bare, name: "a", **dict.fromkeys(needed[:count], "a")}

    def _arrays(self, view: View, other: View, depth: int) -> Iterator[Any]:
        yield self.array(view, depth)
        sizes = {0, 1, 2}
        for each in (view, other):
            for word in ("minItems", "maxItems"):
                limit = each.bounds.get(word)
                if limit is not None and limit < _MOST:
                    sizes |= {int(limit) - 1, int(limit), int(limit) + 1}
        item = self.smallest(view.items, depth + 1) if view.items else "a"
        for size in sorted(sizes):
            yield self.array(view, depth, max(size, 0))
            yield [item] * max(size, 0)
        if not view.items:
            for count in (1, 2, 3, 6, 10):
                yield from (["a"] * count, [1] * count, [{}] * count)
        for part in (*view.other.get("contains", ()), *other.other.get("contains", ())):
            value = self.smallest((part.child("contains"),), depth + 1)
            least = count_of(part.raw, "minContains", 1)
            most = count_of(part.raw, "maxContains", 0)
            for count in sorted({least - 1, least, most, most + 1}):
                yield [value] * max(min(int(count), _MOST), 0)


def _is_name(value: Any) -> bool:
    return isinstance(value, str)


def _apart(value: Any, index: int) -> Any:
    """Make items differ, where that is easy."""
    if isinstance(value, str):
        return f"{value}{index}" if index else value
    return value + index if isinstance(value, int) and not isinstance(value, bool) else value
