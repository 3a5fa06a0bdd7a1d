"""Alternatives of security are sets; tightening is breaking (the peer calls it information)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

SCHEMES = {
    "k": {"type": "apiKey", "in": "header", "name": "K"},
    "b": {"type": "http", "scheme": "basic"},
    "o": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a", "scopes": {}}}},
}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (None, [{"k": []}], {"api-security-added": "breaking"}),
        ([{"k": []}], None, {"api-security-alternative-added": "info"}),
        ([{"k": []}], [{}, {"k": []}], {"api-security-alternative-added": "info"}),
        ([{}, {"k": []}], [{"k": []}], {"api-security-added": "breaking"}),
        ([{"k": []}, {"b": []}], [{"b": []}], {"api-security-removed": "breaking"}),
        ([{"k": []}], [{"k": [], "b": []}], {"api-security-added": "breaking"}),
        ([{"k": [], "b": []}], [{"k": []}], {"api-security-alternative-added": "info"}),
        ([{"o": ["r"]}], [{"o": ["r", "w"]}], {"api-security-scope-added": "breaking"}),
        ([{"o": ["r", "w"]}], [{"o": ["r"]}], {"api-security-scope-removed": "info"}),
        ([{"k": []}, {"b": []}], [{"b": []}, {"k": []}], {}),
        (None, [{}], {}),
        (None, [], {}),
    ],
)
def test_alternatives(judge: Judge, service: Make, old: Any, new: Any, rules: Any) -> None:
    def secured(security: Any) -> Document:
        made = service() if security is None else service(security=security)
        return {**made, "components": {"securitySchemes": SCHEMES}}

    assert judge(secured(old), secured(new)) == rules


def test_security_of_the_document_holds_where_an_operation_has_none(
    judge: Judge, service: Make
) -> None:
    components = {"securitySchemes": SCHEMES}
    whole = {**service(), "security": [{"k": []}], "components": components}
    each = {**service(security=[{"k": []}]), "components": components}
    free = {**service(security=[]), "security": [{"k": []}], "components": components}
    assert judge(whole, each) == {}
    assert judge(free, each) == {"api-security-added": "breaking"}


def test_the_place_of_a_key_is_one_cause(judge: Judge, service: Make) -> None:
    def carried(place: str) -> Document:
        scheme = {"type": "apiKey", "in": place, "name": "K"}
        return {
            **service(security=[{"k": []}]),
            "components": {"securitySchemes": {"k": scheme}},
        }

    assert judge(carried("header"), carried("query")) == {
        "api-security-component-changed": "breaking"
    }


def test_a_renamed_scheme_is_the_same_scheme(judge: Judge, service: Make) -> None:
    base = {**service(security=[{"k": []}]), "components": {"securitySchemes": {"k": SCHEMES["k"]}}}
    cand = {**service(security=[{"m": []}]), "components": {"securitySchemes": {"m": SCHEMES["k"]}}}
    assert judge(base, cand) == {}


def test_servers_at_all_levels(judge: Judge, service: Make) -> None:
    def served(level: str, url: str) -> Document:
        made = service()
        item = made["paths"]["/t"]
        holder = {"document": made, "path": item, "operation": item["post"]}[level]
        holder["servers"] = [{"url": url}]
        return made

    for level in ("document", "path", "operation"):
        found = judge(served(level, "https://a.example"), served(level, "https://b.example"))
        assert found == {"api-server-removed": "breaking", "api-server-added": "info"}
        assert (
            judge(served("document", "https://a.example"), served(level, "HTTPS://A.example/"))
            == {}
        )
    assert judge(service(), served("document", "https://a.example")) == {"api-server-added": "info"}
    assert judge(served("document", "https://a.example"), service()) == {
        "api-server-removed": "breaking",
        "api-server-added": "info",
    }
    assert judge(served("document", "/"), service()) == {}
