"""What two schemas accept, tried out with examples: an opinion that owes nothing to offramp.

Values are made from the words of both schemas, and OpenAPI's own validator says which of the two
documents accepts each. A difference that no example shows is none that a client could meet, as far
as the examples go; that they go far enough is tested on pairs that are known to break.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from jsonschema import FormatChecker  # type: ignore[import-untyped]  # it ships no types
from jsonschema.validators import extend  # type: ignore[import-untyped]  # it ships no types
from openapi_schema_validator import (
    OAS30Validator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from conformance.values import Json, Text, Values, follow

_OAS30 = extend(
    OAS30Validator,
    type_checker=OAS30Validator.TYPE_CHECKER.redefine("null", lambda _, value: value is None),
)
"""OpenAPI 3.0 has no type null (it has ``nullable``); documents of 3.0 that use it mean it."""
_FORMATS = FormatChecker()
_FORMATS.checkers = {**oas31_format_checker.checkers, **oas30_format_checker.checkers}
MOST = 1500
"""As many values are tried of one schema."""


class Effect(NamedTuple):
    """What examples show of a change.

    Attributes:
        lost: a value that the base accepts and the candidate does not; Nothing where none was met.
        gained: the other way round.
    """

    lost: Json
    gained: Json


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


class Schema:
    """A schema of a document, as a judge of values.

    Args:
        at: the document and where the schema is in it.
        wire: values come as text: a number in a query is also a string.
    """

    def __init__(self, at: Text, *, wire: bool = False) -> None:
        self._at = at
        self._wire = wire
        old = str(at.document.get("openapi", "")).startswith("3.0")
        kind = _OAS30 if old else OAS31Validator
        known = Registry().with_resource("urn:d", DRAFT202012.create_resource(at.document))
        self._validator = kind(
            {"$ref": f"urn:d#{at.pointer}"}, registry=known, format_checker=_FORMATS
        )

    def accepts(self, value: Json) -> bool:
        """Whether a value is valid, as one of the things that its text could be on a wire."""
        return any(self._validator.is_valid(each) for each in self._readings(value))

    def _readings(self, value: Json) -> Iterator[Json]:
        if not self._wire:
            yield value
        elif isinstance(value, (list, dict)):
            inner = list(value.values()) if isinstance(value, dict) else value
            for taste in range(3):
                read = [(list(self._readings(each)) * 3)[taste] for each in inner]
                yield dict(zip(value, read, strict=True)) if isinstance(value, dict) else read
        else:
            yield from _read_from_text(value)

    def names(self) -> set[str]:
        """Return the properties that the schema declares anywhere."""
        return {name for schema in self._parts() for name in schema.get("properties", {})}

    def _parts(self) -> Iterator[dict[str, Json]]:
        queue, seen = [follow(self._at.document, self._at.pointer)], set()
        while queue:
            here = queue.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            if isinstance(here, list):
                queue += here
            elif isinstance(here, dict):
                yield here
                queue += here.values()
                if isinstance(here.get("$ref"), str) and here["$ref"].startswith("#"):
                    queue.append(follow(self._at.document, here["$ref"][1:]))

    def unchecked(self) -> set[tuple[str, str]]:
        """Return what the schema says beyond what a validator checks (JSON Schema 2020-12 8)."""
        return {
            (word, repr(value))
            for schema in self._parts()
            for word, value in schema.items()
            if word in ("default", "x-extensible-enum") or word.startswith("content")
        }

    def leads_outward(self) -> bool:
        """Whether a part of the schema is in another document."""
        return any(not str(part.get("$ref", "#")).startswith("#") for part in self._parts())

    def values(self) -> Iterator[Json]:
        """Yield values on both sides of every limit that the schema sets, then plain ones."""
        yield from Values(self._at).made()


def _read_from_text(value: Json) -> Iterator[Json]:
    """What a text may be for an application that reads it from a wire."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    yield text
    if text in ("true", "false"):
        yield text == "true"
    for kind in (int, float):
        try:
            yield kind(text)
        except ValueError:
            continue
        return


def expanded(at: Text) -> Json:
    """Return a schema with what it refers to in place; a cycle is named by its depth."""

    def fill(here: Json, above: tuple[str, ...]) -> Json:
        if isinstance(here, list):
            return [fill(each, above) for each in here]
        if not isinstance(here, dict):
            return here
        made = {key: fill(value, above) for key, value in here.items() if key != "$ref"}
        target = here.get("$ref")
        if not isinstance(target, str) or not target.startswith("#"):
            return {**made, **({"$ref": target} if target else {})}
        if target in above:
            return {**made, "$ref": above.index(target)}
        return {**made, "$ref": fill(follow(at.document, target[1:]), (*above, target))}

    return fill(follow(*at), ())


def effect(base: Text, cand: Text, *, sender: str, wire: bool = False) -> Effect:
    """Try a change out.

    Args:
        base: the schema of before.
        cand: the schema of after.
        sender: which of the two the sender of the message knows, "base" for requests and "cand"
            for responses; no message has a property that only the other one names.
        wire: see `Schema`.
    """
    old, new = Schema(base, wire=wire), Schema(cand, wire=wire)
    unknown = new.names() - old.names() if sender == "base" else old.names() - new.names()
    if old.unchecked() != new.unchecked() or old.leads_outward() or new.leads_outward():
        return Effect("beyond validation", "beyond validation")
    lost = gained = NOTHING
    tried = itertools.chain(
        itertools.islice(old.values(), MOST), itertools.islice(new.values(), MOST)
    )
    for value in tried:
        if lost is not NOTHING and gained is not NOTHING:
            break
        if _names_in(value) & unknown:
            continue
        before, after = old.accepts(value), new.accepts(value)
        if before and not after and lost is NOTHING:
            lost = value
        if after and not before and gained is NOTHING:
            gained = value
    return Effect(lost, gained)


def _names_in(value: Json) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names_in, value.values()))
    return set().union(*map(_names_in, value)) if isinstance(value, list) else set()
