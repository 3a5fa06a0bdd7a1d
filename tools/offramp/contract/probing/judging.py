"""Hold an answer against what the document says of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from offramp.contract.documents.side import At, Side
from offramp.contract.documents.standalone import Standalone, TooLarge
from offramp.contract.probing.answers import Answer
from offramp.contract.probing.goals import Problem, of_goal
from offramp.contract.probing.requests import Call
from offramp.contract.witnesses.wire import readings
from offramp.findings import Finding, Severity

_BODILESS = frozenset({204, 205, 304})
_NOT_FOUND = 404
_BEGINNING = "at its beginning"
"""Where ``emitter/probe.py`` stops reading what nobody has asked for."""
_LONGEST = 200
_REFUSALS = {"invalid": ("400", "415", "422"), "anonymous": ("401", "403")}
"""The statuses by which a document tells that a kind of call is refused."""


class _DoubtError(Exception):
    """A value cannot be compared with a schema; the text says why."""


class Judge:
    """Judges answers by one document.

    Args:
        side: the document.
        required: names of headers that every answer must have.
    """

    def __init__(self, side: Side, required: Sequence[str]) -> None:
        self._side = side
        self._required = required
        self._writer = Standalone(side, "response")
        self._validators: dict[str, Any] = {}

    def judge(self, call: Call, answers: Sequence[Answer]) -> list[Finding]:
        """Return what is wrong with the answers to a call, and what they do not show."""
        last = answers[-1].status if answers else None
        problems = [(each.status, told) for each in answers for told in self._of_one(call, each)]
        goals = [(last, told) for told in of_goal(call, answers)]
        words = [word for word in (call.kind, call.case) if word not in ("success", "variant", "")]
        case = f" ({', '.join(words)})" if words else ""
        findings = []
        for status, (rule, severity, message) in [*problems, *goals]:
            came = "" if status is None else f": {status or 'no answer'}"
            told = f"{call.name}{case}{came}: {message}"
            findings.append(Finding(rule=rule, severity=severity, message=told))
        return findings

    def _of_one(self, call: Call, answer: Answer) -> Iterator[Problem]:
        yield from self._of_headers(answer)
        yield from _of_errors(call, answer)
        if call.operation is not None and answer.status:
            yield from self._of_document(call, answer)

    def response(self, call: Call, status: int) -> At | None:
        """Return the response that is documented for a status (OpenAPI 3.1, section 4.8.16)."""
        if call.operation is None:
            return None
        responses = {k.upper(): at for k, at in call.operation.at.child("responses").members()}
        for key in (str(status), f"{status // 100}XX", "DEFAULT"):
            if key in responses:
                return self._side.follow(responses[key])
        return None

    def _of_headers(self, answer: Answer) -> Iterator[Problem]:
        for name in self._required:
            if answer.header(name) is None:
                yield "probe-header-missing", Severity.BREAKING, f"it has no {name}"

    def _of_document(self, call: Call, answer: Answer) -> Iterator[Problem]:
        response = self.response(call, answer.status)
        if response is None:
            # a path that is wrong may be none, and an error of the server's has a rule of its own
            if answer.status < 500 and not (call.is_path and answer.status == _NOT_FOUND):
                message = "the document does not know this status here"
                yield "probe-status-undocumented", self._of_silence(call, answer), message
            return
        yield from self._of_told_headers(response, answer)
        if call.method == "HEAD":
            return
        if answer.status in _BODILESS:
            if answer.body:
                message = "it has a body, which this status never has (RFC 9110)"
                yield "probe-body-mismatch", Severity.BREAKING, message
            return
        yield from self._of_content(response.child("content"), answer)

    def _of_told_headers(self, response: At, answer: Answer) -> Iterator[Problem]:
        for name, at in response.child("headers").members():
            header = self._side.follow(at)
            value = answer.header(name)
            if name.lower() == "content-type":  # ignored there (OpenAPI 3.1, section 4.8.17.1)
                continue
            if value is None:
                if header.get("required") is True:
                    message = f"it has no {name}, which the document requires"
                    yield "probe-header-missing", Severity.BREAKING, message
            elif not self._is_header(header.child("schema"), value):
                message = f"its {name} does not fit its schema"
                yield "probe-header-mismatch", Severity.BREAKING, message

    @staticmethod
    def _of_silence(call: Call, answer: Answer) -> Severity:
        """Weigh an undocumented status: who tells of no refusal at all did not tell a wrong one."""
        told = call.operation.at.child("responses").raw if call.operation else None
        is_refused = 400 <= answer.status < 500 and call.kind in _REFUSALS
        if is_refused and not {*_REFUSALS[call.kind]} & {*(told or ())}:
            return Severity.WARNING
        return Severity.BREAKING

    def _is_header(self, schema: At, value: str) -> bool:
        """Whether one way to read a header's text fits (OpenAPI 3.1, section 4.8.21)."""
        if schema.raw is None:
            return True
        lists = [each.strip() for each in value.split(",")]
        ways = [way for text in (value, lists) for way in readings(text)]
        try:
            found = [self._misfit(schema, way) for way in ways]
        except _DoubtError:
            return True
        return None in found or self._side.follow(schema).get("type") == "object"

    def _of_content(self, content: At, answer: Answer) -> Iterator[Problem]:
        given = (answer.header("content-type") or "").partition(";")[0].strip().lower()
        if not content.raw:
            if answer.body:
                message = (
                    f"it has a body ({given or 'of no type'}), of which the document is silent"
                )
                # of errors few documents tell more than their status
                severity = Severity.WARNING if answer.status < 400 else Severity.INFO
                yield "probe-media-type-undocumented", severity, message
            return
        known = {k.partition(";")[0].strip().lower(): at for k, at in content.members()}
        ranges = (given, given.partition("/")[0] + "/*", "*/*")
        media = next((known[key] for key in ranges if key in known), None)
        if media is None:
            message = f"its media type is {given or 'not said'}, documented: {', '.join(known)}"
            yield "probe-media-type-undocumented", Severity.BREAKING, message
            return
        if answer.cut == _BEGINNING:
            return
        if answer.cut:
            message = f"it went on, and was read {answer.cut} only: its body is not compared"
            yield "probe-not-shown", Severity.INFO, message
            return
        is_json = given == "application/json" or given.endswith("+json")
        schema = self._side.follow(media).child("schema")
        if is_json or (given.startswith("text/") and schema.get("type") == "string"):
            yield from self._of_body(schema, answer, is_json=is_json)

    def _of_body(self, schema: At, answer: Answer, *, is_json: bool) -> Iterator[Problem]:
        try:
            body = answer.decoded()
            value = json.loads(body, parse_constant=_no_json) if is_json else body.decode()
        except LookupError as error:
            yield "probe-not-shown", Severity.INFO, f"its body is not compared: {error}"
            return
        except (ValueError, RecursionError, zlib.error) as error:
            message = f"its body cannot be read: {error}"
            yield "probe-body-mismatch", Severity.BREAKING, message
            return
        try:
            misfit = self._misfit(schema, value)
        except _DoubtError as doubt:
            message = f"its body cannot be compared with its schema: {doubt}"
            yield "probe-not-shown", Severity.WARNING, message
            return
        if misfit is not None:
            way = "".join(f"/{step}" for step in misfit.instance_path)
            message = f"its body does not fit its schema: {way or 'all of it'}: {misfit.message}"
            yield "probe-body-mismatch", Severity.BREAKING, " ".join(message.split())[:_LONGEST]

    def _misfit(self, schema: At, value: Any) -> Any:
        """Return the first thing that is wrong with a value, as the validator tells it, or None."""
        if schema.raw is None:
            return None
        import jsonschema_rs

        try:
            return next(iter(self._validator(schema, value).iter_errors(value)), None)
        except (
            TooLarge,
            ValueError,
            TypeError,
            RecursionError,
            jsonschema_rs.ReferencingError,
        ) as doubt:
            raise _DoubtError(type(doubt).__name__) from doubt

    def _validator(self, schema: At, value: Any) -> Any:
        """Return what compares values with a schema; where it is too large, with what is met."""
        import jsonschema_rs

        known = self._validators.get(schema.pointer)
        if known is None:
            try:
                written, is_whole = self._writer.whole((schema,)), True
            except TooLarge:
                written, is_whole = self._writer.slice((schema,), value), False
            known = jsonschema_rs.validator_for(written, validate_formats=True, offline=True)
            if is_whole:
                self._validators[schema.pointer] = known
        return known


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is no JSON (RFC 8259, section 6)")


def _of_errors(call: Call, answer: Answer) -> Iterator[Problem]:
    rule = "probe-server-error"
    if call.kind == "error":
        return
    if not answer.status:
        why = answer.raised or f"nothing was sent, it was stopped {answer.cut or 'at its end'}"
        yield rule, Severity.BREAKING, why
    elif answer.raised and not answer.complete:
        yield rule, Severity.BREAKING, f"it broke off: {answer.raised}"
    elif answer.raised and answer.status < 500:
        yield rule, Severity.WARNING, f"after its answer it raised {answer.raised}"
    elif not answer.complete and not answer.cut:
        yield rule, Severity.BREAKING, "it returned before its answer was complete"
    elif answer.status >= 500 and not _says(call, answer.status):
        yield rule, Severity.BREAKING, answer.raised or "the document does not know this status"


def _says(call: Call, status: int) -> bool:
    """Whether an operation documents an error of the server's that is none of the code's."""
    said = call.operation.at.child("responses").raw if call.operation else None
    return status not in (500, 501) and isinstance(said, dict) and str(status) in said
