from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pytest

from offramp.config import Probe
from offramp.contract import loads
from offramp.contract.probing.run import probe
from offramp.errors import CannotJudge, ConfigError

OPERATION = {"responses": {"200": {"description": "k"}}}
DOCUMENT = loads(
    json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/t": {"get": OPERATION, "delete": OPERATION}},
        }
    ).encode(),
    "t.json",
)
STATUS = {"success": 200, "variant": 200, "invalid": 422, "path": 404, "method": 405, "error": 500}
Told = list[list[dict[str, Any]]]


def service(calls: Sequence[Mapping[str, Any]], **other: int) -> Told:
    told = []
    for call in calls:
        status = {**STATUS, **other}[call["kind"]]
        answer = {"status": status, "headers": [["x-trace-id", "1"]], "body": "", "cut": ""}
        told.append([{**answer, "complete": True, "raised": ""}])
    return told


def test_a_service_that_keeps_its_word() -> None:
    made = probe(DOCUMENT, Probe(require_headers=("X-Trace-Id",)), {}, service)
    assert made.findings == []
    assert made.asked == made.shown == {"error": 1, "method": 3, "path": 1, "success": 1}
    assert list(made.left) == ["DELETE /t"]
    assert made.planted == ["a missing X-Trace-Id", "an undocumented status"]
    assert made.rows[0] == {
        "operation": "GET /t",
        "kind": "success",
        "case": "",
        "target": "/t",
        "statuses": [200],
        "shown": True,
    }


def test_a_missing_header_is_found_in_each_answer() -> None:
    made = probe(DOCUMENT, Probe(require_headers=("X-Other",)), {}, service)
    assert {found.rule for found in made.findings} == {"probe-header-missing"}
    assert len(made.findings) == 6
    assert made.planted == []


def test_a_service_that_lets_nobody_in_shows_nothing() -> None:
    """Fail closed: 401 everywhere, as it is documented, is no proof of anything."""
    refused = {"200": {"description": "k"}, "401": {"description": "no"}}
    closed = {**DOCUMENT.data, "paths": {"/t": {"get": {"responses": refused}}}}
    document = loads(json.dumps(closed).encode(), "t.json")
    with pytest.raises(CannotJudge, match="no operation answered with success") as caught:
        probe(document, Probe(), {}, lambda calls: service(calls, success=401, error=401))
    assert "GET /t: 401" in (caught.value.found or "")


def test_what_fails_everywhere_fails() -> None:
    made = probe(DOCUMENT, Probe(), {}, lambda calls: service(calls, success=500))
    assert [found.rule for found in made.findings if found.severity.value == "breaking"] == [
        "probe-server-error"
    ]


def test_nothing_to_call_is_no_pass() -> None:
    with pytest.raises(CannotJudge, match="no operation may be called") as caught:
        probe(DOCUMENT, Probe(methods=("POST",)), {}, service)
    assert "DELETE /t" in (caught.value.found or "")


def test_a_skip_that_names_nothing_is_refused() -> None:
    with pytest.raises(ConfigError, match="no operation"):
        probe(DOCUMENT, Probe(skip=("GET /tt",)), {}, service)


def test_paths_that_begin_with_the_servers_are_asked_for_there() -> None:
    document = loads(orjson.dumps({**DOCUMENT.data, "servers": [{"url": "/v1"}]}), "t.json")
    asked: list[str] = []

    def based(calls: Sequence[Mapping[str, Any]]) -> Told:
        asked.append(calls[0]["target"])
        good = 200 if calls[0]["target"].startswith("/v1/") else 404
        return service(calls, success=good)

    assert probe(document, Probe(), {}, based).findings == []
    assert asked == ["/t", "/v1/t"]
    asked.clear()
    assert probe(document, Probe(), {}, lambda c: (asked.append("once"), service(c))[1])
    assert asked == ["once"]


def test_paths_are_where_the_document_has_them_while_one_of_them_answers() -> None:
    paths = {"/t": {"get": OPERATION}, "/u": {"get": OPERATION}}
    data = {**DOCUMENT.data, "servers": [{"url": "/v1"}], "paths": paths}
    asked: list[str] = []

    def half(calls: Sequence[Mapping[str, Any]]) -> Told:
        asked.append(calls[0]["target"])
        told = service(calls)
        told[0][0]["status"] = 404
        return told

    made = probe(loads(orjson.dumps(data), "t.json"), Probe(), {}, half)
    assert asked == ["/t"]
    assert "404" in made.findings[0].message


@pytest.mark.parametrize(("url", "times"), [("/", 2), ("https://example.com", 1)])
def test_an_application_that_takes_https_alone_is_asked_so(url: str, times: int) -> None:
    data = {**DOCUMENT.data, "servers": [{"url": url}]}
    asked: list[str] = []

    def moved(calls: Sequence[Mapping[str, Any]]) -> Told:
        asked.append(calls[0]["scheme"])
        told = service(calls)
        for [answer] in told:
            answer["headers"].append(["location", "https://example.com/t"])
        return told

    probe(loads(orjson.dumps(data), "t.json"), Probe(), {}, moved)
    assert len(asked) == times
    assert asked[-1] == "https"


