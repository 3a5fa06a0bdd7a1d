from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.probing.answers import Answer
from offramp.contract.probing.judging import Judge
from offramp.contract.probing.requests import Call

Calls = dict[tuple[str, str], Call]
THING = {"name": "lamp", "size": 3}
NO = {"error": "no"}


def answer_of(status: int, value: Any = None, **more: Any) -> Answer:
    """A JSON answer with a trace id; ``more`` are headers, ``None`` for none."""
    headers = {"content-type": "application/json", "x-trace-id": "1"}
    headers.update({name.replace("_", "-"): text for name, text in more.items()})
    kept = tuple((name, text) for name, text in headers.items() if text is not None)
    body = b"" if value is None else json.dumps(value).encode()
    return Answer(status, kept, body, complete=True, cut="", raised="")


CASES: list[tuple[str, str, Answer, list[str]]] = [
    ("success", "GET /things/{id}", answer_of(200, THING), []),
    ("success", "GET /things/{id}", answer_of(200, THING, x_trace_id=None), ["header-missing"]),
    ("success", "GET /things/{id}", answer_of(200, THING, x_trace_id=" "), ["header-missing"]),
    ("success", "GET /things/{id}", answer_of(200, {"name": 1}), ["body-mismatch"]),
    ("success", "GET /things/{id}", answer_of(200), ["body-mismatch"]),
    ("success", "GET /things", answer_of(200, [float("nan")]), ["body-mismatch"]),
    ("success", "GET /things/{id}", answer_of(404, NO), ["not-shown"]),
    ("success", "GET /things/{id}", answer_of(404, 3), ["body-mismatch", "not-shown"]),
    (
        "success",
        "GET /things/{id}",
        answer_of(200, THING, content_type="text/html"),
        ["media-type-undocumented"],
    ),
    (
        "success",
        "GET /things/{id}",
        answer_of(200, THING, content_type="application/json; charset=utf-8"),
        [],
    ),
    ("success", "POST /things", answer_of(201, THING, location="/things/1"), []),
    ("success", "POST /things", answer_of(201, THING), ["header-missing"]),
    ("success", "POST /things", answer_of(200, THING), ["status-undocumented"]),
    ("invalid", "POST /things", answer_of(422, NO), []),
    ("invalid", "POST /things", answer_of(422, {}), ["body-mismatch"]),
    ("invalid", "POST /things", answer_of(201, THING, location="/1"), ["invalid-accepted"]),
    ("anonymous", "POST /things", answer_of(401, NO), []),
    ("anonymous", "POST /things", answer_of(201, THING, location="/1"), ["access-open"]),
    ("success", "GET /health", answer_of(200), []),
    ("success", "GET /health", answer_of(200, {}), ["media-type-undocumented"]),
    ("success", "GET /health", answer_of(503, NO), ["not-shown"]),
    ("success", "GET /health", answer_of(500, NO), ["not-shown", "server-error"]),
    ("success", "DELETE /things/{id}", answer_of(204), []),
    ("success", "DELETE /things/{id}", answer_of(204, {}), ["body-mismatch"]),
    ("path", "GET /offramp-no-such-path", answer_of(404), []),
    ("path", "GET /offramp-no-such-path", answer_of(404, x_trace_id=None), ["header-missing"]),
    ("path", "GET /offramp-no-such-path", answer_of(200), ["not-shown"]),
    ("method", "TRACE /things", answer_of(405), []),
    ("method", "TRACE /things", answer_of(200), ["not-shown"]),
    ("method", "OPTIONS /things", answer_of(200), []),
    ("method", "OPTIONS /things", answer_of(200, x_trace_id=None), ["header-missing"]),
    ("method", "TRACE /things", answer_of(500), ["not-shown", "server-error"]),
    ("error", "GET /things/{id}", answer_of(500, NO), []),
    ("error", "GET /things/{id}", answer_of(500, 3), ["body-mismatch"]),
    ("error", "GET /things", answer_of(500, 3), []),  # not documented, and it was forced
    ("error", "GET /things", answer_of(500, x_trace_id=None), ["header-missing"]),
    ("limit", "GET /things", answer_of(429, NO), []),
    ("limit", "GET /things", answer_of(429, {}), ["body-mismatch"]),
    ("limit", "GET /things", answer_of(200, []), ["not-shown"]),
]


