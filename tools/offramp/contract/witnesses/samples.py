"""Make small values that a schema accepts.

Nothing here decides anything: what is made is checked by a validator afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At
from offramp.contract.documents.values import atom_of, count_of
from offramp.contract.documents.view import Sources, View
from offramp.contract.patterns.languages import shortest
from offramp.contract.patterns.strings import matching
from offramp.contract.witnesses.forms import example

UNDECLARED = "undeclared"
"""A property's name that no document is expected to declare."""
MOST = 1100
"""The most items, or members, that an example may have."""
LONGEST = 200_000
"""The most characters that an example may have."""
_DEEPEST = 10
_SEARCHED = 40
"""The length from which strings are made by repetition: a search tries all of the shorter ones."""


class Samples:
    """Makes values that one document's schemas accept, as a rule.

    Args:
        normal: the document's views.
        direction: "request" or "response".
    """

    def __init__(self, normal: Normal, direction: str) -> None:
        self.normal = normal
        self._away = "readOnly" if direction == "request" else "writeOnly"

    def smallest(self, sources: Sources, depth: int = 0) -> Any:
        """Return a small value that a schema accepts, as far as its keywords are understood."""
        view = self.normal.view(sources)
        if view.enum:
            return view.enum[min(view.enum)]
        if view.unions and depth < _DEEPEST:
            return next(self.of_unions(view, depth))
        return self._of_view(view, depth)

    def of_unions(self, view: View, depth: int) -> Iterator[Any]:
        """Iterate over a value for each alternative of a view, with what it says besides."""
        own = self._of_view(view, depth) if "object" in view.atoms else None
        met = False
        for branch in view.unions[0].branches:
            value = self.smallest(branch, depth + 1)
            met = True
            yield {**own, **value} if isinstance(own, dict) and isinstance(value, dict) else value
        if not met:
            yield own

    def _of_view(self, view: View, depth: int) -> Any:
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
        return True if "boolean" in atoms else None

    def string(self, view: View, least: int | None = None) -> str:
        """Return a string for a view's limits, pattern and format.

        Args:
            view: what is said of it.
            least: the wished length; else the least that the view allows.
        """
        if least is None:
            least = int(view.bounds.get("minLength", 0))
        least = min(least, LONGEST)
        patterns = view.sets.get("pattern")
        if patterns:
            made = None
            if least < _SEARCHED:
                most = view.bounds.get("maxLength")
                made = shortest(patterns, least, None if most is None else max(int(most), least))
            made = made if made is not None else matching(max(sorted(patterns), key=len), least)
            if made is not None:
                return made
        for form in sorted(map(str, view.sets.get("format", ()))):
            made = example(form, least)
            if made is not None:
                return made
        return "a" * max(least, 1 if view.bounds.get("maxLength") != 0 else 0)

    @staticmethod
    def number(view: View) -> Any:
        """Return a number for a view's limits and multiples."""
        return next(numbers(view), 1)

    def object(self, view: View, depth: int) -> dict[str, Any]:
        """Return an object with the required properties and no others, as far as that will do."""
        names = [n for n in sorted(view.required) if not self.is_away(view, n)]
        for name in names:
            names += [n for n in sorted(_needed(view, name)) if n not in names]
        made = {name: self.member(view, name, depth) for name in names}
        least = int(view.bounds.get("minProperties", 0))
        for name in sorted(view.properties):
            if len(made) >= least:
                break
            never = self.normal.view(view.properties[name]).never
            if name not in made and not never and not self.is_away(view, name):
                made[name] = self.member(view, name, depth)
        for name in islice(self.undeclared(view), max(min(least, MOST) - len(made), 0)):
            made[name] = self.member(view, name, depth)
        return made

    def member(self, view: View, name: str, depth: int) -> Any:
        """Return a value of a property, declared or not."""
        schema = view.properties.get(name) or view.additional
        return self.smallest(schema, depth + 1) if schema else 1

    def undeclared(self, view: View) -> Iterator[str]:
        """Iterate over names that an object may have besides the declared ones."""
        stem = UNDECLARED
        for part in view.other.get("propertyNames", ()):
            made = self.smallest((part.child("propertyNames"), At({"type": "string"}, "")))
            stem = made if isinstance(made, str) else stem
        for number in range(MOST):
            name = f"{stem}{number or ''}"
            if name not in view.properties:
                yield name

    def is_away(self, view: View, name: str) -> bool:
        """Whether a property is not part of a message in this direction."""
        schema = view.properties.get(name)
        return bool(schema) and self.normal.view(schema or ()).notes.get(self._away) is True

    def array(self, view: View, depth: int, size: int | None = None) -> list[Any]:
        """Return an array of the least size, or of a given one."""
        least = int(view.bounds.get("minItems", 0)) if size is None else size
        made: list[Any] = []
        for part in view.other.get("contains", ()):
            wanted = min(int(count_of(part.raw, "minContains", 1)), MOST)
            for _ in range(wanted):
                # first items may be such as none of these can be
                while len(made) < len(view.prefix) and self._is_never(view, part, len(made)):
                    self._append(made, view, self._item(view, len(made)), depth)
                both = (part.child("contains"), *self._item(view, len(made)))
                self._append(made, view, both, depth)
        value, known = None, None
        for index in range(len(made), min(least, MOST)):
            schema = self._item(view, index)
            if "uniqueItems" in view.bounds:
                self._append(made, view, schema, depth)
                continue
            if schema is not known:
                value, known = self.smallest(schema, depth + 1), schema
            made.append(value if schema else index)
        return made

    def _append(self, made: list[Any], view: View, schema: Sources, depth: int) -> None:
        """Append an item, one that differs from those before where items must."""
        value = self.smallest(schema, depth + 1) if schema else len(made)
        if "uniqueItems" in view.bounds and value in made:
            others = self._variants(schema, value, len(made), depth + 1)
            value = next((each for each in others if each not in made), value)
        made.append(value)

    def _variants(self, schema: Sources, value: Any, number: int, depth: int) -> Iterator[Any]:
        """Iterate over values of a schema that may differ from a small one."""
        view = self.normal.view(schema)
        yield from [view.enum[key] for key in sorted(view.enum)] if view.enum else ()
        if isinstance(value, str) and not view.sets:
            yield f"{value}{number}"
        if "array" in view.atoms and depth < _DEEPEST:
            yield from (self.array(view, depth, size) for size in (1, 2))
        if isinstance(value, dict):
            yield from ({**value, name: 1} for name in islice(self.undeclared(view), number + 1))
        if view.atoms & {"integer", "fraction"}:
            yield from numbers(view, number + 2)
        if "string" in view.atoms:
            yield from (self.string(view, least) for least in range(1, number + 2))
        yield from (each for each in (True, False, None) if atom_of(each) in view.atoms)

    def _is_never(self, view: View, part: At, index: int) -> bool:
        both = (part.child("contains"), *self._item(view, index))
        return self.normal.view(both).never

    @staticmethod
    def _item(view: View, index: int) -> Sources:
        return view.prefix[index] if index < len(view.prefix) else view.items


