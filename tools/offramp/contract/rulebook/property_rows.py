"""The rules about the properties of objects."""

from __future__ import annotations

from typing import Any

from offramp.contract.rulebook.kinds import NARROWED, NOTE, WIDENED
from offramp.contract.rulebook.rule_documents import DEFAULTED as _D
from offramp.contract.rulebook.rule_documents import STRING as _S
from offramp.contract.rulebook.rule_documents import Rule, body, prop
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


_RO = {**_S, "readOnly": True}
_WO = {**_S, "writeOnly": True}
# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
_REQ = ("request", "properties", "V 6.5.3")
_RES = ("response", "properties", "V 6.5.3")
_ONLY = "O 4.8.24"


def _p(schema: Any, required: bool = False) -> dict[str, Any]:
    return prop("request", schema, required)


def _r(schema: Any, required: bool = False) -> dict[str, Any]:
    return prop("response", schema, required)


PROPERTIES = (
    Rule("new-required-request-property", _B, NARROWED, *_REQ,
        "Callers do not know the property and do not send it.", _p(None), _p(_S, True), _p(_S)),
    Rule("new-required-request-property-with-default", _B, NARROWED, *_REQ,
        "The property must be sent: a default is an annotation and does not stand in for what "
        "is required.", _p(None), _p(_D, True), _p(_D)),
    Rule("new-optional-request-property", _I, NARROWED, *_REQ,
        "Callers do not know the name, so none sends it; unless the base says by "
        "additionalProperties what such a property is, it is information.",
        _p(None), _p(_S), _p(None)),
    Rule("request-property-became-required", _B, NARROWED, *_REQ,
        "Callers could leave the property out.", _p(_S), _p(_S, True), _p(_S)),
    Rule("request-property-became-required-with-default", _B, NARROWED, *_REQ,
        "Callers could leave the property out; a default does not stand in for what is required.",
        _p(_D), _p(_D, True), _p(_D)),
    Rule("request-property-became-optional", _I, WIDENED, *_REQ,
        "Callers need not send the property.", _p(_S, True), _p(_S), _p(_S, True)),
    Rule("request-property-removed", _W, WIDENED, *_REQ,
        "An open object still takes the property, and nothing says that it is read.",
        _p(_S), _p(None), _p(_S)),
    Rule("request-property-forbidden", _B, NARROWED, *_REQ,
        "The property is not declared any more, and the object is closed: it is refused.",
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"y": _S, "z": _S},
            "additionalProperties": False}}}}),
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"y": _S}, "additionalProperties": False}}}}),
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"z": _S, "y": _S},
            "additionalProperties": False}}}})),
    Rule("response-optional-property-added", _I, WIDENED, *_RES,
        "A client reads what the base declared and ignores the rest.", _r(None), _r(_S),
        _r(None)),
    Rule("response-required-property-added", _I, NARROWED, *_RES,
        "A client reads what the base declared and ignores the rest.", _r(None), _r(_S, True),
        _r(None)),
    Rule("response-optional-property-removed", _W, NARROWED, *_RES,
        "Clients had to do without it at times; those who show it have nothing to show.",
        _r(_S), _r(None), _r(_S)),
    Rule("response-required-property-removed", _B, WIDENED, *_RES,
        "Clients rely on a property that was promised.", _r(_S, True), _r(None), _r(_S, True)),
    Rule("response-property-became-optional", _B, WIDENED, *_RES,
        "Clients rely on a property that was promised.", _r(_S, True), _r(_S), _r(_S, True)),
    Rule("response-property-became-required", _I, NARROWED, *_RES,
        "The property is always there.", _r(_S), _r(_S, True), _r(_S)),
    Rule("response-required-write-only-property-added", _I, NOTE, "response", "properties", _ONLY,
        "A write-only property is not part of an answer.", _r(None), _r(_WO, True), _r(None)),
    Rule("response-optional-write-only-property-added", _I, NOTE, "response", "properties", _ONLY,
        "A write-only property is not part of an answer.", _r(None), _r(_WO), _r(None)),
    Rule("response-required-write-only-property-removed", _I, NOTE, "response", "properties",
        _ONLY, "A write-only property was not part of an answer.", _r(_WO, True), _r(None),
        _r(_WO, True)),
    Rule("response-optional-write-only-property-removed", _I, NOTE, "response", "properties",
        _ONLY, "A write-only property was not part of an answer.", _r(_WO), _r(None), _r(_WO)),
    Rule("request-required-property-became-read-only", _W, WIDENED, "request", "properties", _ONLY,
        "What callers send is not read; a server may refuse it.", _p(_S, True), _p(_RO, True),
        _p(_S, True)),
    Rule("request-optional-property-became-read-only", _W, WIDENED, "request", "properties", _ONLY,
        "What callers send is not read; a server may refuse it.", _p(_S), _p(_RO), _p(_S)),
    Rule("request-required-property-became-not-read-only", _B, NARROWED, "request", "properties",
        _ONLY, "Callers did not send the property and must now.", _p(_RO, True), _p(_S, True),
        _p(_RO, True)),
    Rule("request-optional-property-became-not-read-only", _I, NOTE, "request", "properties",
        _ONLY, "Callers may send the property.", _p(_RO), _p(_S), _p(_RO)),
    Rule("request-required-property-became-write-only", _I, NOTE, "request", "properties", _ONLY,
        "Requests have the property as before.", _p(_S, True), _p(_WO, True), _p(_S, True)),
    Rule("request-optional-property-became-write-only", _I, NOTE, "request", "properties", _ONLY,
        "Requests have the property as before.", _p(_S), _p(_WO), _p(_S)),
    Rule("request-required-property-became-not-write-only", _I, NOTE, "request", "properties",
        _ONLY, "Requests have the property as before.", _p(_WO, True), _p(_S, True),
        _p(_WO, True)),
    Rule("request-optional-property-became-not-write-only", _I, NOTE, "request", "properties",
        _ONLY, "Requests have the property as before.", _p(_WO), _p(_S), _p(_WO)),
    Rule("response-required-property-became-write-only", _B, WIDENED, "response", "properties",
        _ONLY, "Clients rely on a property that is not sent any more.", _r(_S, True),
        _r(_WO, True), _r(_S, True)),
    Rule("response-optional-property-became-write-only", _W, NARROWED, "response", "properties",
        _ONLY, "The property is not sent any more.", _r(_S), _r(_WO), _r(_S)),
    Rule("response-required-property-became-not-write-only", _I, NOTE, "response", "properties",
        _ONLY, "The property is sent.", _r(_WO, True), _r(_S, True), _r(_WO, True)),
    Rule("response-optional-property-became-not-write-only", _I, NOTE, "response", "properties",
        _ONLY, "The property may be sent.", _r(_WO), _r(_S), _r(_WO)),
    Rule("response-required-property-became-read-only", _I, NOTE, "response", "properties", _ONLY,
        "Answers have the property as before.", _r(_S, True), _r(_RO, True), _r(_S, True)),
    Rule("response-optional-property-became-read-only", _I, NOTE, "response", "properties", _ONLY,
        "Answers have the property as before.", _r(_S), _r(_RO), _r(_S)),
    Rule("response-required-property-became-not-read-only", _I, NOTE, "response", "properties",
        _ONLY, "Answers have the property as before.", _r(_RO, True), _r(_S, True),
        _r(_RO, True)),
    Rule("response-optional-property-became-not-read-only", _I, NOTE, "response", "properties",
        _ONLY, "Answers have the property as before.", _r(_RO), _r(_S), _r(_RO)),
    *(
        Rule(f"{d}-property-{name}", severity, NOTE, d, "properties", "RFC 8594", reason,
            base, cand, near)
        for d, f in (("request", _p), ("response", _r))
        for name, severity, reason, base, cand, near in (
            ("deprecated-with-sunset", _I, "The property is announced to go on a day.", f(_S),
             f({**_S, "deprecated": True, "x-sunset": "2999-01-01"}),
             f({**_S, "deprecated": True})),
            ("deprecated-sunset-invalid", _B, "The day on which the property goes is no date.",
             f(_S), f({**_S, "deprecated": True, "x-sunset": "soon"}),
             f({**_S, "deprecated": True})),
            ("sunset-deleted", _I, "The day on which the property goes is withdrawn.",
             f({**_S, "deprecated": True, "x-sunset": "2999-01-01"}),
             f({**_S, "deprecated": True}), f(_S)),
            ("deprecated-sunset-missing", _B,
             "The policy asks for a day, and the deprecation names none.", None, None, None),
            ("sunset-date-too-small", _B, "The day is nearer than the policy allows.",
             None, None, None),
            ("sunset-date-changed-too-small", _B,
             "The day was moved forward, nearer than the policy allows.", None, None, None),
        )
    ),
)
# fmt: on
