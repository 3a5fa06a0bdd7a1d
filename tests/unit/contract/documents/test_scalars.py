"""Scalar keywords of several parts are tightened into one."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.scalars import common, read_scalars
from offramp.contract.documents.view import View


def read(*schemas: dict[str, Any]) -> View:
    view = View()
    for schema in schemas:
        read_scalars(view, schema)
    return view


@pytest.mark.parametrize(
    ("schemas", "bounds"),
    [
        ([{"minLength": 2}, {"minLength": 1}], {"minLength": 2}),
        ([{"maxItems": 2}, {"maxItems": 1}], {"maxItems": 1}),
        ([{"minItems": 0}], {}),
        ([{"minimum": 1, "exclusiveMinimum": True}], {"minimum": (1, True)}),
        ([{"minimum": 1, "exclusiveMinimum": False}], {"minimum": (1, False)}),
        ([{"minimum": 3, "exclusiveMinimum": 1}], {"minimum": (3, False)}),
        ([{"maximum": 3}, {"exclusiveMaximum": 3}], {"maximum": (3, True)}),
        ([{"maximum": True}], {}),
        ([{"format": "byte"}], {"contentEncoding": "base64"}),
        ([{"format": "binary"}], {"contentMediaType": "application/octet-stream"}),
        ([{"uniqueItems": False}], {}),
    ],
)
def test_limits(schemas: list[dict[str, Any]], bounds: dict[str, Any]) -> None:
    assert read(*schemas).bounds == bounds


def test_sets_are_conjunctions() -> None:
    view = read({"pattern": "a", "format": "date"}, {"pattern": "b", "multipleOf": 2})
    assert view.sets == {
        "pattern": frozenset({"a", "b"}),
        "format": frozenset({"date"}),
        "multipleOf": frozenset({2}),
    }
    assert read({"pattern": ".*", "format": "password"}).sets == {}


def test_enumerations_intersect() -> None:
    assert list((read({"enum": ["a", 1]}, {"enum": [1.0, "b"]}).enum or {}).values()) == [1]
    assert read({"enum": ["a"]}, {"const": "b"}).enum == {}
    assert common({"1": 1}, None) == {"1": 1}
