"""References, path items and parameters are read by the specification (D4, D5)."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import At, Side, path_key, path_names

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
        ("#name", None),
        ("#/components/schemas/A/anyOf/1", None),
        ("#/components/%ZZ/%", None),
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
    assert made.remote() == {"items.yaml#/a": "/paths/~1a/$ref"}


def test_names_are_pointers() -> None:
    schemas = {"A": {"$anchor": "name"}, "B": {"$ref": "#name"}}
    made = side(components={"schemas": schemas})
    assert made.root.raw["components"]["schemas"]["B"] == {"$ref": "#/components/schemas/A"}


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ("#/components/schemas/A", "/components/schemas/C"),
        ("#/components/schemas/true", "/components/schemas/true"),
        ("#/components/schemas/sibling", "/components/schemas/sibling"),
        ("#/components/schemas/cycle", None),
        ("#/components/schemas/text", None),
        ("#/components/parameters/P", None),
        ("#/components/parameters/P/schema", "/components/parameters/P/schema"),
        ("#/components/schemas", None),
        ("#/paths/~1a", None),
        ("#/paths/~1a/get", None),
        ("#/info", None),
        ("#", None),
        ("https://example.com/a.json", None),
    ],
)
def test_what_is_a_schema(ref: str, pointer: str | None) -> None:
    def to(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    schemas: dict[str, Any] = {
        "A": to("B"),
        "B": to("C"),
        "C": S,
        "true": True,
        "text": "string",
        "sibling": {**to("C"), "title": "t"},
        "cycle": to("circle"),
        "circle": to("cycle"),
    }
    made = side(
        info={"title": "t"},
        paths={"/a": {"get": {}}},
        components={"schemas": schemas, "parameters": {"P": {"schema": S}}},
    )
    found = made.schema(ref)
    assert (found.pointer if found else None) == pointer


def test_a_long_chain_of_references_has_an_end() -> None:
    chain = {f"A{i}": {"$ref": f"#/components/schemas/A{i + 1}"} for i in range(5000)}
    made = side(components={"schemas": {**chain, "A5000": S}})
    found = made.schema("#/components/schemas/A0")
    assert found is not None
    assert found.raw == S


def test_lost_references_are_noted() -> None:
    responses = {"A": {"$ref": "#/components/responses/B"}, "B": {"$ref": "#/nowhere"}}
    made = side(components={"responses": responses})
    made.follow(made.root.child("components", "responses", "A"))
    assert made.lost == {"#/nowhere": "/components/responses/B"}


def test_siblings_of_a_path_items_reference_are_merged() -> None:
    query = {"name": "q", "in": "query"}
    made = side(
        paths={"/a": {"$ref": "#/components/pathItems/I", "parameters": [query]}},
        components={"pathItems": {"I": {"get": {}, "servers": [{"url": "/"}]}}},
    )
    operation = made.operations(made.root.child("paths", "/a"))["GET"]
    assert operation.at.pointer == "/components/pathItems/I/get"
    assert operation.item.raw == {"get": {}, "servers": [{"url": "/"}], "parameters": [query]}
    (parameter,) = made.parameters(operation).values()
    assert parameter.pointer == "/paths/~1a/parameters/0"


@pytest.mark.parametrize("first", ["~1a", "~1b"])
def test_path_items_that_refer_to_one_another_end(first: str) -> None:
    made = side(paths={"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}})
    at = made.target(f"#/paths/{first}")
    assert at is not None
    assert made.operations(at) == {}
    assert made.lost


def test_names_in_templates() -> None:
    assert path_key("/a/{x}/b/{y}.json") == "/a/{}/b/{}.json"
    assert path_names("/a/{x}/b/{y}.json") == ["x", "y"]


def test_a_child_of_nothing_is_nothing() -> None:
    at = At({"a": [1]}, "")
    assert at.child("a", 0).raw == 1
    assert at.child("a", 7).raw is None
    assert at.child("b", "c").raw is None
    assert at.child("a", "x").raw is None
    assert list(At(None, "").members()) == []
    assert list(At({}, "").items()) == []


def test_what_a_pointer_leads_to() -> None:
    made = side(
        paths={"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/p"}, S]}}},
        components={"parameters": {"p": {"name": "p"}}},
    )
    assert made.at("").raw["paths"]
    assert made.at("/paths/~1a/get/parameters/0") == ({"name": "p"}, "/components/parameters/p")
    assert made.at("/paths/~1a/get/parameters/1").raw == S
    assert made.at("/paths/~1a/get/parameters/2").raw is None
    assert made.at("/paths/~1a/put/parameters").raw is None
