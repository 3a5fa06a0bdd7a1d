"""Keywords that are taken as a whole: not, if, contains, dependent…, unevaluated…"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
O = {"type": "object"}  # noqa: E741 - a schema's shortest name
A = {"type": "array"}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            {**S, "not": {"enum": ["a", "b"]}},
            {**S, "not": {"enum": ["a"]}},
            {"not-changed": "info"},
        ),
        (
            {**S, "not": {"enum": ["a"]}},
            {**S, "not": {"enum": ["a", "b"]}},
            {"not-changed": "breaking"},
        ),
        ({**A, "contains": S, "minContains": 0}, A, {}),
        (A, {**A, "contains": S}, {"contains-added": "breaking"}),
        (
            {**A, "contains": S},
            {**A, "contains": S, "minContains": 2},
            {"min-contains-increased": "breaking"},
        ),
        (
            {**A, "contains": S, "maxContains": 2},
            {**A, "contains": S},
            {"max-contains-unset": "info"},
        ),
        ({**O, "unevaluatedProperties": True}, O, {}),
        (O, {**O, "unevaluatedProperties": False}, {"unevaluated-properties-added": "breaking"}),
        (
            {**O, "propertyNames": {"maxLength": 3}},
            {**O, "propertyNames": {"maxLength": 5}},
            {"max-length-increased": "info"},
        ),
        (
            {**O, "dependentRequired": {"a": ["b"]}},
            {**O, "dependentRequired": {"a": ["b", "c"]}},
            {"dependent-required-changed": "breaking"},
        ),
        (
            {**O, "dependentSchemas": {"a": {"required": ["b"]}}},
            {**O, "dependentSchemas": {"a": {"required": ["b", "c"]}}},
            {"became-required": "breaking"},
        ),
        ({**O, "if": {"required": ["a"]}}, O, {}),
        (
            {**O, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
            {
                **O,
                "if": {"required": ["a"]},
                "then": {"required": ["b"]},
                "else": {"required": ["c"]},
            },
            {"became-required": "breaking"},
        ),
        ({**S, "contains": S}, S, {}),
    ],
)
def test_wholes(judge: Judge, request_of: Make, old: Any, new: Any, rules: dict[str, str]) -> None:
    found = judge(request_of(old), request_of(new))
    short = {
        rule.removeprefix("request-body-").removeprefix("request-property-"): severity
        for rule, severity in found.items()
    }
    assert short == rules
