"""Media types, ranges, statuses, headers, links, encoding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract.operations.messages import covers, media_key

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]
S = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=UTF-8", "application/json"),
        ("text/plain;version = 1; a=2", "text/plain;a=2;version=1"),
    ],
)
def test_media_types_have_one_spelling(name: str, key: str) -> None:
    assert media_key(name) == key


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        ("*/*", "a/b", True),
        ("a/*", "a/b", True),
        ("a/*", "a/*", True),
        ("a/*", "ab/c", False),
        ("a/b", "a/b;v=1", True),
        ("a/b;v=1", "a/b", False),
        ("a/b", "a/*", False),
    ],
)
def test_ranges(wide: str, narrow: str, answer: bool) -> None:
    assert covers(wide, narrow) is answer


def answering(service: Make, *media: str) -> Document:
    content = {name: {"schema": S} for name in media}
    return service(responses={"200": {"description": "k", "content": content}})


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (["a/b"], ["a/b; charset=utf-8"], {}),
        (["a/b"], ["a/*"], {"response-media-type-name-generalized": "breaking"}),
        (["a/*"], ["a/b"], {"response-media-type-name-specialized": "info"}),
        (
            ["a/b"],
            ["a/c"],
            {"response-media-type-removed": "breaking", "response-media-type-added": "info"},
        ),
    ],
)
def test_answers(judge: Judge, service: Make, old: Any, new: Any, rules: Any) -> None:
    assert judge(answering(service, *old), answering(service, *new)) == rules


def taking(service: Make, *media: str) -> Document:
    return service(requestBody={"content": {name: {"schema": S} for name in media}})


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (["a/b"], ["*/*"], {"request-body-media-type-added": "info"}),
        (["a/*"], ["a/b"], {"request-body-media-type-removed": "breaking"}),
        (["a/b"], ["a/b", "a/c"], {"request-body-media-type-added": "info"}),
    ],
)
def test_requests(judge: Judge, service: Make, old: Any, new: Any, rules: Any) -> None:
    assert judge(taking(service, *old), taking(service, *new)) == rules


def test_a_response_by_reference_and_inline_are_equal(judge: Judge, service: Make) -> None:
    answer = {"description": "k", "headers": {"X-A": {"$ref": "#/components/headers/A"}}}
    held = service(responses={"200": {"$ref": "#/components/responses/R"}})
    held["components"] = {"responses": {"R": answer}, "headers": {"A": {"schema": S}}}
    inline = service(responses={"200": {"description": "k", "headers": {"x-a": {"schema": S}}}})
    assert judge(held, inline) == {}
    assert judge(inline, held) == {}


def test_in_xml_a_number_is_text(judge: Judge, service: Make) -> None:
    def taking(kind: str, media: str) -> Document:
        schema = {"type": "object", "properties": {"p": {"type": kind}}}
        return service(requestBody={"content": {media: {"schema": schema}}})

    for media, severity in (("application/xml", "info"), ("application/json", "breaking")):
        found = judge(taking("integer", media), taking("string", media))
        assert set(found.values()) == {severity}


def test_a_header_schema_is_judged(judge: Judge, service: Make) -> None:
    """The peer is silent about every edit in a response header's schema."""

    def heading(schema: object) -> Document:
        answer = {"description": "k", "headers": {"X-A": {"schema": schema}}}
        return service(responses={"200": answer})

    assert judge(heading({"enum": ["a"]}), heading({"enum": ["a", "b"]})) == {
        "response-header-enum-value-added": "breaking"
    }


def test_an_error_response_is_judged_against_default(judge: Judge, service: Make) -> None:
    def answer(schema: object) -> dict[str, Any]:
        return {"description": "k", "content": {"application/json": {"schema": schema}}}

    base = service(responses={"200": answer(S), "default": answer({"const": "e"})})
    cand = service(
        responses={"200": answer(S), "default": answer({"const": "e"}), "404": answer(S)}
    )
    assert judge(base, cand) == {"response-body-const-removed": "breaking"}


def test_openapi_32_sequences_and_methods(judge: Judge, service: Make) -> None:
    def stream(schema: object) -> Document:
        content = {"application/jsonl": {"itemSchema": schema}}
        answer = {"200": {"description": "k", "content": content}}
        made = service("3.2.0", responses=answer)
        item = made["paths"]["/t"]
        item["query"] = item.pop("post")
        item["additionalOperations"] = {"COPY": item["query"]}
        return made

    from offramp.contract import compare

    (finding,) = compare(stream({"const": 1}), stream({"enum": [1, 2]})).findings[:1]
    assert finding.severity.value == "breaking"
    assert finding.operations == ("COPY /t", "QUERY /t") or "QUERY /t" in finding.operations


@pytest.mark.parametrize(
    ("more", "rule"), [({"x-a": 1}, "extension-changed"), ({"title": "t"}, "documentation-changed")]
)
def test_bytes_stay_bytes_whatever_is_said_beside(
    judge: Judge, service: Make, more: Any, rule: str
) -> None:
    def answering(schema: Any) -> Document:
        media = {"application/pdf": {"schema": schema}}
        return service(responses={"200": {"description": "k", "content": media}})

    base = {"type": "string", "format": "binary"}
    assert judge(answering(base), answering({**base, **more})) == {rule: "info"}
