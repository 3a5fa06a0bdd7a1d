"""Breaks that are not about a schema are shown by a whole request or answer, or by a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import compare
from offramp.contract.rulebook.rules import rules
from offramp.contract.weighing.result import Change

Make = Callable[..., dict[str, Any]]
S = {"type": "string"}
OK = {"200": {"description": "k"}}
Q = {"name": "q", "in": "query", "schema": S}


def breaking(base: dict[str, Any], cand: dict[str, Any]) -> Change:
    found = [f for f in compare(base, cand).findings if f.severity.value == "breaking"]
    assert len(found) == 1, [f.rule for f in found]
    return found[0]


def document(paths: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **words}


def test_what_is_gone_is_asked_for_with_all_that_it_wants() -> None:
    inputs = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 3}},
        {"name": "q", "in": "query", "required": True, "schema": {"enum": ["a b"]}},
        {"name": "o", "in": "query", "schema": S},
        {"name": "X-H", "in": "header", "required": True, "schema": S},
        {"name": "c", "in": "cookie", "required": True, "schema": {"type": "boolean"}},
    ]
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"const": 7}, "m": S}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"parameters": inputs, "requestBody": body, "responses": OK}
    base = document({"/a/{id}": {"put": operation, "get": {"responses": OK}}})
    cand = document({"/a/{id}": {"get": {"responses": OK}}})
    assert breaking(base, cand).witness == {
        "kind": "request",
        "operation": "PUT /a/{id}",
        "method": "PUT",
        "target": "/a/3?q=a%20b",
        "headers": {"Cookie": "c=true", "X-H": "a"},
        "media_type": "application/json",
        "instance": {"n": 7},
        "text": '{"n": 7}',
        "because": "nothing answers PUT /a/3",
        "accepted_by": "base",
        "rejected_by": "candidate",
    }


@pytest.mark.parametrize(
    ("base", "cand", "why"),
    [
        (["/users/me", "/users/{id}"], ["/users/{id}"], "/users/{id} answers"),
        (["/#Action=List", "/b"], ["/b"], "fragment"),
    ],
)
def test_what_would_be_no_proof_is_not_shown(base: list[str], cand: list[str], why: str) -> None:
    """A request that another path of the candidate answers proves nothing."""
    old, new = (document({p: {"get": {"responses": OK}} for p in each}) for each in (base, cand))
    finding = breaking(old, new)
    assert finding.witness is None
    assert why in str(finding.not_witnessed)


def test_what_is_sent_meets_no_other_path_of_the_base() -> None:
    one = {"name": "id", "in": "path", "required": True, "schema": {"const": "me"}}
    got = {"get": {"responses": OK}}
    base = document({"/users/me": got, "/users/{id}": {"parameters": [one], **got}})
    finding = breaking(base, document({"/users/me": got}))
    assert finding.witness is None
    assert "answered by /users/me" in str(finding.not_witnessed)


def test_a_parameter_that_must_be_sent(service: Make) -> None:
    both = {"name": "p", "in": "query", "required": True, "schema": S}
    base = service(parameters=[both, Q])
    witness = breaking(base, service(parameters=[both, {**Q, "required": True}])).witness or {}
    assert witness["target"] == "/t?p=a"
    assert witness["because"] == "query parameter 'q' is missing"


def test_credentials_that_are_not_enough(service: Make) -> None:
    flows = {"clientCredentials": {"tokenUrl": "https://a", "scopes": {"r": "", "w": ""}}}
    schemes = {"securitySchemes": {"o": {"type": "oauth2", "flows": flows}}}
    base, cand = (
        {**service(security=[{"o": scopes}]), "components": schemes}
        for scopes in (["r"], ["r", "w"])
    )
    witness = breaking(base, cand).witness or {}
    assert witness["credentials"] == {"o": ["r"]}
    assert witness["because"] == "o (r) is not enough any more"


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        (["https://a.example/v1/"], ["https://b.example"], "https://a.example/v1/t"),
        (["https://a.example/v1"], ["https://a.example"], None),
        (["https://a.example"], ["https://{host}"], None),
        (["/v1"], ["/v2"], None),
    ],
)
def test_servers(service: Make, old: list[str], new: list[str], target: str | None) -> None:
    base, cand = ({**service(), "servers": [{"url": url} for url in urls]} for urls in (old, new))
    found = [f for f in compare(base, cand).findings if f.rule == "api-server-removed"]
    assert [(f.witness or {}).get("target") for f in found] == [target]
    assert all(f.witness or f.not_witnessed for f in found)


def test_a_server_variable() -> None:
    def at(*values: str) -> dict[str, Any]:
        variables = {"v": {"enum": list(values), "default": "x"}}
        server = {"url": "https://{v}.example", "variables": variables}
        return {**document({"/t": {"get": {"responses": OK}}}), "servers": [server]}

    witness = breaking(at("x", "y"), at("x")).witness or {}
    assert witness["target"] == "https://y.example/t"


def test_media_types(service: Make) -> None:
    def answer(*names: str) -> dict[str, Any]:
        content = {name: {"schema": S} for name in names}
        return service(responses={"200": {"description": "k", "content": content}})

    shown = breaking(answer("application/json", "text/csv"), answer("application/json")).witness
    assert (shown or {})["headers"] == {"Accept": "text/csv"}

    def body(*names: str) -> dict[str, Any]:
        return service(requestBody={"content": {name: {"schema": S} for name in names}})

    shown = breaking(body("application/json", "text/csv"), body("application/json")).witness
    assert (shown or {})["media_type"] == "text/csv"


def test_another_status(service: Make) -> None:
    def answering(*statuses: str) -> dict[str, Any]:
        return service(responses={status: {"description": "k"} for status in statuses})

    found = compare(answering("200"), answering("204")).findings
    shown = next(f for f in found if f.rule == "response-success-status-removed")
    assert (shown.witness or {})["status"] == "204"
    for base in (["200", "default"], ["200", "2XX"]):
        found = compare(answering(*base), answering("204", *base[1:])).findings
        assert not [f for f in found if f.witness]


def test_a_header_that_may_be_missing(service: Make) -> None:
    def answer(*, required: bool) -> dict[str, Any]:
        headers = {"X-H": {"required": required, "schema": S}}
        return service(responses={"200": {"description": "k", "headers": headers}})

    witness = breaking(answer(required=True), answer(required=False)).witness or {}
    assert (witness["kind"], witness["status"]) == ("response", "200")
    assert witness["because"] == "header 'X-H' is missing"


def test_another_style_refuses_nothing_and_says_what_it_does(service: Make) -> None:
    array = {**Q, "schema": {"type": "array", "items": S}}
    base = service(parameters=[array])
    finding = breaking(base, service(parameters=[{**array, "style": "pipeDelimited"}]))
    assert finding.witness is None
    assert finding.not_witnessed == (
        "no value is refused: what was written 'q=a&q=b' is written 'q=a%7Cb' now"
    )


def test_a_callback_is_no_request_to_the_service(service: Make) -> None:
    def calling(*, required: bool) -> dict[str, Any]:
        called = {"requestBody": {"required": required, "content": {}}, "responses": OK}
        return service(callbacks={"c": {"{$request.body#/u}": {"post": called}}})

    found = compare(calling(required=True), calling(required=False)).findings
    assert all(f.witness is None for f in found)


BREAKING = sorted(
    rule.id for rule in rules().values() if rule.severity.value == "breaking" and rule.base
)


@pytest.mark.parametrize("rule_id", BREAKING)
def test_each_breaking_rule_has_an_example_or_a_reason(rule_id: str) -> None:
    rule = rules()[rule_id]
    for finding in compare(rule.base, rule.cand).findings:
        if finding.severity.value == "breaking":
            assert (finding.witness is None) == bool(finding.not_witnessed), finding.rule
