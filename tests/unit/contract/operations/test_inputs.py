"""Parameters and headers: required, how they are written, what characters they may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
LIST = {"type": "array", "items": S}


def taking(service: Make, **words: Any) -> Document:
    return service(parameters=[{"name": "q", "in": "query", "schema": LIST, **words}])


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ({}, {"style": "form"}, {}),
        ({}, {"explode": True}, {}),
        ({}, {"required": False}, {}),
        ({}, {"explode": False}, {"request-parameter-serialization-changed": "breaking"}),
        ({}, {"style": "spaceDelimited"}, {"request-parameter-serialization-changed": "breaking"}),
        ({"schema": S}, {"schema": S, "explode": False}, {}),
        (
            {"schema": S},
            {"schema": None, "content": {"application/json": {"schema": S}}},
            {"request-parameter-serialization-changed": "breaking"},
        ),
        ({"allowEmptyValue": True}, {}, {"request-parameter-characters-forbidden": "breaking"}),
        ({}, {"allowReserved": True}, {"request-parameter-characters-allowed": "info"}),
        ({"description": "a"}, {"description": "b"}, {"documentation-changed": "info"}),
        ({}, {"deprecated": True}, {"request-parameter-deprecated": "info"}),
        (
            {"content": {"application/json": {"schema": {"enum": ["a", "b"]}}}, "schema": None},
            {"content": {"application/json": {"schema": {"enum": ["a"]}}}, "schema": None},
            {"request-parameter-enum-value-removed": "breaking"},
        ),
    ],
)
def test_how_a_parameter_is_written(
    judge: Judge, service: Make, old: Any, new: Any, rules: Any
) -> None:
    assert judge(taking(service, **old), taking(service, **new)) == rules


def test_a_renamed_path_parameter_is_the_same(judge: Judge) -> None:
    """D5."""

    def document(name: str, schema: Any) -> Document:
        parameter = {"name": name, "in": "path", "required": True, "schema": schema}
        operation = {"parameters": [parameter], "responses": {"200": {"description": "k"}}}
        return {"openapi": "3.1.0", "info": {}, "paths": {f"/t/{{{name}}}": {"get": operation}}}

    assert judge(document("a", S), document("b", S)) == {}
    narrowed = judge(document("a", S), document("b", {**S, "maxLength": 3}))
    assert narrowed == {"request-parameter-max-length-set": "breaking"}


def test_headers_that_are_sent_back(judge: Judge, service: Make) -> None:
    def sending(**headers: Any) -> Document:
        return service(responses={"200": {"description": "k", "headers": headers}})

    plain, promised = {"schema": S}, {"schema": S, "required": True}
    assert judge(sending(A=promised), sending()) == {"required-response-header-removed": "breaking"}
    assert judge(sending(A=plain), sending()) == {"optional-response-header-removed": "warning"}
    assert judge(sending(A=promised), sending(a=plain)) == {
        "response-header-became-optional": "breaking"
    }
    assert judge(sending(), sending(A=plain)) == {"response-header-added": "info"}
    ignored = {"Content-Type": promised}
    assert judge(sending(**ignored), sending()) == {}
