"""A real up-conversion from 3.0 to 3.1 (S4): the same meaning, and valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.contract import compare, loads, upconvert, validate
from offramp.errors import DocumentError

S = {"type": "string"}
OLD = {**S, "nullable": True, "example": "e"}
NEW = {"type": ["string", "null"], "examples": ["e"]}
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
    for version in ("3.1.0", "3.2.0"):
        new = {"openapi": version, "paths": {}}
        assert upconvert(new) == new
    with pytest.raises(DocumentError):
        upconvert({"swagger": "2.0"})


def places(schema: Any) -> dict[str, Any]:
    """A document with a schema wherever OpenAPI 3.0 has one, under names that are also keywords."""
    media = {"content": {"application/json": {"schema": schema, "example": {"nullable": True}}}}
    header = {"schema": schema}
    named = dict.fromkeys(("schema", "example", "default", "content", "x-rate"), header)
    parameter = {"name": "q", "in": "query", "schema": schema, "example": "e"}
    answer = {"description": "k", "headers": named, **media}
    form = {"schema": {"type": "object"}, "encoding": {"schema": {"headers": named}}}
    operation = {
        "parameters": [parameter, {"name": "c", "in": "query", **media}],
        "requestBody": {"content": {"multipart/form-data": form}},
        "responses": {"default": answer, "4XX": answer, "200": {"description": "k"}},
        "callbacks": {"schema": {"{$request.body#/url}": {"post": {"responses": {"200": answer}}}}},
        "x-schema": {"schema": OLD},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"parameters": [{**parameter, "name": "p"}], "post": operation}},
        "components": {
            "schemas": {"schema": schema, "example": schema, "x-id": schema},
            "parameters": {"schema": parameter, "default": parameter},
            "headers": named,
            "responses": {"default": answer, "schema": answer},
            "requestBodies": {"default": media, "examples": media},
            "examples": {"schema": {"value": {"schema": OLD}}},
            "links": {"l": {"operationId": "o", "parameters": {"schema": OLD}}},
        },
    }


def test_every_schema_is_converted_and_nothing_else_is() -> None:
    """``default`` is a response, ``x-rate`` a header, ``schema`` a parameter: mere names."""
    assert upconvert(places(OLD)) == {**places(NEW), "openapi": "3.1.0"}


def test_what_is_said_of_a_value_stays_outside_of_the_choice_with_null() -> None:
    ref = {"allOf": [{"$ref": "#/components/schemas/A"}]}
    said = {"readOnly": True, "deprecated": True, "x-order": 1, "description": "d"}
    doc = {
        "openapi": "3.0.3",
        "paths": {},
        "components": {"schemas": {"B": {**ref, **said, "nullable": True}}},
    }
    made = upconvert(doc)["components"]["schemas"]["B"]
    assert made == {**said, "anyOf": [ref, {"type": "null"}]}


LEAVES = st.fixed_dictionaries(
    {"type": st.sampled_from(["number", "integer"])},
    optional={
        "minimum": st.integers(-2, 3),
        "exclusiveMinimum": st.booleans(),
        "maximum": st.integers(4, 9),
        "exclusiveMaximum": st.booleans(),
        "nullable": st.booleans(),
        "enum": st.lists(st.integers(-2, 9) | st.none(), min_size=1, unique=True),
    },
) | st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "nullable": st.booleans(),
        "format": st.sampled_from(["byte", "binary", "uuid", "password"]),
        "enum": st.lists(st.sampled_from(["a", "b", None]), min_size=1, unique=True),
        "maxLength": st.integers(1, 9),
        "readOnly": st.booleans(),
        "example": st.just("a"),
    },
)


def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    rest = {"nullable": st.booleans(), "title": st.just("t"), "description": st.just("d")}
    names = st.sampled_from(["a", "default", "example", "nullable", "$ref", "x-a"])
    objects = {
        "type": st.just("object"),
        "properties": st.dictionaries(names, inner, min_size=1, max_size=3),
    }
    more = {
        "required": st.lists(names, min_size=1, max_size=2, unique=True),
        "additionalProperties": st.booleans() | inner,
    }
    choices = [
        st.fixed_dictionaries({word: st.lists(inner, min_size=1, max_size=2)}, optional=rest)
        for word in ("allOf", "anyOf", "oneOf")
    ]
    return st.one_of(
        st.fixed_dictionaries(objects, optional={**rest, **more}),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional=rest),
        st.just({"$ref": "#/components/schemas/Bound", "nullable": True}),
        *choices,
    )


@settings(deadline=None, max_examples=120, derandomize=True)
@given(st.recursive(LEAVES, around, max_leaves=5))
def test_a_converted_schema_takes_what_it_took_and_no_more(schema: Any) -> None:
    """S4, of any schema: the judge sees no difference, either way, in requests and in answers."""
    media = {"content": {"application/json": {"schema": schema}}}
    responses = {"200": {"description": "k", **media}}
    doc = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": media, "responses": responses}}},
        "components": {"schemas": {"Bound": SCHEMAS["Bound"]}},
    }
    new = upconvert(doc)
    assert compare(doc, new).findings == compare(new, doc).findings == ()
    found = {f.rule for f in validate(loads(json.dumps(new).encode(), "a.json"))}
    assert found <= {"example-mismatch"}


@pytest.mark.parametrize(
    ("schema", "taken", "refused"),
    [
        ({**S, "nullable": True}, ["", None], [1]),
        ({**S, "nullable": True, "enum": ["a"]}, ["a"], [None, "b"]),
        ({**S, "nullable": True, "enum": ["a", None]}, ["a", None], ["b"]),
        ({"nullable": True, "enum": ["a"]}, ["a"], [None]),
        ({"allOf": [{**S, "maxLength": 1}], "nullable": True}, ["a", None], ["ab"]),
        ({"oneOf": [S, {"type": "integer"}], "nullable": True}, ["a", 1, None], [[]]),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, [1.1], [1]),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": False}, [1], [1.1]),
        ({"type": "number", "exclusiveMaximum": True}, [1e9], [None]),
        ({**S, "format": "binary", "nullable": True}, ["\x00", None], [1]),
    ],
)
def test_the_standards_own_validator_agrees(
    schema: Any, taken: list[Any], refused: list[Any], request_of: Callable[..., Any]
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    new = upconvert(request_of(schema, "3.0.3"))
    body = new["paths"]["/t"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    checker = jsonschema.Draft202012Validator(body)
    assert [checker.is_valid(value) for value in taken] == [True] * len(taken)
    assert [checker.is_valid(value) for value in refused] == [False] * len(refused)
