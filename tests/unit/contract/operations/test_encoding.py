"""How the parts of forms and multipart bodies are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

CHANGED = {"request-body-encoding-changed": "breaking"}
MORE = {"request-body-encoding-generalized": "info"}
FORM = "application/x-www-form-urlencoded"
LISTS = {"type": "array", "items": {"type": "object"}}


def sending(
    service: Make, part: Any, media: str = "multipart/form-data", schema: Any = None
) -> Document:
    whole = {"type": "object", "properties": {"p": schema or {"type": "string"}}}
    return service(requestBody={"content": {media: {"schema": whole, "encoding": {"p": part}}}})


@pytest.mark.parametrize(
    ("old", "new", "media", "schema", "rules"),
    [
        ({}, {"contentType": "text/plain"}, "multipart/form-data", None, {}),
        ({}, {"contentType": "application/json"}, "multipart/form-data", LISTS, {}),
        ({}, {"contentType": "text/plain"}, "multipart/form-data", LISTS, CHANGED),
        (
            {},
            {"contentType": "application/octet-stream"},
            "multipart/mixed",
            {"contentEncoding": "base64", "type": "string"},
            {},
        ),
        ({"contentType": "a/b"}, {"contentType": "A/B, a/c"}, "multipart/mixed", None, MORE),
        ({}, {"style": "form", "explode": True}, FORM, None, {}),
        ({}, {"style": "pipeDelimited"}, FORM, None, CHANGED),
        ({}, {"allowReserved": True}, FORM, None, MORE),
        ({}, {"headers": {"X-A": {"required": True}}}, "multipart/mixed", None, CHANGED),
        ({"headers": {"X-A": {"required": True}}}, {}, "multipart/mixed", None, MORE),
        ({}, {"headers": {"content-type": {"required": True}}}, "multipart/mixed", None, {}),
        ({}, {"headers": {"X-A": {"required": True}}}, FORM, None, {}),
        ({}, {"contentType": "text/csv"}, "application/json", None, {}),
    ],
)
def test_parts(
    judge: Judge, service: Make, old: Any, new: Any, media: str, schema: Any, rules: Any
) -> None:
    found = judge(sending(service, old, media, schema), sending(service, new, media, schema))
    assert found == rules


@pytest.mark.parametrize("media", [FORM, "multipart/form-data"])
def test_a_new_property_brings_its_encoding_along(judge: Judge, service: Make, media: str) -> None:
    styled = {"style": "deepObject", "explode": True}
    base, cand = ({"content": {media: {"schema": {"properties": p}}}} for p in ({}, {"p": LISTS}))
    cand["content"][media]["encoding"] = {"p": styled}
    new, gone = "new-optional-request-property", "request-property-removed"
    assert judge(service(requestBody=base), service(requestBody=cand)) == {new: "info"}
    assert judge(service(requestBody=cand), service(requestBody=base)) == {gone: "warning"}


def test_answers_are_turned(judge: Judge, service: Make) -> None:
    def answering(types: str) -> Document:
        media = {"schema": {"type": "object"}, "encoding": {"p": {"contentType": types}}}
        answer = {"description": "k", "content": {"multipart/form-data": media}}
        return service(responses={"200": answer})

    assert judge(answering("a/b"), answering("a/b, a/c")) == {
        "response-encoding-changed": "breaking"
    }
    assert judge(answering("a/b, a/c"), answering("a/b")) == {
        "response-encoding-specialized": "info"
    }
