"""References, path items and parameters are read by the specification (D4, D5)."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.side import At, Side, escape, path_key, path_names

S = {"type": "string"}


def side(**words: Any) -> Side:
    return Side({"openapi": "3.1.0", **words}, "3.1")


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ("#/components/schemas/A", "/components/schemas/A"),
        ("#/components/schemas/A~1b", "/components/schemas/A~1b"),
        ("#/components/schemas/%C3%A9", "/components/schemas/é"),
        ("#/components/schemas/A/anyOf/0", "/components/schemas/A/anyOf/0"),
        ("#", ""),
        ("#name", "/components/schemas/A"),
        ("https://example.com/root#name", None),
        ("#/nowhere", None),
        ("other.json", None),
    ],
)
def test_references(ref: str, pointer: str | None) -> None:
    schemas = {"A": {"$anchor": "name", "anyOf": [S]}, "A/b": S, "é": S}
    found = side(components={"schemas": schemas}).target(ref)
    assert (found.pointer if found else None) == pointer


def test_references_through_references_end() -> None:
    responses = {
        "A": {"$ref": "#/components/responses/B"},
        "B": {"description": "k"},
        "C": {"$ref": "#/components/responses/C"},
    }
    made = side(components={"responses": responses})
    start = made.root.child("components", "responses")
    assert made.follow(start.child("A")).raw == {"description": "k"}
    assert "$ref" in made.follow(start.child("C")).raw


def test_only_methods_are_operations() -> None:
    """D4: summary and x-* were taken for methods."""
    item = {
        "summary": {"a": 1},
        "parameters": [],
        "servers": [],
        "x-get": {},
        "get": {},
        "trace": {},
        "query": {},
        "post": None,
        "additionalOperations": {"COPY": {}},
    }
    found = side(paths={"/a": item}).operations(At(item, "/paths/~1a"))
    assert sorted(found) == ["COPY", "GET", "QUERY", "TRACE"]


def test_a_path_item_by_reference_with_siblings() -> None:
    held = {"get": {"summary": "held"}, "put": {"summary": "held"}}
    made = side(components={"pathItems": {"I": held}})
    item = At({"$ref": "#/components/pathItems/I", "get": {"summary": "own"}}, "/paths/~1a")
    found = made.operations(item)
    assert found["GET"].at.raw["summary"] == "own"
    assert found["PUT"].at.pointer == "/components/pathItems/I/put"


def test_parameters_are_merged_and_header_names_have_no_case() -> None:
    """D4: a path-level parameters list crashed the original."""
    shared = [
        {"name": "q", "in": "query", "description": "path"},
        {"name": "X-A", "in": "header"},
        {"name": "Authorization", "in": "header"},
        {"$ref": "#/components/parameters/C"},
        None,
    ]
    own = [{"name": "q", "in": "query", "description": "own"}]
    item = {"parameters": shared, "get": {"parameters": own}}
    made = side(paths={"/a": item}, components={"parameters": {"C": {"name": "c", "in": "cookie"}}})
    operation = made.operations(made.root.child("paths", "/a"))["GET"]
    found = made.parameters(operation)
    assert sorted(found) == [("cookie", "c"), ("header", "x-a"), ("query", "q")]
    assert found["query", "q"].raw["description"] == "own"


def test_what_leads_out_of_the_document() -> None:
    made = side(
        paths={"/a": {"$ref": "items.yaml#/a"}},
        components={
            "schemas": {
                "A": {"$id": "https://example.com/a"},
                "B": {"$ref": "https://example.com/a"},
                "C": {"$ref": "#/components/schemas/A"},
            }
        },
    )
    assert made.remote() == ["items.yaml#/a"]


def test_names_in_templates() -> None:
    assert path_key("/a/{x}/b/{y}.json") == "/a/{}/b/{}.json"
    assert path_names("/a/{x}/b/{y}.json") == ["x", "y"]
    assert escape("a/b~c") == "a~1b~0c"


def test_a_child_of_nothing_is_nothing() -> None:
    at = At({"a": [1]}, "")
    assert at.child("a", 0).raw == 1
    assert at.child("a", 7).raw is None
    assert at.child("b", "c").raw is None
    assert at.child("a", "x").raw is None
    assert list(At(None, "").members()) == []
    assert list(At({}, "").items()) == []
