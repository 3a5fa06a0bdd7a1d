"""Values made for a schema stand on both sides of its limits."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.values import Text, Values, follow


def made(schema: Any) -> list[Any]:
    return list(Values(Text({"s": schema}, "/s")).made())


@pytest.mark.parametrize(
    ("schema", "needed"),
    [
        ({"type": "integer", "maximum": 5}, [5, 6]),
        ({"type": "string", "minLength": 3}, ["aa", "aaa"]),
        ({"enum": ["x", "y"]}, ["x", "y"]),
        ({"const": 7}, [7]),
        ({"type": "object", "properties": {"p": {"const": 1}}, "required": ["p"]}, [{}, {"p": 1}]),
        ({"type": "object", "maxProperties": 1}, [{"n0": 1}, {"n0": 1, "n1": 1}]),
        ({"type": "array", "items": {"const": 1}, "maxItems": 2}, [[1, 1], [1, 1, 1]]),
        ({"anyOf": [{"const": "x"}, {"const": "y"}]}, ["x", "y"]),
        ({"$ref": "#/t"}, ["x"]),
    ],
)
def test_both_sides_of_a_limit(schema: Any, needed: list[Any]) -> None:
    values = list(Values(Text({"s": schema, "t": {"const": "x"}}, "/s")).made())
    assert [value for value in needed if value not in values] == []


def test_a_recursive_schema_ends() -> None:
    assert made({"properties": {"next": {"$ref": "#/s"}}})


@pytest.mark.parametrize(
    ("pointer", "found"), [("/a~1b/0", 1), ("/a~1b/7", None), ("/x", None), ("", {"a/b": [1]})]
)
def test_pointers(pointer: str, found: Any) -> None:
    """RFC 6901."""
    assert follow({"a/b": [1]}, pointer) == found