def numbers(view: View, most: int = 4) -> Iterator[Any]:
    """Iterate over small numbers within a view's limits, and multiples of what it asks for."""
    low, high = view.bounds.get("minimum"), view.bounds.get("maximum")
    steps = [_exact(step) for step in view.sets.get("multipleOf", ())]
    whole = "fraction" not in view.atoms
    step = _common_multiple([*steps, Fraction(1)] if whole or not steps else steps)
    start, sign = step, 1
    if low is not None and (_exact(low[0]) > start or (low[1] and _exact(low[0]) == start)):
        start = math.ceil(_exact(low[0]) / step) * step
        start += step if low[1] and start == _exact(low[0]) else 0
    if high is not None and (start > _exact(high[0]) or (high[1] and start == _exact(high[0]))):
        sign, start = -1, math.floor(_exact(high[0]) / step) * step
        start -= step if high[1] and start == _exact(high[0]) else 0
    if not whole and not steps and low is not None and high is not None:
        middle = (_exact(low[0]) + _exact(high[0])) / 2
        if abs(_exact(high[0]) - _exact(low[0])) < 1:
            yield _plain(middle)
    for count in range(most):
        yield _plain(start + sign * count * step)


def _exact(number: Any) -> Fraction:
    """Return the decimal number that was written: 0.1 is a tenth."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _plain(number: Fraction) -> Any:
    return int(number) if number.denominator == 1 else float(number)


def _common_multiple(steps: list[Fraction]) -> Fraction:
    common = steps[0]
    for step in steps[1:]:
        top = math.lcm(common.numerator * step.denominator, step.numerator * common.denominator)
        common = Fraction(top, common.denominator * step.denominator)
    return common


def _needed(view: View, name: str) -> set[str]:
    """The properties that must be there where one is."""
    found: set[str] = set()
    for part in view.other.get("dependentRequired", ()):
        names = part.child("dependentRequired", name).raw
        found |= {n for n in names if isinstance(n, str)} if isinstance(names, list) else set()
    return found
