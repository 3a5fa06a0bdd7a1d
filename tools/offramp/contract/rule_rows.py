"""The rules that are not about schemas, as data, each with a pair of documents that shows it."""

from __future__ import annotations

from typing import Any, NamedTuple

from offramp.contract.kinds import CHANGED, NARROWED, NOTE, WIDENED
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


class Row(NamedTuple):
    """A rule about the document: see `rules.Rule` for the fields."""

    id: str
    severity: Severity
    effect: str
    direction: str
    location: str
    section: str
    reason: str
    base: Any
    cand: Any
    near: Any


_S: dict[str, Any] = {"type": "string"}
_OK: dict[str, Any] = {"200": {"description": "k"}}
_JSON: dict[str, Any] = {"content": {"application/json": {"schema": _S}}}
_XML: dict[str, Any] = {"content": {"application/xml": {"schema": _S}}}
_BOTH: dict[str, Any] = {"content": {**_JSON["content"], **_XML["content"]}}


def op(**words: Any) -> dict[str, Any]:
    """Return a document with one operation, POST /t."""
    return paths({"/t": {"post": {"responses": _OK, **words}}})


def paths(items: dict[str, Any], **words: Any) -> dict[str, Any]:
    """Return a document with some paths."""
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items, **words}


def q(**words: Any) -> dict[str, Any]:
    """Return a document whose operation takes the query parameter ``q``."""
    return op(parameters=[{"name": "q", "in": "query", "schema": _S, **words}])


def body(value: Any) -> dict[str, Any]:
    """Return a document whose operation takes a body."""
    return op(requestBody=value)


def answer(**words: Any) -> dict[str, Any]:
    """Return a document whose operation answers 200 with something."""
    return op(responses={"200": {"description": "k", **words}})


def header(**words: Any) -> dict[str, Any]:
    """Return a document whose operation answers with the header ``X-H``."""
    return answer(headers={"X-H": {"schema": _S, **words}})


def codes(*statuses: str) -> dict[str, Any]:
    """Return a document whose operation answers with some statuses."""
    return op(responses={status: {"description": "k"} for status in statuses})


