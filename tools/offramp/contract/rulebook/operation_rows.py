"""The rules about operations, paths and what a document declares."""

from __future__ import annotations

from offramp.contract.rulebook.kinds import NARROWED, NOTE, WIDENED
from offramp.contract.rulebook.rule_documents import KEY as _KEY
from offramp.contract.rulebook.rule_documents import OK as _OK
from offramp.contract.rulebook.rule_documents import STRING as _S
from offramp.contract.rulebook.rule_documents import Rule, op, paths
from offramp.findings import Severity

_B, _W, _I = Severity.BREAKING, Severity.WARNING, Severity.INFO


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
# a row reads best as a paragraph: what changed, what it weighs, why, and the pair that shows it
# fmt: off
OPERATIONS = (
    Rule("api-path-removed-without-deprecation", _B, NARROWED, "none", "endpoint", "O 4.8.8",
        "The path is gone: whoever calls it gets 404.", _TWO, paths({}), _TWO),
    Rule("api-path-removed-with-deprecation", _I, NARROWED, "none", "endpoint", "O 4.8.8",
        "The path is gone, as had been announced.",
        paths({"/t": {"get": {"responses": _OK, "deprecated": True}}}), paths({}), _TWO),
    Rule("api-removed-without-deprecation", _B, NARROWED, "none", "endpoint", "O 4.8.9",
        "The operation is gone: whoever calls it gets 405.", _TWO, op(), _TWO),
    Rule("api-removed-with-deprecation", _I, NARROWED, "none", "endpoint", "O 4.8.10",
        "The operation is gone, as had been announced.", _OLD, op(), _TWO),
    Rule("api-removed-before-sunset", _B, NARROWED, "none", "endpoint", "RFC 8594",
        "The operation is gone before the day that was announced.", _OLD_SUN, op(), _OLD),
    Rule("api-path-removed-before-sunset", _B, NARROWED, "none", "endpoint", "RFC 8594",
        "The path is gone before the day that was announced.", _OLD_SUN, paths({}), op()),
    Rule("api-path-sunset-parse", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The operation is gone, and the day that was announced for it is no date.",
        paths({"/t": {"post": {"responses": _OK},
               "get": {"responses": _OK, "deprecated": True, "x-sunset": "soon"}}}), op(), _OLD),
    Rule("endpoint-added", _I, WIDENED, "none", "endpoint", "O 4.8.8",
        "A new operation breaks nobody.", op(), _TWO, op()),
    Rule("endpoint-deprecated", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation is announced to go.", op(), op(deprecated=True), op(deprecated=False)),
    Rule("endpoint-deprecated-with-sunset", _I, NOTE, "none", "endpoint", "RFC 8594",
        "The operation is announced to go on a day.", op(),
        op(deprecated=True, **{"x-sunset": "2999-01-01"}), op(deprecated=True)),
    Rule("endpoint-reactivated", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation is not announced to go any more.", op(deprecated=True), op(),
        op(deprecated=True)),
    Rule("api-deprecated-sunset-parse", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes is no date.", op(),
        op(deprecated=True, **{"x-sunset": "soon"}), op(deprecated=True)),
    Rule("api-deprecated-sunset-missing", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The policy asks for a day, and the deprecation names none.", None, None, None),
    Rule("api-sunset-date-too-small", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes is nearer than the policy allows.", None, None, None),
    Rule("api-sunset-date-changed-too-small", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day was moved forward, nearer than the policy allows.", None, None, None),
    Rule("sunset-deleted", _B, NOTE, "none", "endpoint", "RFC 8594",
        "The day on which the operation goes was announced and is withdrawn, not the deprecation.",
        op(deprecated=True, **{"x-sunset": "2999-01-01"}), op(deprecated=True),
        op(deprecated=True, **{"x-sunset": "2999-01-02"})),
    Rule("api-invalid-stability-level", _B, NOTE, "none", "endpoint", "oasdiff x-stability-level",
        "The stability level is none of draft, alpha, beta, stable.", op(),
        op(**{"x-stability-level": "solid"}), op(**{"x-stability-level": "beta"})),
    Rule("api-stability-decreased", _B, NOTE, "none", "endpoint", "oasdiff x-stability-level",
        "What was promised to be stable is so no more.", op(**{"x-stability-level": "beta"}),
        op(**{"x-stability-level": "alpha"}), op(**{"x-stability-level": "stable"})),
    Rule("api-operation-id-removed", _W, NOTE, "none", "endpoint", "O 4.8.10",
        "Generated clients name their methods by operationId; the wire does not carry it.",
        op(operationId="a"), op(operationId="b"), op(operationId="a")),
    Rule("api-operation-id-added", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "The operation has a name.", op(), op(operationId="a"), op()),
    Rule("api-tag-added", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "Tags order documentation and generated code.", op(), op(tags=["a"]), op(tags=[])),
    Rule("api-tag-removed", _I, NOTE, "none", "endpoint", "O 4.8.10",
        "Tags order documentation and generated code.", op(tags=["a", "b"]), op(tags=["a"]),
        op(tags=["b", "a"])),
    Rule("api-schema-removed", _I, NOTE, "none", "components", "O 4.8.7",
        "A component is not part of the wire; what used it is compared where it was used.",
        {**op(), "components": {"schemas": {"A": _S}}}, op(),
        {**op(), "components": {"schemas": {"A": _S}}}),
    Rule("api-schema-added", _I, NOTE, "none", "components", "O 4.8.7",
        "A component is not part of the wire; what uses it is compared where it is used.",
        op(), {**op(), "components": {"schemas": {"A": _S}}}, op()),
    Rule("component-changed-unused", _I, NOTE, "none", "components", "O 4.8.7",
        "Nothing that was compared leads to the component, so no message shows the difference.",
        {**op(), "components": {"schemas": {"A": _S}}},
        {**op(), "components": {"schemas": {"A": {"type": "integer"}}}},
        {**op(), "components": {"schemas": {"A": _S}}}),
    Rule("api-security-component-added", _I, NOTE, "none", "security", "O 4.8.27",
        "A scheme asks nobody for anything; operations that ask for it are compared.",
        op(), {**op(), "components": {"securitySchemes": {"k": _KEY}}}, op()),
    Rule("api-security-component-removed", _I, NOTE, "none", "security", "O 4.8.27",
        "A scheme asks nobody for anything; operations that asked for it are compared.",
        {**op(), "components": {"securitySchemes": {"k": _KEY}}}, op(),
        {**op(), "components": {"securitySchemes": {"k": {**_KEY, "name": "k"}}}}),
    Rule("webhook-added", _I, WIDENED, "none", "components", "O 4.8.1",
        "A new webhook is sent to those who subscribe.", paths({}), _HOOK, paths({})),
    Rule("webhook-removed", _B, NARROWED, "none", "components", "O 4.8.1",
        "Whoever waits for the webhook waits for ever.", _HOOK, paths({}), _HOOK),
    Rule("callback-added", _I, WIDENED, "none", "endpoint", "O 4.8.18",
        "A new callback is sent to those who asked for it.", op(), op(callbacks=_CALL), op()),
    Rule("callback-removed", _B, NARROWED, "none", "endpoint", "O 4.8.18",
        "Whoever waits for the callback waits for ever.", op(callbacks=_CALL), op(),
        op(callbacks=_CALL)),
    Rule("documentation-changed", _I, NOTE, "none", "documentation", "V 9.1",
        "Titles, descriptions and examples are for readers; nothing on the wire changes.",
        op(), op(summary="s"), op()),
    Rule("extension-changed", _I, NOTE, "none", "documentation", "O 4.9",
        "An x- field has the meaning that its author gave it; offramp does not know it.",
        op(), op(**{"x-a": 1}), op()),
    Rule("reference-not-followed", _W, NOTE, "none", "components", "O 4.8.23",
        "A reference leads out of the document. It is read only where the settings' allow-refs "
        "lists it, so what is there may have changed unseen: list it, or bundle the document.",
        op(), op(responses={"200": {"$ref": "https://example.com/r.json"}}),
        op(responses={"200": {"$ref": "#/components/responses/R"}})),
    Rule("reference-lost", _B, NARROWED, "none", "components", "O 4.8.23",
        "A reference in one of the documents leads nowhere, back to itself, or out of it. What "
        "it stands for is not known, so nothing speaks for it that it is still the same.",
        op(), op(responses={"200": {"$ref": "#/components/responses/R"}}),
        op(responses={"200": {"description": "k"}})),
    Rule("unclassified", _W, NOTE, "none", "documentation", "OpenAPI 3.2",
        "Something differs that no rule names: look at it.", op(), op(other=1), op()),
)
# fmt: on
