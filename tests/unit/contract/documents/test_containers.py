"""Properties and items of several parts of a schema, as each part judges them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract.documents.containers import read_containers
from offramp.contract.documents.side import At
from offramp.contract.documents.view import View

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
I = {"type": "integer"}  # noqa: E741 - as the schemas beside it


def view_of(*schemas: dict[str, Any]) -> View:
    view = View()
    for schema in schemas:
        view.parts.append(At(schema, ""))
        read_containers(view, At(schema, ""), schema)
    return view


def test_a_closed_part_judges_what_the_other_parts_declare(judge: Judge, request_of: Make) -> None:
    """JSON Schema core, section 10.3.2.3: additionalProperties sees its own neighbours alone."""
    merged = {
        "allOf": [
            {"properties": {"a": S}, "additionalProperties": False},
            {"properties": {"b": S}},
        ]
    }
    flat = {"properties": {"a": S, "b": S}, "additionalProperties": False}
    assert "breaking" in judge(request_of(flat), request_of(merged)).values()


def test_each_property_has_all_that_is_said_of_it() -> None:
    view = view_of(
        {"properties": {"a/b": S, "c": S}, "required": ["c", 1]},
        {"properties": {"c": I}, "additionalProperties": I, "patternProperties": {"^x": S}},
    )
    found = {name: [(at.raw, at.pointer) for at in each] for name, each in view.properties.items()}
    assert found == {
        "a/b": [(S, "/properties/a~1b"), (I, "/additionalProperties")],
        "c": [(S, "/properties/c"), (I, "/properties/c")],
    }
    assert list(view.required.items()) == [("c", "/required")]
    assert [at.raw for at in view.additional] == [I]
    assert [at.raw for at in view.patterns["^x"]] == [S]


@pytest.mark.parametrize(
    ("schemas", "prefix", "items", "most"),
    [
        ([{"items": S}], [], [S], None),
        ([{"items": True}], [], [], None),
        ([{"prefixItems": [S, I]}], [[S], [I]], [], None),
        ([{"prefixItems": [S], "items": False}], [[S]], [], 1),
        ([{"items": [S], "additionalItems": I}], [[S]], [I], None),
        ([{"prefixItems": [S]}, {"items": I}], [[S, I]], [I], None),
        ([{"items": I}, {"prefixItems": [S]}], [[I, S]], [I], None),
    ],
)
def test_items(schemas: list[Any], prefix: list[Any], items: list[Any], most: int | None) -> None:
    view = view_of(*schemas)
    assert [[at.raw for at in each] for each in view.prefix] == prefix
    assert [at.raw for at in view.items] == items
    assert view.bounds.get("maxItems") == most
