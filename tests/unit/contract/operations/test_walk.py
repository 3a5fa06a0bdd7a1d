"""Webhooks, callbacks and operations, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
OK = {"200": {"description": "k"}}


def test_a_removed_path_is_one_cause(service: Make) -> None:
    from offramp.contract import compare

    base = service()
    base["paths"]["/gone"] = {"get": {"responses": OK}, "put": {"responses": OK}}
    (finding,) = compare(base, service()).findings
    assert finding.rule == "api-path-removed-without-deprecation"
    assert finding.operations == ("GET /gone", "PUT /gone")


def test_ambiguous_templates_keep_their_names(judge: Judge) -> None:
    def document(*names: str) -> Document:
        items = {f"/a/{{{name}}}": {"get": {"responses": OK, "summary": name}} for name in names}
        return {"openapi": "3.1.0", "info": {}, "paths": items}

    assert judge(document("x", "y"), document("y", "x")) == {}
    assert judge(document("x", "y"), document("y")) == {
        "api-path-removed-without-deprecation": "breaking"
    }


def test_webhooks(judge: Judge) -> None:
    def hooked(**parameters: Any) -> Document:
        listed = [{"name": n, "in": "header", "schema": S, **p} for n, p in parameters.items()]
        item = {"post": {"parameters": listed, "responses": OK}}
        return {"openapi": "3.1.0", "info": {}, "webhooks": {"w": item}}

    promised = {"required": True}
    assert judge(hooked(a=promised), hooked()) == {"required-response-header-removed": "breaking"}
    assert judge(hooked(), hooked(a=promised)) == {"response-header-added": "info"}


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"tags": ["a"]}, "api-tag-added"),
        ({"operationId": "a"}, "api-operation-id-added"),
        ({"summary": "s"}, "documentation-changed"),
        ({"x-a": 1}, "extension-changed"),
        ({"unheard": {"a": 1}}, "unclassified"),
    ],
)
def test_words_of_an_operation(judge: Judge, service: Make, words: Any, rule: str) -> None:
    assert list(judge(service(), service(**words))) == [rule]


def test_the_unclassified_is_explained(service: Make) -> None:
    from offramp.contract import compare

    base, cand = service(unheard={"a": 1}), service(unheard={"a": 2})
    (finding,) = compare(base, cand).findings
    assert "unheard" in finding.message
    assert "1" in finding.message
    assert "2" in finding.message
