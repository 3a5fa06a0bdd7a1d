"""How credentials are carried, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract.operations.schemes import scheme_key

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]
KEY = {"type": "apiKey", "in": "header", "name": "X-K"}
CODE = {"authorizationUrl": "https://a.example", "tokenUrl": "https://t.example", "scopes": {}}


def guarded(service: Make, scheme: Any) -> Document:
    return {**service(security=[{"k": []}]), "components": {"securitySchemes": {"k": scheme}}}


def oauth(**words: Any) -> dict[str, Any]:
    return {"type": "oauth2", "flows": {"authorizationCode": {**CODE, **words}}}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (KEY, {**KEY, "name": "x-k"}, {}),
        (KEY, {**KEY, "in": "cookie"}, {"api-security-component-changed": "breaking"}),
        (KEY, {"type": "mutualTLS"}, {"api-security-component-type-changed": "breaking"}),
        (KEY, {**KEY, "deprecated": True}, {"documentation-changed": "info"}),
        (KEY, {**KEY, "description": "d"}, {"documentation-changed": "info"}),
        (KEY, {**KEY, "other": 1}, {"unclassified": "warning"}),
        (
            oauth(),
            oauth(refreshUrl="https://r.example"),
            {"documentation-changed": "info"},
        ),
        (
            oauth(refreshUrl="https://r.example"),
            oauth(refreshUrl="https://s.example"),
            {"api-security-component-changed": "breaking"},
        ),
        (
            oauth(scopes={"r": "a"}),
            oauth(scopes={"r": "b", "w": ""}),
            {
                "api-security-component-oauth-scope-added": "info",
                "documentation-changed": "info",
            },
        ),
        (
            oauth(),
            {"type": "oauth2", "flows": {"authorizationCode": {**CODE, "x-a": 1}}},
            {"extension-changed": "info"},
        ),
    ],
)
def test_a_scheme_that_is_asked_for(
    judge: Judge, service: Make, old: Any, new: Any, rules: Any
) -> None:
    assert judge(guarded(service, old), guarded(service, new)) == rules


def test_the_key_of_a_scheme_is_what_clients_do() -> None:
    assert scheme_key({**KEY, "description": "d"}) == scheme_key({**KEY, "name": "x-K"})
    assert scheme_key(KEY) != scheme_key({**KEY, "in": "query"})
    assert scheme_key(oauth()) != scheme_key(oauth(tokenUrl="https://u.example"))
    assert scheme_key(None) == ""
