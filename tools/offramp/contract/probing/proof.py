"""The probe's proof of itself: faults are planted in real answers, and each must be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offramp.contract.probing.answers import Answer
from offramp.contract.probing.judging import Judge
from offramp.contract.probing.requests import Call
from offramp.errors import CannotJudge

_TYPE = "application/x-offramp-planted"
_STATUSES = (299, 298, 418)


def prove(judge: Judge, required: Sequence[str], call: Call, answer: Answer) -> list[str]:
    """Show that the judgement can fail on this document.

    Args:
        judge: what judges.
        required: the headers that every answer must have.
        call: one that was answered as it was to be.
        answer: its answer, which the judge has nothing against.

    Returns:
        What was planted and found.

    Raises:
        CannotJudge: a fault was not found, or there is none to plant.
    """
    found = []
    for rule, what, planted in _planted(judge, required, call, answer):
        if not any(each.rule == rule for each in judge.judge(call, [planted])):
            raise CannotJudge(
                "the probe did not see a fault that was planted",
                expected=f"{rule} for {what} in {call.name}",
                found="nothing against it",
                next="this is a fault of offramp: please report it with the document",
            )
        found.append(what)
    if not found:
        raise CannotJudge(
            "the probe cannot be tested on this document",
            expected="a required header, or an operation whose answers the document describes",
            found=f"{call.name}, which may answer anything",
            next="name a header in require-headers of [tool.offramp.probe]",
        )
    return found


def _planted(
    judge: Judge, required: Sequence[str], call: Call, answer: Answer
) -> Iterator[tuple[str, str, Answer]]:
    for name in required:
        kept = tuple(each for each in answer.headers if each[0] != name.lower())
        yield "probe-header-missing", f"a missing {name}", answer._replace(headers=kept)
    status = next((each for each in _STATUSES if judge.response(call, each) is None), None)
    if status is not None:
        what = "an undocumented status"
        yield "probe-status-undocumented", what, answer._replace(status=status)
    response = judge.response(call, answer.status)
    content = response.get("content") if response and call.method != "HEAD" else None
    if content and _is_json(answer) and not answer.cut:
        broken = answer._replace(body=b"{")
        yield "probe-body-mismatch", "a body that is no JSON", broken
    if content and answer.body and "*/*" not in content and "application/*" not in content:
        kept = tuple(each for each in answer.headers if each[0] != "content-type")
        other = answer._replace(headers=(*kept, ("content-type", _TYPE)))
        yield "probe-media-type-undocumented", "an undocumented media type", other


def _is_json(answer: Answer) -> bool:
    kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
