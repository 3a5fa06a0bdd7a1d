"""What examples show of a change of a schema."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.oracle import NOTHING, Effect, effect, expanded
from conformance.values import Text


def change(base: Any, cand: Any, *, version: str = "3.1.0", **more: Any) -> Effect:
    old, new = (Text({"openapi": version, "s": schema}, "/s") for schema in (base, cand))
    return effect(old, new, **{"sender": "base", **more})


@pytest.mark.parametrize(
    ("base", "cand"),
    [
        ({"type": "string"}, {"type": "string", "maxLength": 3}),
        ({"type": "number"}, {"type": "integer"}),
        ({"type": "string"}, {"type": "string", "format": "date"}),
        ({}, {"uniqueItems": True}),
        (
            {"properties": {"a": {}, "b": {}}},
            {"properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        ),
        ({"type": "object"}, {"type": "object", "dependentRequired": {"a": ["b"]}}),
        ({"type": ["string", "null"]}, {"type": "string"}),
    ],
)
def test_a_narrower_schema_loses_and_gains_nothing(base: Any, cand: Any) -> None:
    there, back = change(base, cand), change(cand, base)
    assert there.lost is not NOTHING
    assert there.gained is NOTHING
    assert (back.lost is NOTHING, back.gained is NOTHING) == (True, False)


@pytest.mark.parametrize(
    ("base", "cand"),
    [
        ({"type": ["string", "null"]}, {"anyOf": [{"type": "null"}, {"type": "string"}]}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"type": "string"}, {"type": "string", "maximum": 3}),
    ],
)
def test_another_spelling_shows_nothing(base: Any, cand: Any) -> None:
    assert change(base, cand) == (NOTHING, NOTHING)


def test_nullable_is_of_version_3_0() -> None:
    base, cand = {"type": "string", "nullable": True}, {"type": "string"}
    assert change(base, cand, version="3.0.3").lost is None
    assert change(base, cand, version="3.1.0") == (NOTHING, NOTHING)


def test_a_number_in_a_query_is_a_text() -> None:
    base, cand = {"type": ["string", "integer"]}, {"type": "string"}
    assert change(base, cand, wire=True) == (NOTHING, NOTHING)
    assert change(base, cand).lost is not NOTHING
    assert change(cand, {"type": "integer"}, wire=True).lost is not NOTHING


def test_no_message_has_a_name_that_its_sender_does_not_know() -> None:
    base = {"type": "object", "properties": {"a": {"type": "string"}}}
    cand = {"type": "object", "properties": {**base["properties"], "b": {"type": "string"}}}
    assert change(base, cand).lost is NOTHING
    assert change(base, cand, sender="cand").lost is not NOTHING


def test_what_no_validator_checks_is_never_called_the_same() -> None:
    """JSON Schema 2020-12 section 8: contentEncoding is an annotation."""
    found = change({"type": "string"}, {"type": "string", "contentEncoding": "base64"})
    assert NOTHING not in found


def test_a_schema_with_what_it_refers_to() -> None:
    document = {"s": {"$ref": "#/t"}, "t": {"items": {"$ref": "#/t"}}}
    assert expanded(Text(document, "/s")) == {"$ref": {"items": {"$ref": 0}}}
