"""What a kind of call is to show, and whether it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offramp.contract.probing.answers import Answer
from offramp.contract.probing.requests import Call
from offramp.findings import Severity

Problem = tuple[str, Severity, str]
"""A rule, what it weighs, and what is wrong."""
_GOAL = {
    "path": ("404", (404,)),
    "method": ("405", (405, 501)),
    "invalid": ("a refusal", range(400, 500)),
    "anonymous": ("401", (401, 403)),
    "limit": ("429", (429,)),
    "error": ("500", range(500, 600)),
    "success": ("a successful answer", range(200, 400)),
    "variant": ("a successful answer", range(200, 400)),
}
"""What a kind of call is to show, and by which statuses it is shown."""


def of_goal(call: Call, answers: Sequence[Answer]) -> Iterator[Problem]:
    """Iterate over what the answers to a call do not show."""
    goal, _ = _GOAL[call.kind]
    if is_shown(call, answers) or (answers and not answers[-1].status):
        return
    is_answered = any(200 <= answer.status < 400 for answer in answers)
    if not answers and call.is_spare:
        return  # the summary counts these, and one finding tells of them all
    if not answers:
        message = "no error was forced: nothing tells which function answers"
        yield "probe-not-shown", Severity.INFO, message
    elif call.kind == "anonymous" and is_answered:
        message = "it was answered without the credentials that it asks for"
        yield "probe-access-open", Severity.BREAKING, message
    elif call.kind == "invalid" and is_answered:
        message = "the request is one that the document rules out"
        yield "probe-invalid-accepted", Severity.WARNING, message
    elif call.kind == "variant":
        return  # the good request is told of, and the summary counts these
    elif call.kind == "limit":
        yield "probe-not-shown", Severity.INFO, f"no 429 came in {call.most} requests"
    else:
        if call.kind == "method" and call.method != "TRACE":
            return  # others may be answered, without a word in the document
        severity = Severity.WARNING if call.kind == "success" else Severity.INFO
        yield "probe-not-shown", severity, f"it does not show {goal}"


def is_shown(call: Call, answers: Sequence[Answer]) -> bool:
    """Whether one of the answers is what a call was to show."""
    return any(answer.status in _GOAL[call.kind][1] for answer in answers)