def test_of_what_documents_are_silent_is_told_once_for_all_operations() -> None:
    number = {"name": "n", "in": "query", "schema": {"enum": ["a"]}}
    operation = {**OPERATION, "parameters": [number]}
    paths = {"/t": {"get": operation}, "/u": {"get": operation}}
    data = {**DOCUMENT.data, "paths": paths}
    made = probe(loads(orjson.dumps(data), "t.json"), Probe(), {}, service)
    [found] = made.findings
    assert found.message.startswith("GET /t (invalid, n is wrong): 422: ")
    assert found.message.endswith("nor in 1 more operations")
    wrong = probe(
        loads(orjson.dumps(data), "t.json"), Probe(), {}, lambda c: service(c, success=418)
    )
    faults = [f.message for f in wrong.findings if f.severity.value == "breaking"]
    assert [message.partition(":")[0] for message in faults] == ["GET /t", "GET /u"]


def test_a_fault_of_an_operation_is_told_once_for_all_of_its_variants() -> None:
    flag = {"name": "flag", "in": "query", "schema": {"enum": ["a", "b"]}}
    paths = {"/t": {"get": {**OPERATION, "parameters": [flag]}}}
    document = loads(orjson.dumps({**DOCUMENT.data, "paths": paths}), "t.json")
    made = probe(document, Probe(require_headers=("X-O",)), {}, service)
    assert made.asked["variant"] == 2
    of_good = [f.message for f in made.findings if f.message.startswith("GET /t: ")]
    assert of_good == ["GET /t: 200: it has no X-O"]
    assert not [f for f in made.findings if f.message.startswith("GET /t (all")]
    only = probe(document, Probe(), {}, lambda calls: service(calls, variant=500))
    told = [f.message.partition(":")[0] for f in only.findings if f.severity.value == "breaking"]
    assert told == ["GET /t (all that is optional)"]


def test_a_secret_is_in_no_message() -> None:
    document = loads(
        orjson.dumps(
            {
                **DOCUMENT.data,
                "paths": {"/t": {"get": {**OPERATION, "security": [{"q": []}]}}},
                "components": {
                    "securitySchemes": {"q": {"type": "apiKey", "in": "query", "name": "key"}}
                },
            }
        ),
        "t.json",
    )

    def telling(calls: Sequence[Mapping[str, Any]]) -> Told:
        told = service(calls, anonymous=401)
        told[0][0]["raised"] = f"KeyError: {calls[0]['target']}"
        return told

    def repeating(calls: Sequence[Mapping[str, Any]]) -> Told:
        told = service(calls, anonymous=401)
        told[0][0]["raised"] = "KeyError: has s3cretive"
        return told

    made = probe(document, Probe(), {"key": "s3 cret"}, telling)
    assert "KeyError: /t?key=…" in made.findings[0].message
    assert "cret" not in str(made.rows)
    bearer = probe(document, Probe(), {"Authorization": "Bearer s3cretive"}, repeating)
    assert "has …" in bearer.findings[0].message
    plain = probe(document, Probe(), {"key": "e"}, telling)
    assert "KeyError: /t?key=e" in plain.findings[0].message


def test_where_no_error_could_be_forced_the_header_of_a_500_is_not_known() -> None:
    def unforced(calls: Sequence[Mapping[str, Any]]) -> Told:
        told = service(calls)
        return [
            [] if call["kind"] == "error" else each for call, each in zip(calls, told, strict=True)
        ]

    made = probe(DOCUMENT, Probe(require_headers=("X-Trace-Id",)), {}, unforced)
    warned = [found.message for found in made.findings if found.severity.value == "warning"]
    assert warned == [
        "no error could be forced in any operation: whether a 500 has X-Trace-Id is not known"
    ]
    none = probe(DOCUMENT, Probe(), {}, unforced).findings
    assert "warning" not in {found.severity.value for found in none}


def test_what_was_left_out_for_want_of_time_is_told_once() -> None:
    flag = {"name": "flag", "in": "query", "schema": {"type": "boolean"}}
    paths = {"/t": {"get": {**OPERATION, "parameters": [flag]}}}
    document = loads(orjson.dumps({**DOCUMENT.data, "paths": paths}), "t.json")

    def short(calls: Sequence[Mapping[str, Any]]) -> Told:
        told = service(calls)
        return [[] if call["spare"] else got for call, got in zip(calls, told, strict=True)]

    [found] = probe(document, Probe(), {}, short).findings
    assert "3 requests were not made" in found.message
    assert found.severity.value == "warning"
