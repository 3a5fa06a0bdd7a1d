"""The rules about parameters as such; `kind_rows` has what is said of their schemas."""

from __future__ import annotations

from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED
from offramp.contract.rulebook.rule_documents import DEFAULTED as _D
from offramp.contract.rulebook.rule_documents import STRING as _S
from offramp.contract.rulebook.rule_documents import Rule, op, q
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
PARAMETERS = (
    Rule("new-required-request-parameter", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "Callers who do not send the parameter are refused.", op(), q(required=True), q()),
    Rule("new-request-path-parameter", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "A path parameter must be sent.", op(), op(parameters=[
            {"name": "i", "in": "path", "required": True, "schema": _S}]), q()),
    Rule("new-required-request-default-parameter-to-existing-path", _B, NARROWED, "request",
        "parameters", "O 4.8.12.2",
        "The parameter must be sent: a default does not stand in for what is required.", op(),
        q(required=True, schema=_D), q(schema=_D)),
    Rule("new-optional-request-parameter", _I, WIDENED, "request", "parameters", "O 4.8.12.2",
        "Callers need not send the parameter.", op(), q(), op()),
    Rule("new-optional-request-default-parameter-to-existing-path", _I, WIDENED, "request",
        "parameters", "O 4.8.12.2", "Callers need not send the parameter.", op(), q(schema=_D),
        q()),
    Rule("request-parameter-removed", _W, WIDENED, "request", "parameters", "O 4.8.12",
        "What is not declared is commonly ignored: callers are answered, and not as they asked.",
        q(), op(), q()),
    Rule("request-parameter-removed-with-deprecation", _I, WIDENED, "request", "parameters",
        "O 4.8.12", "The parameter is gone, as had been announced.", q(deprecated=True), op(),
        q()),
    Rule("request-parameter-removed-before-sunset", _B, WIDENED, "request", "parameters",
        "RFC 8594", "The parameter is gone before the day that was announced.",
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), op(), q(deprecated=True)),
    Rule("request-parameter-became-required", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "Callers who do not send the parameter are refused.", q(), q(required=True),
        q(required=False)),
    Rule("request-parameter-became-optional", _I, WIDENED, "request", "parameters", "O 4.8.12.2",
        "Callers need not send the parameter.", q(required=True), q(), q(required=True)),
    Rule("request-parameter-serialization-changed", _B, CHANGED, "request", "parameters",
        "O 4.8.12.2", "The same value is written in another way (style, explode, content).",
        q(schema={"type": "array"}), q(schema={"type": "array"}, style="pipeDelimited"),
        q(schema={"type": "array"}, style="form", explode=True)),
    Rule("request-parameter-characters-forbidden", _B, NARROWED, "request", "parameters",
        "O 4.8.12.2", "Values that were taken are refused (allowReserved, allowEmptyValue).",
        q(allowReserved=True), q(), q(allowReserved=True)),
    Rule("request-parameter-characters-allowed", _I, WIDENED, "request", "parameters",
        "O 4.8.12.2", "More values are taken (allowReserved, allowEmptyValue).", q(),
        q(allowReserved=True), q(allowReserved=False)),
    Rule("request-parameter-sunset-parse", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day on which the parameter goes is no date.", q(),
        q(deprecated=True, **{"x-sunset": "soon"}), q(deprecated=True)),
    Rule("request-parameter-sunset-deleted", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day on which the parameter goes was announced and is withdrawn.",
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), q(deprecated=True), q()),
    Rule("request-parameter-deprecated-sunset-missing", _B, NOTE, "request", "parameters",
        "RFC 8594", "The policy asks for a day, and the deprecation names none.",
        None, None, None),
    Rule("request-parameter-sunset-date-too-small", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day is nearer than the policy allows.", None, None, None),
    Rule("request-parameter-sunset-date-changed-too-small", _B, NOTE, "request", "parameters",
        "RFC 8594", "The day was moved forward, nearer than the policy allows.",
        None, None, None),
    Rule("request-parameter-deprecated-with-sunset", _I, NOTE, "request", "parameters", "RFC 8594",
        "The parameter is announced to go on a day.", q(),
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), q(deprecated=True)),
)
# fmt: on
