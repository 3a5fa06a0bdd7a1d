"""Equal meanings compare equal, however they are spelled (README: the peer's false alarms)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
REF = {"$ref": "#/components/schemas/A"}
OTHER = {"$ref": "#/components/schemas/B"}

SAME = {
    "null by type or anyOf": ({"type": ["string", "null"]}, {"anyOf": [S, {"type": "null"}]}),
    "null by oneOf": ({"type": ["string", "null"]}, {"oneOf": [{"type": "null"}, S]}),
    "null by const": ({"type": ["string", "null"]}, {"anyOf": [S, {"const": None}]}),
    "null beside several": (
        {"anyOf": [S, {"type": "boolean"}, {"type": "null"}]},
        {"type": ["string", "boolean", "null"]},
    ),
    "nested anyOf": (
        {"anyOf": [{"anyOf": [S, {"type": "boolean"}]}, {"type": "null"}]},
        {"anyOf": [S, {"type": "boolean"}, {"type": "null"}]},
    ),
    "const and enum of one": ({"const": "a"}, {"enum": ["a"]}),
    "order of enum": ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    "all of a boolean": ({"type": "boolean"}, {"enum": [True, False]}),
    "single allOf": (REF, {"allOf": [REF]}),
    "single anyOf": (REF, {"anyOf": [REF]}),
    "allOf split": (
        {"type": "object", "properties": {"a": S, "b": S}, "required": ["a"]},
        {
            "allOf": [
                {"type": "object", "properties": {"a": S}},
                {"properties": {"b": S}, "required": ["a"]},
            ]
        },
    ),
    "allOf of limits": (
        {"type": "string", "minLength": 2, "maxLength": 5},
        {"allOf": [{"type": "string", "minLength": 1, "maxLength": 5}, {"minLength": 2}]},
    ),
    "inline and reference": (REF, {"type": "object", "properties": {"x": S}}),
    "renamed component": (REF, OTHER),
    "binary": ({**S, "format": "binary"}, {**S, "contentMediaType": "application/octet-stream"}),
    "byte": ({**S, "format": "byte"}, {**S, "contentEncoding": "base64"}),
    "tuples": (
        {"type": "array", "items": [S, {"type": "integer"}], "additionalItems": False},
        {"type": "array", "prefixItems": [S, {"type": "integer"}], "items": False},
    ),
    "whole numbers": ({"type": "number", "minimum": 1}, {"type": "number", "minimum": 1.0}),
    "exclusive bounds of integers": (
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "integer", "minimum": 1},
    ),
    "open objects": ({"type": "object"}, {"type": "object", "additionalProperties": True}),
    "open objects by a schema": (
        {"type": "object"},
        {"type": "object", "additionalProperties": {}},
    ),
    "limits that do not limit": (S, {**S, "minLength": 0}),
    "order of required": (
        {"required": ["a", "b"]},
        {"required": ["b", "a", "a"]},
    ),
    "order of types": ({"type": ["string", "integer"]}, {"type": ["integer", "string"]}),
    "order of branches": ({"oneOf": [S, {"type": "boolean"}]}, {"oneOf": [{"type": "boolean"}, S]}),
    "exclusive alternatives": (
        {"oneOf": [S, {"type": "boolean"}]},
        {"anyOf": [S, {"type": "boolean"}]},
    ),
    "what says nothing for the type": ({"type": "integer"}, {"type": "integer", "maxLength": 3}),
    "empty items": ({"type": "array"}, {"type": "array", "items": {}}),
    "nothing by not": (False, {"not": {}}),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_spellings(judge: Judge, request_of: Make, response_of: Make, pair: Any) -> None:
    component = {"type": "object", "properties": {"x": S}}
    for make in (request_of, response_of):
        for old, new in (pair, pair[::-1]):
            found = judge(make(old, A=component, B=component), make(new, A=component, B=component))
            assert found == {}


SAME_30 = {
    "nullable": ({**S, "nullable": True}, {"type": ["string", "null"]}),
    "nullable reference": (
        {"allOf": [REF], "nullable": True},
        {"anyOf": [REF, {"type": "null"}]},
    ),
    "boolean bounds": (
        {"type": "number", "minimum": 1, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 1},
    ),
    "boolean bounds that are off": (
        {"type": "number", "maximum": 1, "exclusiveMaximum": False},
        {"type": "number", "maximum": 1},
    ),
    "siblings of a reference": ({**REF, "maxProperties": 1}, REF),
}


@pytest.mark.parametrize("pair", SAME_30.values(), ids=SAME_30.keys())
def test_30_and_31(judge: Judge, request_of: Make, response_of: Make, pair: Any) -> None:
    component = {"type": "object", "properties": {"x": S}}
    for make in (request_of, response_of):
        old, new = make(pair[0], "3.0.3", A=component), make(pair[1], "3.1.0", A=component)
        assert judge(old, new) == {}
        assert judge(new, old) == {}


def test_since_31_siblings_of_a_reference_count(judge: Judge, request_of: Make) -> None:
    found = judge(request_of(REF, A=S), request_of({**REF, "maxLength": 3}, A=S))
    assert found == {"request-body-max-length-set": "breaking"}


def test_references_of_every_kind(judge: Judge, request_of: Make) -> None:
    component = {
        "$id": "https://example.com/a",
        "$defs": {"d": {"$anchor": "here", **S}, "e": {"$ref": "#/components/schemas/B"}},
    }
    for ref in (
        "#/components/schemas/A/$defs/d",
        "#here",
        "https://example.com/a#here",
        "#/components/schemas/A/$defs/e",
        "#/components/schemas/%41/$defs/d",
    ):
        assert judge(request_of(S), request_of({"$ref": ref}, A=component, B=S)) == {
            "api-schema-added": "info"
        }
