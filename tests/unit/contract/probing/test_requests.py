from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from offramp.config import Probe
from offramp.contract.documents.side import Side
from offramp.contract.probing.requests import Call, Keys, names_of, needs_credentials, plan

ALL = ("GET", "POST", "DELETE")
Calls = dict[tuple[str, str], Call]


def test_only_safe_methods_are_called_unless_the_settings_say_more(
    planned: Callable[..., Any],
) -> None:
    made = planned()
    assert {call.method for call in made.calls} == {"GET", "HEAD", "OPTIONS", "TRACE"}
    assert "POST /things" in {call.name for call in planned(methods=ALL).calls}
    assert "PUT /things" in {call.name for call in planned(methods=("GET", "PUT")).calls}
    assert set(made.left) == {"POST /things", "DELETE /things/{id}"}
    assert "does not list POST" in made.left["POST /things"]


def test_what_is_skipped_is_not_called_by_any_kind_of_call(planned: Callable[..., Any]) -> None:
    made = planned(skip=("GET /things*",))
    named = {call.name for call in made.calls if call.operation}
    assert named == {"GET /health"}
    assert "TRACE /things" not in {call.name for call in made.calls}


def test_a_good_request_has_the_examples_of_the_document(calls: Calls) -> None:
    body = json.loads(calls["success", "POST /things"].body or "")
    assert body == {"name": "lamp", "size": 3}
    assert calls["success", "GET /things/{id}"].target == "/things/t-1"


def test_a_wrong_request_is_ruled_out_by_the_document(calls: Calls) -> None:
    body = json.loads(calls["invalid", "POST /things"].body or "")
    assert not {"name", "size"} <= body.keys()
    assert calls["invalid", "GET /things"].target == "/things?limit=offramp"
    assert ("invalid", "GET /things/{id}") not in calls  # its one parameter may be any text


def test_credentials_go_where_they_are_asked_for_and_nowhere_else(calls: Calls) -> None:
    """An operation that needs a key, and does not say so, is to be found out."""
    assert calls["success", "POST /things"].headers["Authorization"] == "Bearer k"
    assert "Authorization" not in calls["anonymous", "POST /things"].headers
    assert "Authorization" not in calls["success", "GET /things"].headers
    assert ("anonymous", "GET /things") not in calls


@pytest.mark.parametrize(
    ("top", "own", "needs"),
    [
        (None, None, False),
        ([{"key": []}], None, True),
        ([{"key": []}], [], False),
        (None, [{"key": []}, {}], False),
        (None, [{"key": []}], True),
    ],
)
def test_when_an_operation_asks_for_credentials(top: Any, own: Any, needs: bool) -> None:
    operation = {"responses": {}} if own is None else {"responses": {}, "security": own}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"get": operation}}}
    side = Side(data if top is None else {**data, "security": top}, "3.1")
    found = side.operations(side.root.child("paths", "/t"))["GET"]
    assert needs_credentials(side, found) is needs


def test_the_limit_is_looked_for_where_it_is_documented_and_last(calls: Calls) -> None:
    """A client that has used up its budget gets nothing but 429."""
    limits = [name for kind, name in calls if kind == "limit"]
    assert limits == ["GET /things"]
    assert list(calls)[-1] == ("limit", "GET /things")
    assert calls["limit", "GET /things"].to_dict()["until"] == 429


def test_no_limit_is_looked_for_without_repeats(planned: Callable[..., Any]) -> None:
    assert "limit" not in {call.kind for call in planned(repeats=0).calls}


def test_a_path_and_a_method_that_there_are_not(calls: Calls) -> None:
    assert ("path", "GET /offramp-no-such-path") in calls
    assert ("method", "TRACE /things/{id}") in calls
    assert calls["method", "TRACE /things/{id}"].target == "/things/t-1"
    assert "Origin" in calls["method", "OPTIONS /things/{id}"].headers  # a browser's question
    assert "Origin" not in calls["method", "HEAD /things/{id}"].headers


