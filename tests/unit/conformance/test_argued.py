"""Each class of differences from the peer holds for its reason, and not for a near miss."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.argued import CLASSES, reason
from conformance.operations import Doubt

STRING = {"type": "string"}


def request(schema: Any, section: str = "paths", name: str = "/t") -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"openapi": "3.1.0", section: {name: {"post": {"requestBody": body}}}}


def response(schema: Any) -> dict[str, Any]:
    answer = {"200": {"content": {"application/json": {"schema": schema}}}}
    return {"openapi": "3.1.0", "paths": {"/t": {"post": {"responses": answer}}}}


def parameters(*given: dict[str, Any]) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {"/t": {"post": {"parameters": list(given)}}}}


def name_of(base: Any, cand: Any, rule: str, path: str = "/t") -> str | None:
    found = reason(Doubt(base, cand, rule, "POST", path))
    return found.name if found else None


def header(name: str, **words: Any) -> dict[str, Any]:
    return {"in": "header", "name": name, "schema": STRING, **words}


READ_ONLY = [{"properties": {"p": {"readOnly": True, **s}}} for s in (STRING, {"type": "integer"})]
OUTWARD = request({"$ref": "other.yaml"})
HOOK = [request(s, "webhooks", "w") for s in (STRING, {**STRING, "maxLength": 1})]


@pytest.mark.parametrize(
    ("base", "cand", "rule", "path", "name"),
    [
        (
            parameters(header("a", **{"x-sunset": "soon"})),
            parameters(header("a", **{"x-sunset": "2030-01-01"})),
            "request-parameter-sunset-parse", "/t", "the base was at fault",
        ),
        (OUTWARD, OUTWARD, "request-body-x", "/t", "behind a reference to another file"),
        (*map(request, READ_ONLY), "request-property-x", "/t", "not part of the message"),
        (
            parameters(header("X-A")), parameters(header("x-a")),
            "new-required-request-parameter", "/t", "the same parameter",
        ),
        (
            request({"enum": ["a"]}), request({"const": "a"}),
            "request-body-x", "/t", "the same values are valid",
        ),
        (
            request({**STRING, "maxLength": 1}), request(STRING),
            "request-body-x", "/t", "the request may be more than before",
        ),
        (
            response(STRING), response({**STRING, "maxLength": 1}),
            "response-body-x", "/t", "the response may be less than before",
        ),
        (*HOOK, "request-body-x", "webhook:w", "a webhook is called by the provider"),
    ],
)  # fmt: skip
def test_a_class_holds(base: Any, cand: Any, rule: str, path: str, name: str) -> None:
    assert name_of(base, cand, rule, path) == name


@pytest.mark.parametrize(
    ("base", "cand", "rule"),
    [
        (request(STRING), request({**STRING, "maxLength": 1}), "request-body-x"),
        (response({**STRING, "maxLength": 1}), response(STRING), "response-body-x"),
        (*map(response, READ_ONLY), "response-property-x"),
        (parameters(header("a")), parameters(header("b", required=True)), "request-parameter-x"),
        (request(STRING), request(STRING), "request-parameter-x"),
        (*map(request, READ_ONLY), "request-body-removed-before-sunset"),
        (*map(request, READ_ONLY), "response-property-x"),
        ({**HOOK[0], "webhooks": {}}, {**HOOK[1], "webhooks": {}}, "request-body-x"),
        (
            parameters(header("a", **{"x-sunset": "2030-01-01"})),
            parameters(header("a", **{"x-sunset": "soon"})),
            "request-parameter-sunset-parse",
        ),
        (OUTWARD, {**OUTWARD, "x-a": 1}, "api-path-removed"),
        (*reversed(HOOK), "request-body-x"),
    ],
)
def test_a_break_is_in_no_class(base: Any, cand: Any, rule: str) -> None:
    path = "webhook:w" if "webhooks" in base else "/t"
    assert name_of(base, cand, rule, path) is None


def test_a_finding_of_no_place_is_never_argued_away() -> None:
    assert reason(Doubt({}, {}, "api-security-removed", "", "")) is None


def test_each_class_argues_in_one_to_three_sentences() -> None:
    for each in CLASSES:
        assert 1 <= each.argument.count(". ") + 1 <= 3, each.name
        assert each.argument.endswith("."), each.name
