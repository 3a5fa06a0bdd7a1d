"""The rules about bodies, responses, headers and links."""

from __future__ import annotations

from typing import Any

from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED
from offramp.contract.rulebook.rule_documents import BOTH as _BOTH
from offramp.contract.rulebook.rule_documents import JSON as _JSON
from offramp.contract.rulebook.rule_documents import STRING as _S
from offramp.contract.rulebook.rule_documents import Rule, answer, body, codes, header, op
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


def _form_content(part: str) -> dict[str, Any]:
    media = {"schema": {"type": "object"}, "encoding": {"p": {"contentType": part}}}
    return {"content": {"multipart/form-data": media}}


def _xml(words: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/xml": {"schema": {**_S, "xml": words}}}}


def _form(part: str) -> dict[str, Any]:
    return body(_form_content(part))


# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
MESSAGES = (
    Rule("request-body-added-required", _B, NARROWED, "request", "body", "O 4.8.13",
        "Callers who send no body are refused.", op(), body({**_JSON, "required": True}),
        body(_JSON)),
    Rule("request-body-added-optional", _I, WIDENED, "request", "body", "O 4.8.13",
        "Callers need not send the body.", op(), body(_JSON), op()),
    Rule("request-body-removed", _B, NARROWED, "request", "body", "O 4.8.13",
        "What callers send is not read any more.", body(_JSON), op(), body(_JSON)),
    Rule("request-body-became-required", _B, NARROWED, "request", "body", "O 4.8.13",
        "Callers who send no body are refused.", body(_JSON), body({**_JSON, "required": True}),
        body({**_JSON, "required": False})),
    Rule("request-body-became-optional", _I, WIDENED, "request", "body", "O 4.8.13",
        "Callers need not send the body.", body({**_JSON, "required": True}), body(_JSON),
        body({**_JSON, "required": True})),
    Rule("request-body-media-type-removed", _B, NARROWED, "request", "body", "O 4.8.13.1",
        "A body of that media type is refused (415).", body(_BOTH), body(_JSON), body(_BOTH)),
    Rule("request-body-media-type-added", _I, WIDENED, "request", "body", "O 4.8.13.1",
        "A body may have another media type.", body(_JSON), body(_BOTH), body(_JSON)),
    Rule("request-body-encoding-changed", _B, CHANGED, "request", "body", "O 4.8.15",
        "A part of a form is written in another way.",
        body({"content": {"multipart/form-data": {"schema": {"type": "object"}}}}),
        body({"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": {
            "p": {"contentType": "image/png"}}}}}),
        body({"content": {"multipart/form-data": {"schema": {"type": "object"},
                                                  "encoding": {}}}})),
    Rule("response-encoding-changed", _B, CHANGED, "response", "body", "O 4.8.15",
        "A part of an answer is written in another way.",
        answer(content={"multipart/form-data": {"schema": {"type": "object"}}}),
        answer(content={"multipart/form-data": {"schema": {"type": "object"}, "encoding": {
            "p": {"contentType": "image/png"}}}}),
        answer(content={"multipart/form-data": {"schema": {"type": "object"}}})),
    Rule("request-body-encoding-generalized", _I, WIDENED, "request", "body", "O 4.8.15",
        "A part may be written in more ways.", _form("image/png"), _form("image/png, image/jpeg"),
        _form("IMAGE/PNG")),
    Rule("response-encoding-specialized", _I, NARROWED, "response", "body", "O 4.8.15",
        "A part is written in one of the ways that callers read already.",
        answer(**_form_content("image/png, image/jpeg")), answer(**_form_content("image/png")),
        answer(**_form_content("image/jpeg, image/png"))),
    Rule("request-xml-changed", _B, CHANGED, "request", "body", "O 4.8.26",
        "The value is read from another element or attribute of XML.", body(_xml({"name": "a"})),
        body(_xml({"name": "b"})), body(_xml({"name": "a", "prefix": "p"}))),
    Rule("response-xml-changed", _B, CHANGED, "response", "body", "O 4.8.26",
        "The value is written as another element or attribute of XML.",
        answer(**_xml({"name": "a"})), answer(**_xml({"name": "b"})),
        answer(**_xml({"name": "a", "prefix": "p"}))),
    Rule("response-success-status-removed", _B, NARROWED, "response", "status", "O 4.8.16",
        "Callers wait for an answer that does not come any more.", codes("200", "201"),
        codes("200"), codes("200", "2XX")),
    Rule("response-success-status-added", _I, WIDENED, "response", "status", "O 4.8.16",
        "Success may be said in another way; a client treats all of 2xx as success.",
        codes("200"), codes("200", "201"), codes("200")),
    Rule("response-non-success-status-removed", _I, NARROWED, "response", "status", "O 4.8.16",
        "An error that is not sent any more breaks nobody.", codes("200", "404"), codes("200"),
        codes("200", "4XX")),
    Rule("response-non-success-status-added", _I, WIDENED, "response", "status", "O 4.8.16",
        "Any server may answer with any error.", codes("200"), codes("200", "404"),
        codes("200")),
    Rule("response-media-type-removed", _B, NARROWED, "response", "body", "O 4.8.17",
        "Callers who accept that media type only get 406.", answer(**_BOTH), answer(**_JSON),
        answer(**_BOTH)),
    Rule("response-media-type-added", _I, WIDENED, "response", "body", "O 4.8.17",
        "Callers choose what they accept.", answer(**_JSON), answer(**_BOTH), answer(**_JSON)),
    Rule("response-media-type-name-generalized", _B, WIDENED, "response", "body", "O 4.8.17",
        "The answer may have media types that the caller does not read.", answer(**_JSON),
        answer(content={"application/*": {"schema": _S}}),
        answer(content={"application/json; charset=utf-8": {"schema": _S}})),
    Rule("response-media-type-name-specialized", _I, NARROWED, "response", "body", "O 4.8.17",
        "The answer has one of the media types that it could have before.",
        answer(content={"application/*": {"schema": _S}}), answer(**_JSON),
        answer(content={"application/*": {"schema": _S}})),
    Rule("required-response-header-removed", _B, WIDENED, "response", "headers", "O 4.8.21",
        "Callers rely on a header that was promised.", header(required=True), answer(),
        header(required=True)),
    Rule("optional-response-header-removed", _W, NARROWED, "response", "headers", "O 4.8.21",
        "Callers had to do without it at times.", header(), answer(), header()),
    Rule("response-header-became-optional", _B, WIDENED, "response", "headers", "O 4.8.21",
        "Callers rely on a header that was promised.", header(required=True), header(),
        header(required=True)),
    Rule("response-header-became-required", _I, NARROWED, "response", "headers", "O 4.8.21",
        "The header is always there.", header(), header(required=True), header(required=False)),
    Rule("response-header-added", _I, WIDENED, "response", "headers", "O 4.8.21",
        "Callers ignore headers that they do not know.", answer(), header(), answer()),
    Rule("response-header-deprecated", _I, NOTE, "response", "headers", "O 4.8.21",
        "The header is announced to go.", header(), header(deprecated=True),
        header(deprecated=False)),
    Rule("response-header-reactivated", _I, NOTE, "response", "headers", "O 4.8.21",
        "The header is not announced to go any more.", header(deprecated=True), header(),
        header(deprecated=True)),
    Rule("response-header-serialization-changed", _B, CHANGED, "response", "headers", "O 4.8.21",
        "The same value is written in another way (explode, content).",
        header(schema={"type": "object"}), header(schema={"type": "object"}, explode=True),
        header(schema={"type": "object"}, style="simple")),
    Rule("response-link-removed", _W, NARROWED, "response", "links", "O 4.8.20",
        "Whoever follows the link finds none.", answer(links={"l": {"operationId": "a"}}),
        answer(), answer(links={"l": {"operationId": "a"}})),
    Rule("response-link-added", _I, WIDENED, "response", "links", "O 4.8.20",
        "A link may be followed.", answer(), answer(links={"l": {"operationId": "a"}}),
        answer(links={})),
    Rule("response-link-changed", _W, CHANGED, "response", "links", "O 4.8.20",
        "The link leads elsewhere.", answer(links={"l": {"operationId": "a"}}),
        answer(links={"l": {"operationId": "b"}}), answer(links={"l": {"operationId": "a"}})),
)
# fmt: on