@pytest.mark.parametrize(("kind", "name", "answer", "rules"), CASES)
def test_what_is_found_in_an_answer(
    kind: str, name: str, answer: Answer, rules: list[str], side: Side, calls: Calls
) -> None:
    found = Judge(side, ["X-Trace-Id"]).judge(calls[kind, name], [answer])
    assert sorted(each.rule for each in found) == [f"probe-{rule}" for rule in rules]
    assert all(name in each.message for each in found)


@pytest.mark.parametrize(
    ("answer", "rules", "severity"),
    [
        (answer_of(0)._replace(raised="ValueError: no"), ["server-error"], "breaking"),
        (answer_of(0)._replace(cut="after 10 s"), ["server-error"], "breaking"),
        (
            answer_of(200, THING)._replace(raised="ValueError: no", complete=False),
            ["server-error"],
            "breaking",
        ),
        (answer_of(200, THING)._replace(complete=False), ["server-error"], "breaking"),
        (answer_of(200, THING)._replace(raised="ValueError: late"), ["server-error"], "warning"),
        (
            answer_of(200)._replace(cut="after 1 MiB", complete=False),
            ["not-shown"],
            "info",
        ),
    ],
)
def test_an_answer_that_did_not_come_to_its_end(
    answer: Answer, rules: list[str], severity: str, side: Side, calls: Calls
) -> None:
    found = Judge(side, []).judge(calls["success", "GET /things/{id}"], [answer])
    assert [each.rule for each in found] == [f"probe-{rule}" for rule in rules]
    assert [each.severity.value for each in found] == [severity]


def test_an_exception_that_nothing_answers_has_no_header(side: Side, calls: Calls) -> None:
    """T1-T5, on 500: the server answers then, and no layer of the application sees it."""
    none = Answer(0, (), b"", complete=False, cut="", raised="RuntimeError: forced")
    found = Judge(side, ["X-Trace-Id"]).judge(calls["error", "GET /things"], [none])
    assert [each.rule for each in found] == ["probe-header-missing"]


def test_every_answer_to_a_repeated_call_is_judged(side: Side, calls: Calls) -> None:
    answers = [answer_of(200, []), answer_of(200, [], x_trace_id=None), answer_of(429, NO)]
    found = Judge(side, ["X-Trace-Id"]).judge(calls["limit", "GET /things"], answers)
    assert [each.rule for each in found] == ["probe-header-missing"]


def test_an_error_that_could_not_be_forced_is_told(side: Side, calls: Calls) -> None:
    found = Judge(side, ["X-Trace-Id"]).judge(calls["error", "GET /things"], [])
    assert [(each.rule, each.severity.value) for each in found] == [("probe-not-shown", "info")]


def judged(
    kind: str, answer: Answer, *, is_path: bool = False, **operation: Any
) -> list[tuple[str, str]]:
    """Rules and severities for an answer to a call of an operation."""
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"get": operation}}}
    side = Side(data, "3.1")
    found = side.operations(side.root.child("paths", "/t"))["GET"]
    call = Call(kind, "GET /t", found, "GET", "/t", {}, is_path=is_path)
    told = Judge(side, []).judge(call, [answer])
    return [(each.rule.removeprefix("probe-"), each.severity.value) for each in told]


@pytest.mark.parametrize(
    ("kind", "status", "documented", "found"),
    [
        ("invalid", 422, [], [("status-undocumented", "warning")]),
        ("invalid", 422, ["404"], [("status-undocumented", "warning")]),
        ("invalid", 400, ["422"], [("status-undocumented", "breaking")]),
        ("invalid", 422, ["400"], [("status-undocumented", "breaking")]),
        ("anonymous", 401, [], [("status-undocumented", "warning")]),
        ("anonymous", 403, ["401"], [("status-undocumented", "breaking")]),
        ("success", 404, [], [("status-undocumented", "breaking"), ("not-shown", "warning")]),
        ("variant", 404, [], [("status-undocumented", "breaking")]),
        ("variant", 404, ["404"], []),
        (
            "invalid",
            302,
            [],
            [("status-undocumented", "breaking"), ("invalid-accepted", "warning")],
        ),
    ],
)
def test_a_refusal_of_which_a_document_is_silent_is_no_lie(
    kind: str, status: int, documented: list[str], found: list[tuple[str, str]]
) -> None:
    responses = {each: {"description": "k"} for each in ["200", *documented]}
    assert judged(kind, answer_of(status, content_type=None), responses=responses) == found


