from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

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
STATUS = {"success": 200, "path": 404, "method": 405, "error": 500}
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
    assert made.asked == made.shown == {"error": 1, "method": 1, "path": 1, "success": 1}
    assert list(made.left) == ["DELETE /t"]
    assert made.planted == ["a missing X-Trace-Id", "an undocumented status"]
    assert made.rows[1] == {
        "operation": "GET /t",
        "kind": "success",
        "target": "/t",
        "statuses": [200],
        "shown": True,
    }


def test_a_missing_header_is_found_in_each_answer() -> None:
    made = probe(DOCUMENT, Probe(require_headers=("X-Other",)), {}, service)
    assert {found.rule for found in made.findings} == {"probe-header-missing"}
    assert len(made.findings) == 4
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
