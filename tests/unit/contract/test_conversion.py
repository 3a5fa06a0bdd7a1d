"""A real up-conversion from 3.0 to 3.1 (S4): the same meaning, and valid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offramp.contract import compare, loads, upconvert, validate
from offramp.errors import DocumentError

S = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Bound": {"type": "number", "minimum": 1, "exclusiveMinimum": True, "maximum": 5},
    "Loose": {"type": "number", "maximum": 1, "exclusiveMaximum": False},
    "Null": {**S, "nullable": True},
    "NullEnum": {**S, "nullable": True, "enum": ["a", None]},
    "NullRef": {"allOf": [{"$ref": "#/components/schemas/Bound"}], "nullable": True, "title": "n"},
    "File": {**S, "format": "binary"},
    "Bytes": {**S, "format": "byte"},
    "Example": {**S, "example": "e"},
    "Sibling": {
        "type": "object",
        "properties": {"p": {"$ref": "#/components/schemas/Null", "maxLength": 1}},
    },
    "schema": {"type": "object", "properties": {"schema": {**S, "nullable": True}, "example": S}},
}


def document() -> dict[str, Any]:
    ref = [{"$ref": f"#/components/schemas/{name}"} for name in SCHEMAS]
    body = {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {str(i): each for i, each in enumerate(ref)},
                }
            }
        }
    }
    operation = {"requestBody": body, "responses": {"200": {"description": "k", **body}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": SCHEMAS},
    }


def test_the_meaning_is_kept() -> None:
    """S4: a relabelled document loses ``nullable``; a converted one must not."""
    base = document()
    for old, new in ((base, upconvert(base)), (upconvert(base), base)):
        findings = compare(old, new).findings
        assert {f.rule for f in findings} <= {"documentation-changed"}


def test_the_result_is_valid_31() -> None:
    assert validate(loads(json.dumps(upconvert(document())).encode(), "a.json")) == []


def test_what_is_written() -> None:
    made = upconvert(document())["components"]["schemas"]
    assert made["Bound"] == {"type": "number", "exclusiveMinimum": 1, "maximum": 5}
    assert made["Loose"] == {"type": "number", "maximum": 1}
    assert made["Null"] == {"type": ["string", "null"]}
    assert made["NullRef"]["anyOf"][1] == {"type": "null"}
    assert made["Example"] == {**S, "examples": ["e"]}
    assert made["Sibling"]["properties"]["p"] == {"$ref": "#/components/schemas/Null"}
    assert made["schema"]["properties"]["schema"] == {"type": ["string", "null"]}


def test_other_versions() -> None:
    new = {"openapi": "3.1.0", "paths": {}}
    assert upconvert(new) == new
    with pytest.raises(DocumentError):
        upconvert({"openapi": "3.2.0", "paths": {}})
    with pytest.raises(DocumentError):
        upconvert({"swagger": "2.0"})
