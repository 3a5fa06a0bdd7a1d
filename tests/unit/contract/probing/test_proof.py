from __future__ import annotations

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.probing.answers import Answer
from offramp.contract.probing.judging import Judge
from offramp.contract.probing.proof import prove
from offramp.contract.probing.requests import Call
from offramp.errors import CannotJudge
from offramp.findings import Finding

GOOD = Answer(
    200,
    (("content-type", "application/json"), ("x-trace-id", "1")),
    b'{"name": "a", "size": 3}',
    complete=True,
    cut="",
    raised="",
)
Calls = dict[tuple[str, str], Call]


class Blind(Judge):
    """A judge that sees no header."""

    def judge(self, call: Call, answers: object) -> list[Finding]:
        found = super().judge(call, answers)  # type: ignore[arg-type]
        return [each for each in found if each.rule != "probe-header-missing"]


def test_what_is_planted_is_found(side: Side, calls: Calls) -> None:
    call = calls["success", "GET /things/{id}"]
    found = prove(Judge(side, ["X-Trace-Id"]), ["X-Trace-Id"], call, GOOD)
    assert found == [
        "a missing X-Trace-Id",
        "a body that is no JSON",
        "an undocumented media type",
    ]
    listed = calls["success", "GET /things"]
    assert "an undocumented status" in prove(Judge(side, []), [], listed, GOOD)


def test_a_judge_that_does_not_see_a_missing_header_is_not_believed(
    side: Side, calls: Calls
) -> None:
    call = calls["success", "GET /things/{id}"]
    with pytest.raises(CannotJudge, match="a fault that was planted"):
        prove(Blind(side, ["X-Trace-Id"]), ["X-Trace-Id"], call, GOOD)


def test_a_document_that_allows_any_answer_proves_nothing() -> None:
    operation = {"responses": {"default": {"description": "k"}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"get": operation}}}
    side = Side(data, "3.1")
    found = side.operations(side.root.child("paths", "/t"))["GET"]
    call = Call("success", "GET /t", found, "GET", "/t", {})
    with pytest.raises(CannotJudge, match="cannot be tested"):
        prove(Judge(side, []), [], call, GOOD)


def test_of_an_answer_to_head_no_body_is_planted() -> None:
    content = {"application/json": {"schema": {"type": "integer"}}}
    operation = {"responses": {"200": {"description": "k", "content": content}}}
    data = {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"head": operation}}}
    side = Side(data, "3.1")
    found = side.operations(side.root.child("paths", "/t"))["HEAD"]
    call = Call("success", "HEAD /t", found, "HEAD", "/t", {})
    assert prove(Judge(side, []), [], call, GOOD) == ["an undocumented status"]


def test_of_an_answer_that_was_not_read_to_its_end_no_body_is_planted(
    side: Side, calls: Calls
) -> None:
    cut = GOOD._replace(cut="after 10 s", complete=False)
    found = prove(Judge(side, []), [], calls["success", "GET /things/{id}"], cut)
    assert found == ["an undocumented media type"]
