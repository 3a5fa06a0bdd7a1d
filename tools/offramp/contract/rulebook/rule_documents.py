"""What a rule is, and the small documents that show rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from offramp.findings import Severity


class Rule(NamedTuple):
    """Something that can change in a contract.

    Attributes:
        id: kebab case; the one that oasdiff's users know, where the meaning is the same.
        severity: what it weighs unless a policy says otherwise.
        effect: "narrowed", "widened", "changed" (both, or unknown) or "none" (an annotation).
        direction: "request", "response" or "none".
        location: body, properties, parameters, headers, security, …
        section: where the specification speaks of it ("O" OpenAPI 3.1, "V" and "C" JSON Schema
            2020-12 validation and core).
        reason: why it has its severity.
        base, cand: a pair of documents that shows it; None where it takes a policy to see it.
        near: a candidate that does not.
    """

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


STRING: dict[str, Any] = {"type": "string"}
OK: dict[str, Any] = {"200": {"description": "k"}}
JSON: dict[str, Any] = {"content": {"application/json": {"schema": STRING}}}
XML: dict[str, Any] = {"content": {"application/xml": {"schema": STRING}}}
BOTH: dict[str, Any] = {"content": {**JSON["content"], **XML["content"]}}


def op(**words: Any) -> dict[str, Any]:
    """Return a document with one operation, POST /t."""
    return paths({"/t": {"post": {"responses": OK, **words}}})


def paths(items: dict[str, Any], **words: Any) -> dict[str, Any]:
    """Return a document with some paths."""
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items, **words}


def q(**words: Any) -> dict[str, Any]:
    """Return a document whose operation takes the query parameter ``q``."""
    return op(parameters=[{"name": "q", "in": "query", "schema": STRING, **words}])


def body(value: Any) -> dict[str, Any]:
    """Return a document whose operation takes a body."""
    return op(requestBody=value)


def answer(**words: Any) -> dict[str, Any]:
    """Return a document whose operation answers 200 with something."""
    return op(responses={"200": {"description": "k", **words}})


def header(**words: Any) -> dict[str, Any]:
    """Return a document whose operation answers with the header ``X-H``."""
    return answer(headers={"X-H": {"schema": STRING, **words}})


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
    whole = {"type": "object", "properties": {"y": STRING}}
    if schema is not None:
        whole["properties"] = {"y": STRING, "z": schema}
    if required:
        whole["required"] = ["z"]
    content = {"content": {"application/json": {"schema": whole}}}
    return body(content) if direction == "request" else answer(**content)


DEFAULTED = {**STRING, "default": "a"}
ADDRESS = "https://a.example"
KEY = {"type": "apiKey", "in": "header", "name": "K"}
