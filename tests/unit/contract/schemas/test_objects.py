"""Names are compared one by one; a client reads what the base declared (issue 3, item 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
I = {"type": "integer"}  # noqa: E741 - a schema's shortest name


def thing(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        made["required"] = list(required)
    return made


CLOSED = {"additionalProperties": False}
NUMBERS = {"additionalProperties": {"type": "integer"}}

REQUESTS = [
    (thing(a=S), thing(a=S, b=S), {"new-optional-request-property": "info"}),
    (thing(a=S), thing(("b",), a=S, b=S), {"new-required-request-property": "breaking"}),
    (
        thing(a=S),
        thing(("b",), a=S, b={**S, "default": "x"}),
        {"new-required-request-property-with-default": "breaking"},
    ),
    (thing(a=S, b=S), thing(a=S), {"request-property-removed": "warning"}),
    (
        {**thing(a=S, b=S), **CLOSED},
        {**thing(a=S), **CLOSED},
        {"request-property-forbidden": "breaking"},
    ),
    (
        thing(a=S),
        {**thing(a=S), **CLOSED},
        {"request-body-additional-properties-forbidden": "breaking"},
    ),
    (
        {**thing(a=S), **NUMBERS},
        {**thing(a=S, b=S), **NUMBERS},
        {"new-optional-request-property": "info", "request-property-type-changed": "breaking"},
    ),
    (
        {**thing(a=S), **NUMBERS},
        {**thing(a=S, b=I), **NUMBERS},
        {"new-optional-request-property": "info"},
    ),
    (
        {**thing(a=S), **CLOSED},
        {**thing(a=S, b=S), **CLOSED},
        {"new-optional-request-property": "info"},
    ),
    (
        thing(a=S, b=S),
        {**thing(a=S), **NUMBERS},
        {"request-property-removed": "warning", "request-property-type-changed": "breaking"},
    ),
    (
        {"type": "object"},
        {"type": "object", "required": ["a"]},
        {"request-property-became-required": "breaking"},
    ),
    (
        {"type": "object", "required": ["a"]},
        thing(a=S),
        {"request-property-became-optional": "info", "request-property-type-changed": "breaking"},
    ),
    (
        thing(a={**S, "readOnly": True}),
        thing(("a",), a={**S, "readOnly": True}),
        {"request-property-became-required": "info"},
    ),
    (
        thing(a={**S, "readOnly": True}),
        thing(a={**I, "readOnly": True}),
        {"request-property-type-changed": "info"},
    ),
    (
        thing(("a",), a={**S, "readOnly": True}),
        thing(("a",), a=S),
        {"request-required-property-became-not-read-only": "breaking"},
    ),
]

RESPONSES = [
    (thing(a=S), thing(a=S, b=S), {"response-optional-property-added": "info"}),
    (
        {**thing(a=S), **CLOSED},
        {**thing(a=S, b=S), **CLOSED},
        {"response-optional-property-added": "info"},
    ),
    (thing(a=S, b=S), thing(a=S), {"response-optional-property-removed": "warning"}),
    (thing(("b",), a=S, b=S), thing(a=S), {"response-required-property-removed": "breaking"}),
    (thing(("a",), a=S), thing(a=S), {"response-property-became-optional": "breaking"}),
    (
        {"type": "object", "required": ["a"]},
        thing(a=S),
        {
            "response-property-became-optional": "breaking",
            "response-property-type-specialized": "info",
        },
    ),
    (
        thing(("a",), a={**S, "writeOnly": True}),
        thing(),
        {"response-required-write-only-property-removed": "info"},
    ),
    (
        thing(("a",), a=S),
        thing(("a",), a={**S, "writeOnly": True}),
        {"response-required-property-became-write-only": "breaking"},
    ),
    (
        {**thing(a=S), **NUMBERS},
        {**thing(a=S, b=S), **NUMBERS},
        {"response-optional-property-added": "info", "response-property-type-changed": "breaking"},
    ),
    (
        {**thing(a=S), **CLOSED},
        thing(a=S),
        {"response-body-additional-properties-allowed": "breaking"},
    ),
    (
        thing(a=S),
        {**thing(a=S), **CLOSED},
        {"response-body-additional-properties-forbidden": "info"},
    ),
]


@pytest.mark.parametrize(("old", "new", "rules"), REQUESTS)
def test_requests(judge: Judge, request_of: Make, old: Any, new: Any, rules: Any) -> None:
    assert judge(request_of(old), request_of(new)) == rules


@pytest.mark.parametrize(("old", "new", "rules"), RESPONSES)
def test_responses(judge: Judge, response_of: Make, old: Any, new: Any, rules: Any) -> None:
    assert judge(response_of(old), response_of(new)) == rules


def test_read_only_by_reference(judge: Judge, request_of: Make) -> None:
    ref = {"$ref": "#/components/schemas/R"}
    read_only = {**S, "readOnly": True}
    found = judge(
        request_of(thing(a=ref), R=read_only), request_of(thing(("a",), a=ref), R=read_only)
    )
    assert found == {"request-property-became-required": "info"}


@pytest.mark.parametrize(
    ("old", "new", "request_rule", "response_rule"),
    [
        ({"items": S}, {"items": I}, "breaking", "breaking"),
        ({}, {"prefixItems": [S]}, "breaking", "info"),
        ({"prefixItems": [S]}, {}, "info", "breaking"),
        ({"items": S}, {"prefixItems": [S], "items": S}, "info", "info"),
        ({"prefixItems": [S], "items": False}, {"prefixItems": [S]}, "info", "breaking"),
    ],
)
def test_items_by_position(
    judge: Judge,
    request_of: Make,
    response_of: Make,
    old: Any,
    new: Any,
    request_rule: str,
    response_rule: str,
) -> None:
    base, cand = ({"type": "array", **each} for each in (old, new))
    for make, worst in ((request_of, request_rule), (response_of, response_rule)):
        severities = judge(make(base), make(cand)).values()
        assert ("breaking" in severities) == (worst == "breaking")


def test_a_closed_object_that_forgets_a_pattern(judge: Judge, request_of: Make) -> None:
    patterned = {**thing(a=S), **CLOSED, "patternProperties": {"^x": S}}
    assert "breaking" in judge(request_of(patterned), request_of({**thing(a=S), **CLOSED})).values()


def test_a_pattern_speaks_of_undeclared_names(judge: Judge, request_of: Make) -> None:
    patterned = {"type": "object", "patternProperties": {"^x": I}}
    found = judge(request_of(thing(x1=S)), request_of(patterned))
    assert found["request-property-type-changed"] == "breaking"
