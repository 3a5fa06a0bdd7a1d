from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from offramp.config import Probe
from offramp.contract.documents.side import Side
from offramp.contract.probing.requests import Call, names_of, needs_credentials, plan

Calls = dict[tuple[str, str], Call]


def test_only_safe_methods_are_called_unless_the_settings_say_more(
    planned: Callable[..., Any],
) -> None:
    made = planned()
    assert {call.method for call in made.calls} == {"GET", "TRACE"}
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


def test_an_unknown_path_is_none_that_a_template_takes_in() -> None:
    operation = {"responses": {"200": {"description": "k"}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/{any}": {"get": operation}}}
    made = plan(Side(data, "3.1"), Probe(), {})
    [path] = [call.target for call in made.calls if call.kind == "path"]
    assert path.count("/") > 1


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
    sent = {call.kind: call.body for call in made.calls if call.operation}
    assert sent == {"success": None, "invalid": '"offramp"', "error": None}


def test_the_names_of_all_operations(side: Side) -> None:
    assert "DELETE /things/{id}" in names_of(side)
    assert len(names_of(side)) == 5
