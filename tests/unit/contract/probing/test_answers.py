from __future__ import annotations

import json
from typing import Any

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.probing.answers import Answer, Judge
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
