"""Smallest values are valid, for schemas of every kind."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At, Side
from offramp.contract.witnesses.samples import Samples

S = {"type": "string"}


def samples(schemas: dict[str, Any] | None = None, direction: str = "request") -> Samples:
    data = {"openapi": "3.1.0", "components": {"schemas": schemas or {}}}
    return Samples(Normal(Side(data, "3.1")), direction)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        S,
        {**S, "minLength": 7},
        {**S, "pattern": "^x[0-9]{3}$", "minLength": 4},
        {**S, "format": "date-time"},
        {**S, "format": "uuid"},
        {"type": "integer", "minimum": 3},
        {"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5},
        {"type": "number", "maximum": -2},
        {"type": "boolean"},
        {"type": "null"},
        {"enum": ["b", "a"]},
        {"type": "array", "items": S, "minItems": 3, "uniqueItems": True},
        {"type": "array", "items": {**S, "pattern": "^a+$"}, "minItems": 40, "uniqueItems": True},
        {"type": "array", "items": {"multipleOf": 5}, "minItems": 9, "uniqueItems": True},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"enum": ["b", 1, None]}, "minItems": 3, "uniqueItems": True},
        {
            "type": "array",
            "items": {"properties": {"a": {"enum": ["x"]}}, "required": ["a"]},
            "minItems": 3,
            "uniqueItems": True,
        },
        {
            "type": "array",
            "uniqueItems": True,
            "prefixItems": [{"type": "array"}, {"type": "array", "prefixItems": [S]}],
            "contains": {"type": "boolean"},
        },
        {"type": "array", "prefixItems": [{"type": "integer"}, S], "minItems": 2},
        {"type": "array", "contains": {"const": 7}, "minContains": 2},
        {"type": "object", "properties": {"a": S, "b": S}, "required": ["b"]},
        {"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": S}, "minProperties": 3},
        {"oneOf": [{"type": "object", "properties": {"k": {"const": 1}}, "required": ["k"]}, S]},
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": S},
            "anyOf": [{"required": ["a"]}],
        },
        {"allOf": [{"properties": {"a": S}, "required": ["a"]}, {"required": ["b"]}]},
    ],
)
def test_the_smallest_value_is_valid(schema: dict[str, Any]) -> None:
    value = samples().smallest((At(schema, ""),))
    assert jsonschema_rs.is_valid(schema, value, validate_formats=True), value


def test_recursive_schemas_end() -> None:
    node = {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"$ref": "#/components/schemas/N"}},
    }
    samples({"N": node}).smallest((At({"$ref": "#/components/schemas/N"}, ""),))


def test_what_is_not_part_of_the_message_is_left_out() -> None:
    schema = {
        "type": "object",
        "required": ["id", "secret"],
        "properties": {"id": {**S, "readOnly": True}, "secret": {**S, "writeOnly": True}},
    }
    assert samples(direction="request").smallest((At(schema, ""),)) == {"secret": "a"}
    assert samples(direction="response").smallest((At(schema, ""),)) == {"id": "a"}
