"""oneOf accepts what exactly one alternative accepts (JSON Schema core, section 10.2.1.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}


def test_an_alternative_that_takes_values_away(judge: Judge, request_of: Make) -> None:
    old = {"type": "object", "properties": {"z": S}}
    found = judge(
        request_of({"oneOf": [old]}), request_of({"oneOf": [old, {**old, "required": ["z"]}]})
    )
    assert found["request-body-one-of-overlapping"] == "breaking"


def test_alternatives_that_may_both_match_now(
    judge: Judge, request_of: Make, response_of: Make
) -> None:
    some = [{"type": "integer", "maximum": 9}, {"type": "integer", "minimum": 5}]
    old, new = {"oneOf": some}, {"anyOf": some}
    assert judge(request_of(old), request_of(new)) == {"request-body-one-of-separated": "info"}
    assert judge(response_of(old), response_of(new)) == {
        "response-body-one-of-separated": "breaking"
    }