def keys(security: Any, scheme: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a document with the key schemes k and l, and an OAuth scheme o."""
    schemes = {
        "k": scheme or {"type": "apiKey", "in": "header", "name": "K"},
        "l": {"type": "http", "scheme": "basic"},
        "o": {
            "type": "oauth2",
            "flows": {"implicit": {"authorizationUrl": "https://a", "scopes": {"r": "", "w": ""}}},
        },
    }
    made = op(security=security)
    made["components"] = {"securitySchemes": schemes}
    return made


def oauth(
    at: str = "a", fetch: str = "a", scopes: str = "r", *, implicit: bool = False
) -> dict[str, Any]:
    """Return a document whose operation asks for the OAuth scheme o, of the authorization code."""
    flow = {"scopes": dict.fromkeys(scopes, ""), "authorizationUrl": f"https://{at}.example"}
    flows = {"authorizationCode": {**flow, "tokenUrl": f"https://{fetch}.example"}}
    if implicit:
        flows = {
            "implicit": {"authorizationUrl": "https://a", "scopes": {"r": "", "w": ""}},
            **flows,
        }
    made = keys([{"o": []}])
    made["components"]["securitySchemes"]["o"]["flows"] = flows
    return made


def at(*servers: dict[str, Any]) -> dict[str, Any]:
    """Return a document with some servers."""
    return {**op(), "servers": list(servers)}


def prop(direction: str, schema: Any, required: bool = False) -> dict[str, Any]:
    """Return a document with an object that has the property ``z`` besides ``y``, or has not."""
    whole = {"type": "object", "properties": {"y": _S}}
    if schema is not None:
        whole["properties"] = {"y": _S, "z": schema}
    if required:
        whole["required"] = ["z"]
    content = {"content": {"application/json": {"schema": whole}}}
    return body(content) if direction == "request" else answer(**content)


def _form_content(part: str) -> dict[str, Any]:
    media = {"schema": {"type": "object"}, "encoding": {"p": {"contentType": part}}}
    return {"content": {"multipart/form-data": media}}


def _xml(words: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/xml": {"schema": {**_S, "xml": words}}}}


def _form(part: str) -> dict[str, Any]:
    return body(_form_content(part))


_TWO = paths({"/t": {"post": {"responses": _OK}, "get": {"responses": _OK}}})
_HOOK = paths({}, webhooks={"w": {"post": {"responses": _OK}}})
_CALL = {"c": {"{$request.body#/u}": {"post": {"responses": _OK}}}}
_OLD = paths({"/t": {"post": {"responses": _OK}, "get": {"responses": _OK, "deprecated": True}}})
_OLD_SUN = paths(
    {
        "/t": {
            "post": {"responses": _OK},
            "get": {"responses": _OK, "deprecated": True, "x-sunset": "2999-01-01"},
        }
    }
)
_RO = {**_S, "readOnly": True}
_WO = {**_S, "writeOnly": True}
_D = {**_S, "default": "a"}
_U = "https://a.example"
_KEY = {"type": "apiKey", "in": "header", "name": "K"}

# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
OPERATIONS = (
    Row("api-path-removed-without-deprecation", _B, NARROWED, "none", "endpoint", "O 4.8.8",
        "The path is gone: whoever calls it gets 404.", _TWO, paths({}), _TWO),
    Row("api-path-removed-with-deprecation", _I, NARROWED, "none", "endpoint", "O 4.8.8",
        "The path is gone, as had been announced.",
        paths({"/t": {"get": {"responses": _OK, "deprecated": True}}}), paths({}), _TWO),
    Row("api-removed-without-deprecation", _B, NARROWED, "none", "endpoint", "O 4.8.9",
        "The operation is gone: whoever calls it gets 405.", _TWO, op(), _TWO),
    Row("api-removed-with-deprecation", _I, NARROWED, "none", "endpoint", "O 4.8.10",
        "The operation is gone, as had been announced.", _OLD, op(), _TWO),
    Row("api-removed-before-sunset", _B, NARROWED, "none", "endpoint", "RFC 8594",
        "The operation is gone before the day that was announced.", _OLD_SUN, op(), _OLD),
    Row("api-path-removed-before-sunset", _B, NARROWED, "none", "endpoint", "RFC 8594",
        "The path is gone before the day that was announced.", _OLD_SUN, paths({}), op()),
    Row("api-path-sunset-parse", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The operation is gone, and the day that was announced for it is no date.",
        paths({"/t": {"post": {"responses": _OK},
               "get": {"responses": _OK, "deprecated": True, "x-sunset": "soon"}}}), op(), _OLD),
    Row("endpoint-added", _I, WIDENED, "none", "endpoint", "O 4.8.8",
        "A new operation breaks nobody.", op(), _TWO, op()),
    Row("endpoint-deprecated", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation is announced to go.", op(), op(deprecated=True), op(deprecated=False)),
    Row("endpoint-deprecated-with-sunset", _I, NOTE, "none", "endpoint", "RFC 8594",
        "The operation is announced to go on a day.", op(),
        op(deprecated=True, **{"x-sunset": "2999-01-01"}), op(deprecated=True)),
    Row("endpoint-reactivated", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation is not announced to go any more.", op(deprecated=True), op(),
        op(deprecated=True)),
    Row("api-deprecated-sunset-parse", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes is no date.", op(),
        op(deprecated=True, **{"x-sunset": "soon"}), op(deprecated=True)),
    Row("api-deprecated-sunset-missing", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The policy asks for a day, and the deprecation names none.", None, None, None),
    Row("api-sunset-date-too-small", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes is nearer than the policy allows.", None, None, None),
    Row("api-sunset-date-changed-too-small", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day was moved forward, nearer than the policy allows.", None, None, None),
    Row("sunset-deleted", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes was announced and is withdrawn, not the deprecation.",
        op(deprecated=True, **{"x-sunset": "2999-01-01"}), op(deprecated=True),
        op(deprecated=True, **{"x-sunset": "2999-01-02"})),
    Row("api-invalid-stability-level", _B, NOTE, "none", "endpoint", "oasdiff x-stability-level",
        "The stability level is none of draft, alpha, beta, stable.", op(),
        op(**{"x-stability-level": "solid"}), op(**{"x-stability-level": "beta"})),
    Row("api-stability-decreased", _B, NOTE, "none", "endpoint", "oasdiff x-stability-level",
        "What was promised to be stable is so no more.", op(**{"x-stability-level": "beta"}),
        op(**{"x-stability-level": "alpha"}), op(**{"x-stability-level": "stable"})),
    Row("api-operation-id-removed", _W, NOTE, "none", "endpoint", "O 4.8.10",
        "Generated clients name their methods by operationId; the wire does not carry it.",
        op(operationId="a"), op(operationId="b"), op(operationId="a")),
    Row("api-operation-id-added", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation has a name.", op(), op(operationId="a"), op()),
    Row("api-tag-added", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "Tags order documentation and generated code.", op(), op(tags=["a"]), op(tags=[])),
    Row("api-tag-removed", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "Tags order documentation and generated code.", op(tags=["a", "b"]), op(tags=["a"]),
        op(tags=["b", "a"])),
    Row("api-schema-removed", _I, NOTE, "none", "components", "O 4.8.7",
        "A component is not part of the wire; what used it is compared where it was used.",
        {**op(), "components": {"schemas": {"A": _S}}}, op(),
        {**op(), "components": {"schemas": {"A": _S}}}),
    Row("api-schema-added", _I, NOTE, "none", "components", "O 4.8.7",
        "A component is not part of the wire; what uses it is compared where it is used.",
        op(), {**op(), "components": {"schemas": {"A": _S}}}, op()),
    Row("component-changed-unused", _I, NOTE, "none", "components", "O 4.8.7",
        "Nothing that was compared leads to the component, so no message shows the difference.",
        {**op(), "components": {"schemas": {"A": _S}}},
        {**op(), "components": {"schemas": {"A": {"type": "integer"}}}},
        {**op(), "components": {"schemas": {"A": _S}}}),
    Row("api-security-component-added", _I, NOTE, "none", "security", "O 4.8.27",
        "A scheme asks nobody for anything; operations that ask for it are compared.",
        op(), {**op(), "components": {"securitySchemes": {"k": _KEY}}}, op()),
    Row("api-security-component-removed", _I, NOTE, "none", "security", "O 4.8.27",
        "A scheme asks nobody for anything; operations that asked for it are compared.",
        {**op(), "components": {"securitySchemes": {"k": _KEY}}}, op(),
        {**op(), "components": {"securitySchemes": {"k": {**_KEY, "name": "k"}}}}),
    Row("webhook-added", _I, WIDENED, "none", "components", "O 4.8.1",
        "A new webhook is sent to those who subscribe.", paths({}), _HOOK, paths({})),
    Row("webhook-removed", _B, NARROWED, "none", "components", "O 4.8.1",
        "Whoever waits for the webhook waits for ever.", _HOOK, paths({}), _HOOK),
    Row("callback-added", _I, WIDENED, "none", "endpoint", "O 4.8.18",
        "A new callback is sent to those who asked for it.", op(), op(callbacks=_CALL), op()),
    Row("callback-removed", _B, NARROWED, "none", "endpoint", "O 4.8.18",
        "Whoever waits for the callback waits for ever.", op(callbacks=_CALL), op(),
        op(callbacks=_CALL)),
    Row("documentation-changed", _I, NOTE, "none", "documentation", "V 9.1",
        "Titles, descriptions and examples are for readers; nothing on the wire changes.",
        op(), op(summary="s"), op()),
    Row("extension-changed", _I, NOTE, "none", "documentation", "O 4.9",
        "An x- field has the meaning that its author gave it; offramp does not know it.",
        op(), op(**{"x-a": 1}), op()),
    Row("reference-not-followed", _W, NOTE, "none", "components", "O 4.8.23",
        "A reference leads out of the document. It is read only where the settings' allow-refs "
        "lists it, so what is there may have changed unseen: list it, or bundle the document.",
        op(), op(responses={"200": {"$ref": "https://example.com/r.json"}}),
        op(responses={"200": {"$ref": "#/components/responses/R"}})),
    Row("reference-lost", _B, NARROWED, "none", "components", "O 4.8.23",
        "A reference in one of the documents leads nowhere, back to itself, or out of it. What "
        "it stands for is not known, so nothing speaks for it that it is still the same.",
        op(), op(responses={"200": {"$ref": "#/components/responses/R"}}),
        op(responses={"200": {"description": "k"}})),
    Row("unclassified", _W, NOTE, "none", "documentation", "OpenAPI 3.2",
        "Something differs that no rule names: look at it.", op(), op(other=1), op()),
)

PARAMETERS = (
    Row("new-required-request-parameter", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "Callers who do not send the parameter are refused.", op(), q(required=True), q()),
    Row("new-request-path-parameter", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "A path parameter must be sent.", op(), op(parameters=[
            {"name": "i", "in": "path", "required": True, "schema": _S}]), q()),
    Row("new-required-request-default-parameter-to-existing-path", _B, NARROWED, "request",
        "parameters", "O 4.8.12.2",
        "The parameter must be sent: a default does not stand in for what is required.", op(),
        q(required=True, schema=_D), q(schema=_D)),
    Row("new-optional-request-parameter", _I, WIDENED, "request", "parameters", "O 4.8.12.2",
        "Callers need not send the parameter.", op(), q(), op()),
    Row("new-optional-request-default-parameter-to-existing-path", _I, WIDENED, "request",
        "parameters", "O 4.8.12.2", "Callers need not send the parameter.", op(), q(schema=_D),
        q()),
    Row("request-parameter-removed", _W, WIDENED, "request", "parameters", "O 4.8.12",
        "What is not declared is commonly ignored: callers are answered, and not as they asked.",
        q(), op(), q()),
    Row("request-parameter-removed-with-deprecation", _I, WIDENED, "request", "parameters",
        "O 4.8.12", "The parameter is gone, as had been announced.", q(deprecated=True), op(),
        q()),
    Row("request-parameter-removed-before-sunset", _B, WIDENED, "request", "parameters",
        "RFC 8594", "The parameter is gone before the day that was announced.",
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), op(), q(deprecated=True)),
    Row("request-parameter-became-required", _B, NARROWED, "request", "parameters", "O 4.8.12.2",
        "Callers who do not send the parameter are refused.", q(), q(required=True),
        q(required=False)),
    Row("request-parameter-became-optional", _I, WIDENED, "request", "parameters", "O 4.8.12.2",
        "Callers need not send the parameter.", q(required=True), q(), q(required=True)),
    Row("request-parameter-serialization-changed", _B, CHANGED, "request", "parameters",
        "O 4.8.12.2", "The same value is written in another way (style, explode, content).",
        q(schema={"type": "array"}), q(schema={"type": "array"}, style="pipeDelimited"),
        q(schema={"type": "array"}, style="form", explode=True)),
    Row("request-parameter-characters-forbidden", _B, NARROWED, "request", "parameters",
        "O 4.8.12.2", "Values that were taken are refused (allowReserved, allowEmptyValue).",
        q(allowReserved=True), q(), q(allowReserved=True)),
    Row("request-parameter-characters-allowed", _I, WIDENED, "request", "parameters",
        "O 4.8.12.2", "More values are taken (allowReserved, allowEmptyValue).", q(),
        q(allowReserved=True), q(allowReserved=False)),
    Row("request-parameter-sunset-parse", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day on which the parameter goes is no date.", q(),
        q(deprecated=True, **{"x-sunset": "soon"}), q(deprecated=True)),
    Row("request-parameter-sunset-deleted", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day on which the parameter goes was announced and is withdrawn.",
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), q(deprecated=True), q()),
    Row("request-parameter-deprecated-sunset-missing", _B, NOTE, "request", "parameters",
        "RFC 8594", "The policy asks for a day, and the deprecation names none.",
        None, None, None),
    Row("request-parameter-sunset-date-too-small", _B, NOTE, "request", "parameters", "RFC 8594",
        "The day is nearer than the policy allows.", None, None, None),
    Row("request-parameter-sunset-date-changed-too-small", _B, NOTE, "request", "parameters",
        "RFC 8594", "The day was moved forward, nearer than the policy allows.",
        None, None, None),
    Row("request-parameter-deprecated-with-sunset", _I, NOTE, "request", "parameters", "RFC 8594",
        "The parameter is announced to go on a day.", q(),
        q(deprecated=True, **{"x-sunset": "2999-01-01"}), q(deprecated=True)),
)

MESSAGES = (
    Row("request-body-added-required", _B, NARROWED, "request", "body", "O 4.8.13",
        "Callers who send no body are refused.", op(), body({**_JSON, "required": True}),
        body(_JSON)),
    Row("request-body-added-optional", _I, WIDENED, "request", "body", "O 4.8.13",
        "Callers need not send the body.", op(), body(_JSON), op()),
    Row("request-body-removed", _B, NARROWED, "request", "body", "O 4.8.13",
        "What callers send is not read any more.", body(_JSON), op(), body(_JSON)),
    Row("request-body-became-required", _B, NARROWED, "request", "body", "O 4.8.13",
        "Callers who send no body are refused.", body(_JSON), body({**_JSON, "required": True}),
        body({**_JSON, "required": False})),
    Row("request-body-became-optional", _I, WIDENED, "request", "body", "O 4.8.13",
        "Callers need not send the body.", body({**_JSON, "required": True}), body(_JSON),
        body({**_JSON, "required": True})),
    Row("request-body-media-type-removed", _B, NARROWED, "request", "body", "O 4.8.13.1",
        "A body of that media type is refused (415).", body(_BOTH), body(_JSON), body(_BOTH)),
    Row("request-body-media-type-added", _I, WIDENED, "request", "body", "O 4.8.13.1",
        "A body may have another media type.", body(_JSON), body(_BOTH), body(_JSON)),
    Row("request-body-encoding-changed", _B, CHANGED, "request", "body", "O 4.8.15",
        "A part of a form is written in another way.",
        body({"content": {"multipart/form-data": {"schema": {"type": "object"}}}}),
        body({"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": {
            "p": {"contentType": "image/png"}}}}}),
        body({"content": {"multipart/form-data": {"schema": {"type": "object"},
                                                  "encoding": {}}}})),
    Row("response-encoding-changed", _B, CHANGED, "response", "body", "O 4.8.15",
        "A part of an answer is written in another way.",
        answer(content={"multipart/form-data": {"schema": {"type": "object"}}}),
        answer(content={"multipart/form-data": {"schema": {"type": "object"}, "encoding": {
            "p": {"contentType": "image/png"}}}}),
        answer(content={"multipart/form-data": {"schema": {"type": "object"}}})),
    Row("request-body-encoding-generalized", _I, WIDENED, "request", "body", "O 4.8.15",
        "A part may be written in more ways.", _form("image/png"), _form("image/png, image/jpeg"),
        _form("IMAGE/PNG")),
    Row("response-encoding-specialized", _I, NARROWED, "response", "body", "O 4.8.15",
        "A part is written in one of the ways that callers read already.",
        answer(**_form_content("image/png, image/jpeg")), answer(**_form_content("image/png")),
        answer(**_form_content("image/jpeg, image/png"))),
    Row("request-xml-changed", _B, CHANGED, "request", "body", "O 4.8.26",
        "The value is read from another element or attribute of XML.", body(_xml({"name": "a"})),
        body(_xml({"name": "b"})), body(_xml({"name": "a", "prefix": "p"}))),
    Row("response-xml-changed", _B, CHANGED, "response", "body", "O 4.8.26",
        "The value is written as another element or attribute of XML.",
        answer(**_xml({"name": "a"})), answer(**_xml({"name": "b"})),
        answer(**_xml({"name": "a", "prefix": "p"}))),
    Row("response-success-status-removed", _B, NARROWED, "response", "status", "O 4.8.16",
        "Callers wait for an answer that does not come any more.", codes("200", "201"),
        codes("200"), codes("200", "2XX")),
    Row("response-success-status-added", _I, WIDENED, "response", "status", "O 4.8.16",
        "Success may be said in another way; a client treats all of 2xx as success.",
        codes("200"), codes("200", "201"), codes("200")),
    Row("response-non-success-status-removed", _I, NARROWED, "response", "status", "O 4.8.16",
        "An error that is not sent any more breaks nobody.", codes("200", "404"), codes("200"),
        codes("200", "4XX")),
    Row("response-non-success-status-added", _I, WIDENED, "response", "status", "O 4.8.16",
        "Any server may answer with any error.", codes("200"), codes("200", "404"),
        codes("200")),
    Row("response-media-type-removed", _B, NARROWED, "response", "body", "O 4.8.17",
        "Callers who accept that media type only get 406.", answer(**_BOTH), answer(**_JSON),
        answer(**_BOTH)),
    Row("response-media-type-added", _I, WIDENED, "response", "body", "O 4.8.17",
        "Callers choose what they accept.", answer(**_JSON), answer(**_BOTH), answer(**_JSON)),
    Row("response-media-type-name-generalized", _B, WIDENED, "response", "body", "O 4.8.17",
        "The answer may have media types that the caller does not read.", answer(**_JSON),
        answer(content={"application/*": {"schema": _S}}),
        answer(content={"application/json; charset=utf-8": {"schema": _S}})),
    Row("response-media-type-name-specialized", _I, NARROWED, "response", "body", "O 4.8.17",
        "The answer has one of the media types that it could have before.",
        answer(content={"application/*": {"schema": _S}}), answer(**_JSON),
        answer(content={"application/*": {"schema": _S}})),
    Row("required-response-header-removed", _B, WIDENED, "response", "headers", "O 4.8.21",
        "Callers rely on a header that was promised.", header(required=True), answer(),
        header(required=True)),
    Row("optional-response-header-removed", _W, NARROWED, "response", "headers", "O 4.8.21",
        "Callers had to do without it at times.", header(), answer(), header()),
    Row("response-header-became-optional", _B, WIDENED, "response", "headers", "O 4.8.21",
        "Callers rely on a header that was promised.", header(required=True), header(),
        header(required=True)),
    Row("response-header-became-required", _I, NARROWED, "response", "headers", "O 4.8.21",
        "The header is always there.", header(), header(required=True), header(required=False)),
    Row("response-header-added", _I, WIDENED, "response", "headers", "O 4.8.21",
        "Callers ignore headers that they do not know.", answer(), header(), answer()),
    Row("response-header-deprecated", _I, NOTE, "response", "headers", "O 4.8.21",
        "The header is announced to go.", header(), header(deprecated=True),
        header(deprecated=False)),
    Row("response-header-reactivated", _I, NOTE, "response", "headers", "O 4.8.21",
        "The header is not announced to go any more.", header(deprecated=True), header(),
        header(deprecated=True)),
    Row("response-header-serialization-changed", _B, CHANGED, "response", "headers", "O 4.8.21",
        "The same value is written in another way (explode, content).",
        header(schema={"type": "object"}), header(schema={"type": "object"}, explode=True),
        header(schema={"type": "object"}, style="simple")),
    Row("response-link-removed", _W, NARROWED, "response", "links", "O 4.8.20",
        "Whoever follows the link finds none.", answer(links={"l": {"operationId": "a"}}),
        answer(), answer(links={"l": {"operationId": "a"}})),
    Row("response-link-added", _I, WIDENED, "response", "links", "O 4.8.20",
        "A link may be followed.", answer(), answer(links={"l": {"operationId": "a"}}),
        answer(links={})),
    Row("response-link-changed", _W, CHANGED, "response", "links", "O 4.8.20",
        "The link leads elsewhere.", answer(links={"l": {"operationId": "a"}}),
        answer(links={"l": {"operationId": "b"}}), answer(links={"l": {"operationId": "a"}})),
)

ACCESS = (
    Row("api-security-added", _B, NARROWED, "request", "security", "O 4.8.30",
        "Callers without the credentials are refused.", keys([]), keys([{"k": []}]),
        keys([{}, {"k": []}])),
    Row("api-security-removed", _B, NARROWED, "request", "security", "O 4.8.30",
        "Callers who use that way of authentication are refused.", keys([{"k": []}, {"l": []}]),
        keys([{"k": []}]), keys([{"l": []}, {"k": []}])),
    Row("api-security-alternative-added", _I, WIDENED, "request", "security", "O 4.8.30",
        "Callers may authenticate in another way, or need not.", keys([{"k": []}]),
        keys([{"k": []}, {"l": []}]), keys([{"k": []}])),
    Row("api-security-scope-added", _B, NARROWED, "request", "security", "O 4.8.30",
        "Tokens without the scope are refused.", keys([{"o": ["r"]}]), keys([{"o": ["r", "w"]}]),
        keys([{"o": ["r", "r"]}])),
    Row("api-security-scope-removed", _I, WIDENED, "request", "security", "O 4.8.30",
        "Tokens need fewer scopes.", keys([{"o": ["r", "w"]}]), keys([{"o": ["r"]}]),
        keys([{"o": ["w", "r"]}])),
    Row("api-security-component-changed", _B, CHANGED, "request", "security", "O 4.8.27",
        "Credentials are carried in another way, or come from elsewhere.", keys([{"k": []}]),
        keys([{"k": []}], {"type": "apiKey", "in": "query", "name": "K"}),
        keys([{"k": []}], {"type": "apiKey", "in": "header", "name": "k"})),
    Row("api-security-component-type-changed", _B, CHANGED, "request", "security", "O 4.8.27",
        "Callers hold credentials of another kind.", keys([{"k": []}]),
        keys([{"k": []}], {"type": "http", "scheme": "basic"}), keys([{"k": []}])),
    Row("api-security-component-oauth-url-changed", _B, CHANGED, "request", "security",
        "O 4.8.29", "Callers ask for authorization at another address.", oauth(), oauth(at="b"),
        oauth(scopes="rw")),
    Row("api-security-component-oauth-token-url-changed", _B, CHANGED, "request", "security",
        "O 4.8.29", "Callers fetch tokens at another address.", oauth(), oauth(fetch="b"),
        oauth(scopes="rw")),
    Row("api-security-component-oauth-flow-added", _I, WIDENED, "request", "security",
        "O 4.8.28", "Callers may obtain tokens in another way.", keys([{"o": []}]),
        oauth(implicit=True), keys([{"o": []}])),
    Row("api-security-component-oauth-scope-added", _I, WIDENED, "request", "security",
        "O 4.8.29", "Callers may ask for another scope.", oauth(), oauth(scopes="rw"), oauth()),
    Row("api-security-component-oauth-scope-removed", _W, NARROWED, "request", "security",
        "O 4.8.29", "Whoever asks for the scope is refused a token (RFC 6749, section 5.2); "
        "no operation asks for it.", oauth(scopes="rw"), oauth(), oauth(scopes="wr")),
    Row("api-server-removed", _B, NARROWED, "request", "servers", "O 4.8.5",
        "Whoever calls that address is not promised an answer there.", at({"url": _U}),
        at({"url": "https://b.example"}), at({"url": _U + "/"})),
    Row("api-server-added", _I, WIDENED, "request", "servers", "O 4.8.5",
        "Callers may use another address.", at({"url": _U}),
        at({"url": _U}, {"url": "https://b.example"}), at({"url": _U, "description": "d"})),
    Row("api-server-variable-value-removed", _B, NARROWED, "request", "servers", "O 4.8.6",
        "Whoever calls an address with that value is not promised an answer there.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a", "b"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["b", "a"]}}})),
    Row("api-server-variable-value-added", _I, WIDENED, "request", "servers", "O 4.8.6",
        "Callers may use more addresses.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "enum": ["a", "b"]}}}),
        at({"url": "https://{w}", "variables": {"w": {"default": "a", "enum": ["a"]}}})),
    Row("api-server-variable-default-changed", _W, NOTE, "request", "servers", "O 4.8.6",
        "Generated clients call another address.",
        at({"url": "https://{v}", "variables": {"v": {"default": "a"}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "b"}}}),
        at({"url": "https://{v}", "variables": {"v": {"default": "a", "description": "d"}}})),
)

_REQ = ("request", "properties", "V 6.5.3")
_RES = ("response", "properties", "V 6.5.3")
_ONLY = "O 4.8.24"


def _p(schema: Any, required: bool = False) -> dict[str, Any]:
    return prop("request", schema, required)


def _r(schema: Any, required: bool = False) -> dict[str, Any]:
    return prop("response", schema, required)


PROPERTIES = (
    Row("new-required-request-property", _B, NARROWED, *_REQ,
        "Callers do not know the property and do not send it.", _p(None), _p(_S, True), _p(_S)),
    Row("new-required-request-property-with-default", _B, NARROWED, *_REQ,
        "The property must be sent: a default is an annotation and does not stand in for what "
        "is required.", _p(None), _p(_D, True), _p(_D)),
    Row("new-optional-request-property", _I, NARROWED, *_REQ,
        "Callers do not know the name, so none sends it; unless the base says by "
        "additionalProperties what such a property is, it is information.",
        _p(None), _p(_S), _p(None)),
    Row("request-property-became-required", _B, NARROWED, *_REQ,
        "Callers could leave the property out.", _p(_S), _p(_S, True), _p(_S)),
    Row("request-property-became-required-with-default", _B, NARROWED, *_REQ,
        "Callers could leave the property out; a default does not stand in for what is required.",
        _p(_D), _p(_D, True), _p(_D)),
    Row("request-property-became-optional", _I, WIDENED, *_REQ,
        "Callers need not send the property.", _p(_S, True), _p(_S), _p(_S, True)),
    Row("request-property-removed", _W, WIDENED, *_REQ,
        "An open object still takes the property, and nothing says that it is read.",
        _p(_S), _p(None), _p(_S)),
    Row("request-property-forbidden", _B, NARROWED, *_REQ,
        "The property is not declared any more, and the object is closed: it is refused.",
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"y": _S, "z": _S},
            "additionalProperties": False}}}}),
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"y": _S}, "additionalProperties": False}}}}),
        body({"content": {"application/json": {"schema": {
            "type": "object", "properties": {"z": _S, "y": _S},
            "additionalProperties": False}}}})),
    Row("response-optional-property-added", _I, WIDENED, *_RES,
        "A client reads what the base declared and ignores the rest.", _r(None), _r(_S),
        _r(None)),
    Row("response-required-property-added", _I, NARROWED, *_RES,
        "A client reads what the base declared and ignores the rest.", _r(None), _r(_S, True),
        _r(None)),
    Row("response-optional-property-removed", _W, NARROWED, *_RES,
        "Clients had to do without it at times; those who show it have nothing to show.",
        _r(_S), _r(None), _r(_S)),
    Row("response-required-property-removed", _B, WIDENED, *_RES,
        "Clients rely on a property that was promised.", _r(_S, True), _r(None), _r(_S, True)),
    Row("response-property-became-optional", _B, WIDENED, *_RES,
        "Clients rely on a property that was promised.", _r(_S, True), _r(_S), _r(_S, True)),
    Row("response-property-became-required", _I, NARROWED, *_RES,
        "The property is always there.", _r(_S), _r(_S, True), _r(_S)),
    Row("response-required-write-only-property-added", _I, NOTE, "response", "properties", _ONLY,
        "A write-only property is not part of an answer.", _r(None), _r(_WO, True), _r(None)),
    Row("response-optional-write-only-property-added", _I, NOTE, "response", "properties", _ONLY,
        "A write-only property is not part of an answer.", _r(None), _r(_WO), _r(None)),
    Row("response-required-write-only-property-removed", _I, NOTE, "response", "properties",
        _ONLY, "A write-only property was not part of an answer.", _r(_WO, True), _r(None),
        _r(_WO, True)),
    Row("response-optional-write-only-property-removed", _I, NOTE, "response", "properties",
        _ONLY, "A write-only property was not part of an answer.", _r(_WO), _r(None), _r(_WO)),
    Row("request-required-property-became-read-only", _W, WIDENED, "request", "properties", _ONLY,
        "What callers send is not read; a server may refuse it.", _p(_S, True), _p(_RO, True),
        _p(_S, True)),
    Row("request-optional-property-became-read-only", _W, WIDENED, "request", "properties", _ONLY,
        "What callers send is not read; a server may refuse it.", _p(_S), _p(_RO), _p(_S)),
    Row("request-required-property-became-not-read-only", _B, NARROWED, "request", "properties",
        _ONLY, "Callers did not send the property and must now.", _p(_RO, True), _p(_S, True),
        _p(_RO, True)),
    Row("request-optional-property-became-not-read-only", _I, NOTE, "request", "properties",
        _ONLY, "Callers may send the property.", _p(_RO), _p(_S), _p(_RO)),
    Row("request-required-property-became-write-only", _I, NOTE, "request", "properties", _ONLY,
        "Requests have the property as before.", _p(_S, True), _p(_WO, True), _p(_S, True)),
    Row("request-optional-property-became-write-only", _I, NOTE, "request", "properties", _ONLY,
        "Requests have the property as before.", _p(_S), _p(_WO), _p(_S)),
    Row("request-required-property-became-not-write-only", _I, NOTE, "request", "properties",
        _ONLY, "Requests have the property as before.", _p(_WO, True), _p(_S, True),
        _p(_WO, True)),
    Row("request-optional-property-became-not-write-only", _I, NOTE, "request", "properties",
        _ONLY, "Requests have the property as before.", _p(_WO), _p(_S), _p(_WO)),
    Row("response-required-property-became-write-only", _B, WIDENED, "response", "properties",
        _ONLY, "Clients rely on a property that is not sent any more.", _r(_S, True),
        _r(_WO, True), _r(_S, True)),
    Row("response-optional-property-became-write-only", _W, NARROWED, "response", "properties",
        _ONLY, "The property is not sent any more.", _r(_S), _r(_WO), _r(_S)),
    Row("response-required-property-became-not-write-only", _I, NOTE, "response", "properties",
        _ONLY, "The property is sent.", _r(_WO, True), _r(_S, True), _r(_WO, True)),
    Row("response-optional-property-became-not-write-only", _I, NOTE, "response", "properties",
        _ONLY, "The property may be sent.", _r(_WO), _r(_S), _r(_WO)),
    Row("response-required-property-became-read-only", _I, NOTE, "response", "properties", _ONLY,
        "Answers have the property as before.", _r(_S, True), _r(_RO, True), _r(_S, True)),
    Row("response-optional-property-became-read-only", _I, NOTE, "response", "properties", _ONLY,
        "Answers have the property as before.", _r(_S), _r(_RO), _r(_S)),
    Row("response-required-property-became-not-read-only", _I, NOTE, "response", "properties",
        _ONLY, "Answers have the property as before.", _r(_RO, True), _r(_S, True),
        _r(_RO, True)),
    Row("response-optional-property-became-not-read-only", _I, NOTE, "response", "properties",
        _ONLY, "Answers have the property as before.", _r(_RO), _r(_S), _r(_RO)),
    *(
        Row(f"{d}-property-{name}", severity, NOTE, d, "properties", "RFC 8594", reason,
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

ROWS: tuple[Row, ...] = (*OPERATIONS, *PARAMETERS, *MESSAGES, *ACCESS, *PROPERTIES)
