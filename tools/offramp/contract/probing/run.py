"""Make the calls, have the application answer them in its own environment, judge, prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote

from offramp.config import Probe
from offramp.contract.documents.side import Side
from offramp.contract.probing.answers import Answer
from offramp.contract.probing.goals import is_shown
from offramp.contract.probing.judging import Judge
from offramp.contract.probing.proof import prove
from offramp.contract.probing.requests import Call, Plan, names_of, plan
from offramp.contract.reading.document import Document
from offramp.errors import CannotJudge, ConfigError
from offramp.findings import Finding, Severity

_NOT_FOUND = 404
_SECRET = 6
"""Characters; a shorter word is no secret, and is met in any text."""
_SILENT = "probe-status-undocumented"
Answering = Callable[[Sequence[Mapping[str, Any]]], Sequence[Sequence[Mapping[str, Any]]]]
"""Sends calls, and returns the answers of each."""


@dataclass(frozen=True)
class Probed:
    """What an application answered.

    Attributes:
        findings: what is wrong, the worst first, then what was not shown.
        rows: each call as plain data: what was asked, which statuses came, whether they show it.
        shown: kind of call → how many showed what they were to show.
        asked: kind of call → how many were made.
        left: operations that were not called → why.
        planted: the faults that were planted, and found.
    """

    findings: list[Finding]
    rows: list[dict[str, Any]]
    shown: Mapping[str, int]
    asked: Mapping[str, int]
    left: Mapping[str, str]
    planted: list[str]


def probe(
    document: Document, asked: Probe, credentials: Mapping[str, str], answering: Answering
) -> Probed:
    """Call every operation that may be called, and judge what it answers.

    Args:
        document: the application's, valid.
        asked: the settings.
        credentials: header → value.
        answering: calls the application.

    Raises:
        ConfigError: ``skip`` names no operation of the document.
        CannotJudge: there is nothing to call, no operation answered with success, or a planted
            fault was not found.
    """
    side = Side(document.data, document.version)
    _check_skips(side, asked)
    planned = plan(side, asked, credentials)
    if not any(call.operation for call in planned.calls):
        raise CannotJudge(
            "no operation may be called",
            expected="an operation that methods in [tool.offramp.probe] lists and skip does not",
            found="\n".join(f"{name}: {why}" for name, why in planned.left.items()) or "no path",
            next="list more methods, or take [tool.offramp.probe] out of the settings",
        )
    answers = _asked(planned.calls, answering)
    if elsewhere := _elsewhere(planned, answers):
        answers = _asked(elsewhere, answering)
    judge = Judge(side, asked.require_headers)
    judged = [(call, got, judge.judge(call, got)) for call, got in answers]
    findings = [*_distinct(judged), *_left(planned), *_unforced(asked, answers)]
    findings += _unmade(answers)
    words = {word for value in credentials.values() for word in (value, *value.split()[1:])}
    secrets = [word for word in words if len(word) >= _SECRET]
    findings = [replace(found, message=_hidden(found.message, secrets)) for found in findings]
    return Probed(
        findings=sorted(set(findings), key=lambda f: (f.severity.rank, f.rule, f.message)),
        rows=[_row(call, got, secrets) for call, got in answers],
        shown=_count(call for call, got in answers if is_shown(call, got)),
        asked=_count(call for call, _ in answers),
        left=planned.left,
        planted=_proved(judge, asked, judged),
    )


def _asked(calls: Sequence[Call], answering: Answering) -> list[tuple[Call, list[Answer]]]:
    told = answering([call.to_dict() for call in calls])
    return [(call, [Answer.of(a) for a in each]) for call, each in zip(calls, told, strict=True)]


def _elsewhere(planned: Plan, answers: Sequence[tuple[Call, list[Answer]]]) -> list[Call]:
    """Return the calls as they are to be made where all that is good was sent to the wrong place.

    The document's paths go on from its server's, which an application may have or not; and one
    that takes https alone sends all else there.
    """
    good = [each for call, got in answers if call.kind == "success" for each in got]
    base, calls = planned.server.base, planned.calls
    if base and all(each.status == _NOT_FOUND for each in good):
        return [call._replace(target=base + call.target) for call in calls]
    moved = [(each.header("location") or "").startswith("https://") for each in good]
    if good and planned.server.scheme == "http" and all(moved):
        server = planned.server._replace(scheme="https")
        return [call._replace(server=server) for call in calls]
    return []


def _distinct(judged: Sequence[tuple[Call, list[Answer], list[Finding]]]) -> list[Finding]:
    """Return the findings, each once for an operation: a fault of it comes back in many calls.

    Where documents are silent about a refusal, they are so in many operations: it is told once.
    """
    kept: dict[Any, tuple[Finding, set[str]]] = {}
    for call, _, found in judged:
        kind = "success" if call.kind == "variant" else call.kind
        for each in found:
            is_silent = each.rule == _SILENT and each.severity is Severity.WARNING
            about = each.message.partition(": ")[2]
            key = (None if is_silent else call.name, kind, each.rule, about)
            kept.setdefault(key, (each, set()))[1].add(call.name)
    return [
        replace(each, message=f"{each.message}, nor in {len(names) - 1} more operations")
        if len(names) > 1
        else each
        for each, names in kept.values()
    ]


def _unforced(asked: Probe, answers: Sequence[tuple[Call, list[Answer]]]) -> list[Finding]:
    forced = [is_shown(call, got) for call, got in answers if call.kind == "error"]
    if any(forced) or not asked.require_headers:
        return []
    names = ", ".join(asked.require_headers)
    message = f"no error could be forced in any operation: whether a 500 has {names} is not known"
    return [_not_shown(message)]


def _unmade(answers: Sequence[tuple[Call, list[Answer]]]) -> list[Finding]:
    count = sum(call.is_spare and not got for call, got in answers)
    message = f"{count} requests were not made: half of timeout in [tool.offramp.openapi] was over"
    return [_not_shown(message)] if count else []


def _not_shown(message: str) -> Finding:
    return Finding(rule="probe-not-shown", severity=Severity.WARNING, message=message)


def _hidden(text: str, secrets: Sequence[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, "…")
    return text


def _proved(
    judge: Judge, asked: Probe, judged: Sequence[tuple[Call, list[Answer], list[Finding]]]
) -> list[str]:
    """Prove the judge on an answer that it has nothing against; what fails needs no proof."""
    good = [
        (call, got[0])
        for call, got, found in judged
        if call.kind in ("success", "variant") and is_shown(call, got)
        if not any(each.severity is Severity.BREAKING for each in found)
    ]
    if good:
        return prove(judge, asked.require_headers, *good[0])
    if any(found.severity is Severity.BREAKING for _, _, each in judged for found in each):
        return []
    seen = [f"{c.name}: {g[0].status}" for c, g, _ in judged if c.kind == "success"]
    raise CannotJudge(
        "no operation answered with success",
        expected="at least one answer of 2xx, as the document describes it",
        found="\n".join(seen),
        next="credentials and variables in [tool.offramp.probe] may let requests in; examples in "
        "the document say what to ask for",
    )


def _check_skips(side: Side, asked: Probe) -> None:
    names = names_of(side)
    for pattern in asked.skip:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise ConfigError(
                "skip in [tool.offramp.probe] names what is no operation",
                expected="a method and a path of the document, with * for any text",
                found=repr(pattern),
                next="take it out, or correct it",
            )


def _left(planned: Plan) -> list[Finding]:
    """Tell of what could not be called; what the settings leave out is told in the summary."""
    return [
        _not_shown(f"{name}: {why}")
        for name, why in planned.left.items()
        if why.startswith("no request")
    ]


def _row(call: Call, answers: Sequence[Answer], secrets: Sequence[str]) -> dict[str, Any]:
    # headers and bodies may hold what is nobody else's business
    return {
        "operation": call.name,
        "kind": call.kind,
        "case": call.case,
        "target": _hidden(call.target, secrets),
        "statuses": [answer.status for answer in answers],
        "shown": is_shown(call, answers),
    }


def _count(calls: Any) -> dict[str, int]:
    return dict(sorted(Counter(call.kind for call in calls).items()))