def test_where_a_path_is_wrong_there_may_be_nothing() -> None:
    responses = {"200": {"description": "k"}, "422": {"description": "no"}}
    assert judged("invalid", answer_of(404), is_path=True, responses=responses) == []
    assert judged("invalid", answer_of(404), responses=responses) != []
    assert judged("invalid", answer_of(400), is_path=True, responses=responses) != []


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        ({"type": "integer"}, "4", []),
        ({"type": "integer"}, "many", [("header-mismatch", "breaking")]),
        ({"type": "string"}, "4", []),
        ({"type": "boolean"}, "true", []),
        ({"type": "array", "items": {"type": "integer"}}, "1, 2", []),
        (
            {"type": "array", "items": {"type": "integer"}},
            "1, a",
            [("header-mismatch", "breaking")],
        ),
        ({"type": "object"}, "a=1", []),
        ({"type": "string", "format": "uuid"}, "a", [("header-mismatch", "breaking")]),
        ({"$ref": "other.json"}, "a", []),  # what cannot be compared is no fault
    ],
)
def test_a_header_is_read_as_its_schema_says(
    schema: Any, value: str, found: list[tuple[str, str]]
) -> None:
    headers = {"X-Count": {"schema": schema}, "Content-Type": {"schema": {"const": "none"}}}
    answer = answer_of(200, x_count=value, content_type="text/x")
    responses = {"200": {"description": "k", "headers": headers}}
    assert judged("success", answer, responses=responses) == found


def test_an_error_of_which_a_document_tells_the_status_alone_may_have_a_body() -> None:
    responses = {each: {"description": "k"} for each in ("200", "404")}
    [first, _] = judged("success", answer_of(404, NO), responses=responses)
    assert first == ("media-type-undocumented", "info")
    assert judged("success", answer_of(200, NO), responses=responses) == [
        ("media-type-undocumented", "warning")
    ]


CONTENT = {"application/json": {"schema": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("body", "coding", "found"),
    [
        (gzip.compress(b"1", mtime=0), "gzip", []),
        (gzip.compress(b'"1"', mtime=0), "gzip", [("body-mismatch", "breaking")]),
        (b"never mind", "gzip", [("body-mismatch", "breaking")]),
        (b"never mind", "br", [("not-shown", "info")]),
    ],
)
def test_a_body_is_judged_without_its_coding(
    body: bytes, coding: str, found: list[tuple[str, str]]
) -> None:
    answer = answer_of(200, content_encoding=coding)._replace(body=body)
    responses = {"200": {"description": "k", "content": CONTENT}}
    assert judged("success", answer, responses=responses) == found


def test_a_stream_that_nobody_wanted_is_not_told_of() -> None:
    answer = answer_of(200)._replace(body=b"1", cut="at its beginning", complete=False)
    responses = {"200": {"description": "k", "content": CONTENT}, "429": {"description": "slow"}}
    assert judged("limit", answer, responses=responses) == [("not-shown", "info")]
    cut = answer._replace(cut="after 10 s")
    assert len(judged("limit", cut, responses=responses)) == 2


def test_a_schema_with_more_parts_than_are_written_at_once_is_compared_all_the_same() -> None:
    parts = {f"p{n}": {"type": "object", "properties": {"n": {"const": n}}} for n in range(200)}
    schema = {"type": "object", "properties": parts}
    responses = {"200": {"description": "k", "content": {"application/json": {"schema": schema}}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"get": {"responses": responses}}}}
    side = Side(data, "3.1")
    operation = side.operations(side.root.child("paths", "/t"))["GET"]
    call, judge = Call("success", "GET /t", operation, "GET", "/t", {}), Judge(side, [])
    assert judge.judge(call, [answer_of(200, {"p7": {"n": 7}})]) == []
    [found] = judge.judge(call, [answer_of(200, {"p8": {"n": 7}})])
    assert "/p8/n" in found.message


def test_a_variant_is_told_by_what_it_is(side: Side, calls: Calls) -> None:
    call = calls["success", "GET /things"]._replace(kind="variant", case="limit=0")
    [found] = Judge(side, []).judge(call, [answer_of(418)])
    assert found.message.startswith("GET /things (limit=0): 418: ")