@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_unknown_path_is_none_that_a_template_takes_in(method: str) -> None:
    operation = {"responses": {"200": {"description": "k"}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/{any}": {method: operation}}}
    made = plan(Side(data, "3.1"), Probe(), {})
    paths = [call.target for call in made.calls if call.kind == "path"]
    assert paths
    assert all(path.count("/") > 1 for path in paths)


def test_what_no_request_can_be_made_for_is_told() -> None:
    body = {"required": True, "content": {"image/png": {"schema": {"type": "string"}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "k"}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"post": operation}}}
    made = plan(Side(data, "3.1"), Probe(methods=("POST",)), {})
    assert "image/png" in made.left["POST /t"]


def test_a_wrong_segment_that_another_path_answers_is_not_sent() -> None:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    responses = {"responses": {"200": {"description": "k"}}}
    paths = {"/t/{id}": {"get": {"parameters": [number], **responses}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": paths}
    made = plan(Side(data, "3.1"), Probe(), {})
    assert [call.target for call in made.calls if call.kind == "invalid"] == ["/t/offramp"]
    data["paths"] = {**paths, "/t/offramp": {"get": responses}}
    made = plan(Side(data, "3.1"), Probe(), {})
    assert [call for call in made.calls if call.kind == "invalid"] == []


def test_a_body_that_need_not_be_sent_is_wrong_too() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "k"}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"post": operation}}}
    made = plan(Side(data, "3.1"), Probe(methods=("POST",)), {})
    sent = [(call.kind, call.case, call.body) for call in made.calls if call.operation]
    assert sent == [
        ("success", "", "{}"),
        ("invalid", "another kind of body", '"offramp"'),
        ("error", "", "{}"),
        ("variant", "no body", None),
        ("invalid", "no JSON", "{"),
    ]


def test_the_names_of_all_operations(side: Side) -> None:
    assert "DELETE /things/{id}" in names_of(side)
    assert len(names_of(side)) == 5


def document_of(**operation: Any) -> dict[str, Any]:
    operation = {"responses": {"200": {"description": "k"}}, **operation}
    return {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"get": operation}}}


def test_a_call_goes_to_the_first_server_and_its_path_is_known() -> None:
    servers = [{"url": "https://me@{where}.example.com:8443/v2/", "variables": {}}, {"url": "/v1"}]
    servers[0]["variables"] = {"where": {"default": "eu"}}
    made = plan(Side({**document_of(), "servers": servers}, "3.1"), Probe(), {})
    told = made.calls[0].to_dict()
    assert (told["scheme"], told["host"]) == ("https", "eu.example.com:8443")
    assert made.server.base == "/v2"


def test_a_relative_server_has_no_host() -> None:
    made = plan(Side({**document_of(), "servers": [{"url": "/v1"}]}, "3.1"), Probe(), {})
    assert made.calls[0].server == made.server == ("http", "localhost", "/v1")


@pytest.mark.parametrize(
    ("scheme", "name", "target", "headers"),
    [
        ({"type": "http", "scheme": "bearer"}, "Authorization", "/t", {"Authorization": "k &"}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "X-Key", "/t", {"X-Key": "k &"}),
        ({"type": "apiKey", "in": "query", "name": "key"}, "key", "/t?key=k%20%26", {}),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, "sid", "/t", {"Cookie": "sid=k &"}),
    ],
)
def test_a_credential_goes_where_its_scheme_has_it(
    scheme: Any, name: str, target: str, headers: dict[str, str]
) -> None:
    data = {**document_of(), "components": {"securitySchemes": {"s": scheme}}}
    call = Call("success", "GET /t", None, "GET", "/t", {})
    made = Keys(Side(data, "3.1"), {name: "k &"}).added(call)
    assert (made.target, made.headers) == (target, headers)


def test_a_credential_in_a_cookie_leaves_the_other_cookies() -> None:
    call = Call("success", "GET /t", None, "GET", "/t", {"Cookie": "lang=de"})
    made = Keys(Side(document_of(), "3.1"), {"Cookie": "sid=7"}).added(call)
    assert made.headers == {"Cookie": "lang=de; sid=7"}


def test_credentials_that_may_be_left_out_are_tried() -> None:
    """OpenAPI 3.1, section 4.8.30: an empty requirement makes them optional."""
    side = Side(document_of(security=[{"key": []}, {}]), "3.1")
    made = plan(side, Probe(), {"X-Key": "k"}).calls
    keyed = [(call.kind, call.case) for call in made if call.operation and call.headers]
    assert keyed == [("variant", "with credentials")]


def test_what_deletes_comes_after_what_asks_for_it_and_the_limit_after_all() -> None:
    data = document_of()
    responses = {"200": {"description": "k"}, "429": {"description": "slow"}}
    flag = {"name": "flag", "in": "query", "schema": {"type": "boolean"}}
    data["paths"] = {
        "/t": {
            "delete": {"responses": responses},
            "get": {"responses": responses, "parameters": [flag]},
        }
    }
    made = [c for c in plan(Side(data, "3.1"), Probe(methods=ALL), {}).calls if c.operation]
    said = [(call.kind, call.method) for call in made]
    assert said[-3:] == [("error", "DELETE"), ("limit", "GET"), ("limit", "DELETE")]
    assert said.index(("variant", "GET")) < said.index(("success", "DELETE"))
