"""The peer's recorded errors set beside offramp's findings."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from conformance import recorded
from conformance.recorded import ANOTHER, SAME, Match, Pair, matches, sides
from offramp.contract import Options
from offramp.findings import Severity


def document(schema: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    post = {"requestBody": body, "responses": {"200": {"description": "k"}}}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/t": {"post": post}}}


STRING = document({"type": "string"})
SHORT = document({"type": "string", "maxLength": 3})


def pair(base: Any, cand: Any, *rules: str, level: int = 3) -> Pair:
    place = {"operation": "POST", "path": "/t", "level": level}
    return Pair("p", base, cand, Options(), [{"id": rule, **place} for rule in rules])


def test_each_error_gets_its_outcome() -> None:
    both = pair(STRING, SHORT, "request-body-max-length-set", "request-body-type-changed")
    assert matches(both) == [
        Match("p", "request-body-max-length-set", SAME),
        Match("p", "request-body-type-changed", ANOTHER),
    ]


def test_a_break_of_the_other_direction_is_no_agreement() -> None:
    assert matches(pair(STRING, SHORT, "response-body-x"))[0].outcome is None


def test_what_offramp_alone_calls_harmless_is_argued_by_class() -> None:
    found = matches(pair(SHORT, STRING, "request-body-max-length-unset"))
    assert [match.outcome for match in found] == ["the request may be more than before"]


def test_what_is_less_than_an_error_is_not_looked_at() -> None:
    assert matches(pair(SHORT, STRING, "request-body-x", level=2)) == []


def test_sides() -> None:
    assert sides(pair(STRING, SHORT, "x")) == ["both"]
    assert sides(pair(STRING, SHORT)) == ["offramp alone", "by an example"]
    assert sides(pair(SHORT, STRING, "x")) == ["oasdiff alone"]
    assert sides(pair(SHORT, STRING)) == ["neither"]


def test_the_peers_options_are_policy(tmp_path: Path) -> None:
    flags = ["--deprecation-days-stable", "30", "--include-checks", "api-tag-removed", "-p", "a"]
    case = {"name": "n", "dir": "fwd", "base": STRING, "cand": SHORT, "flags": flags, "peer": []}
    (tmp_path / "edits.jsonl.gz").write_bytes(gzip.compress(json.dumps(case).encode()))
    (read,) = recorded.edits(tmp_path)
    assert read.name == "n fwd"
    assert read.options.deprecation_days == 30
    assert read.options.severities == {"api-tag-removed": Severity.BREAKING}
    assert read.options.include == ("*a*",)
