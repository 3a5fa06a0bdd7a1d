"""Examples that do not fit their schema are found wherever examples may stand."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.validation.examples import misfits

S = {"type": "string"}


def found(where: str, holder: dict[str, Any]) -> list[str]:
    data: dict[str, Any] = {"openapi": "3.1.0", "components": {where: {"A": holder}}}
    return [pointer for pointer, _ in misfits(Side(data, "3.1"), 100)]


@pytest.mark.parametrize(
    ("where", "holder", "pointers"),
    [
        ("schemas", {**S, "example": 1}, ["/example"]),
        ("schemas", {**S, "examples": ["a", 1]}, ["/examples/1"]),
        ("schemas", {**S, "example": "a"}, []),
        ("schemas", {"type": "object", "properties": {"example": S}}, []),
        (
            "schemas",
            {"type": "object", "properties": {"p": {**S, "example": 1}}},
            ["/properties/p/example"],
        ),
        ("parameters", {"name": "q", "in": "query", "schema": S, "example": 1}, ["/example"]),
        ("headers", {"schema": S, "examples": {"e": {"value": 1}}}, ["/examples/e/value"]),
        ("headers", {"schema": S, "examples": {"e": {"externalValue": "x"}}}, []),
        ("headers", {"schema": {"$ref": "https://example.com"}, "example": 1}, []),
    ],
)
def test_examples(where: str, holder: dict[str, Any], pointers: list[str]) -> None:
    assert found(where, holder) == [f"/components/{where}/A{pointer}" for pointer in pointers]


def test_no_more_than_asked_for_are_looked_at() -> None:
    schemas = {str(n): {**S, "example": 1} for n in range(20)}
    side = Side({"components": {"schemas": schemas}}, "3.1")
    assert len(list(misfits(side, 5))) == 5
