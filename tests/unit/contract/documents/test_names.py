"""Addresses, anchors and dynamic anchors by JSON Schema 2020-12, sections 8.2 and 9.2."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract import compare
from offramp.contract.documents.members import BUNDLE
from offramp.contract.documents.names import Names, join
from offramp.contract.documents.side import At, Side, objects
from offramp.errors import CannotJudge

S, N = {"type": "string"}, {"type": "integer"}


def document(schema: Any, **schemas: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/t": {"post": {"requestBody": {"content": content}, "responses": {"200": {}}}},
        },
        "components": {"schemas": schemas},
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


E = "https://e.com/"
REFERENCES = {
    "an anchor": lambda leaf: document({"$ref": "#a"}, A={"$anchor": "a", **leaf}),
    "a dynamic anchor": lambda leaf: document({"$ref": "#a"}, A={"$dynamicAnchor": "a", **leaf}),
    "an address": lambda leaf: document({"$ref": E + "a"}, A={"$id": E + "a", **leaf}),
    "an address beside another": lambda leaf: document(
        {"$id": E + "x/y", "$ref": "z", "$defs": {"q": {"$id": "z", **leaf}}}
    ),
    "an address without a base": lambda leaf: document({"$ref": "a"}, A={"$id": "a", **leaf}),
    "a pointer in what has an address": lambda leaf: document(
        ref("A"), A={"$id": E + "a", "$ref": "#/$defs/q", "$defs": {"q": leaf}}
    ),
    "a pointer after an address": lambda leaf: document(
        {"$ref": E + "a#/$defs/q"}, A={"$id": E + "a", "$defs": {"q": leaf}}
    ),
    "an anchor after an address": lambda leaf: document(
        {"$ref": E + "a#b"}, A={"$id": E + "a", "$defs": {"q": {"$anchor": "b", **leaf}}}
    ),
    "an anchor that another resource has too": lambda leaf: document(
        {"allOf": [ref("B"), ref("A")]},
        B={"$id": E + "b", "$defs": {"q": {"$anchor": "x"}}},
        A={"$id": E + "a", "$ref": "#x", "$defs": {"q": {"$anchor": "x", **leaf}}},
    ),
    "the document's anchor, which a resource has too": lambda leaf: document(
        {"$ref": "#x"},
        A={"$id": E + "a", "$defs": {"q": {"$anchor": "x"}}},
        B={"$anchor": "x", **leaf},
    ),
    "a pointer from the document's root in what has an address": lambda leaf: document(
        ref("A"), A={"$id": E + "a", **ref("B")}, B=leaf
    ),
    "the own address of the document": lambda leaf: {
        **document({"$ref": E + "api.json#/components/schemas/A"}, A=leaf),
        "openapi": "3.2.0",
        "$self": E + "api.json",
    },
    "another document": lambda leaf: {
        **document({"$ref": "other.yaml#/x/A"}),
        BUNDLE: {
            "other.yaml": {
                "x": {"A": {"$ref": "#/x/B"}, "B": {"$ref": "#c"}, "C": {"$anchor": "c", **leaf}}
            }
        },
    },
    "back from another document": lambda leaf: {
        **document({"$ref": "d/other.yaml"}, A=leaf),
        BUNDLE: {
            "d/other.yaml": {"$ref": "../api.yaml#/components/schemas/A"},
            "api.yaml": {"$ref": "#"},
        },
    },
    "another document by its own address": lambda leaf: {
        **document({"$ref": E + "o.json#/A"}),
        BUNDLE: {"o.json": {"$id": E + "o.json", "A": leaf}},
    },
    "a dynamic reference to an anchor": lambda leaf: document(
        {"$dynamicRef": "#a"}, A={"$anchor": "a", **leaf}
    ),
    "a dynamic reference that is a pointer": lambda leaf: document(
        {"$dynamicRef": "#/components/schemas/A"}, A=leaf
    ),
    "both kinds of references": lambda leaf: document(
        {"$ref": "#/components/schemas/B", "$dynamicRef": "#/components/schemas/A"}, A=leaf, B={}
    ),
}


@pytest.mark.parametrize("form", REFERENCES)
def test_a_reference_means_what_it_leads_to(form: str) -> None:
    """Whatever the spelling: a changed leaf is breaking, and the same leaf written out is not."""
    make = REFERENCES[form]
    assert compare(make(S), make(N)).verdict == "breaking"
    assert compare(make(S), document(S)).verdict == "compatible"
    assert compare(document(S), make(S)).verdict == "compatible"
    assert compare(make(N), document(S)).verdict == "breaking"
    assert compare(make(S), make(S)).findings == ()


def page(item: Any, other: Any = True) -> dict[str, Any]:
    """A generic page, as OpenAPI's chapter on template data structures has it."""
    return document(
        ref("UserPage"),
        Page={
            "$id": "page",
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#item"}}},
            "$defs": {"item": {"$dynamicAnchor": "item", "not": {}}},
        },
        UserPage={
            "$id": "user-page",
            "$ref": "page",
            "$defs": {"item": {"$dynamicAnchor": "item", "$ref": "user"}},
        },
        User={"$id": "user", **item},
        OtherPage={
            "$id": "other-page",
            "$ref": "page",
            "$defs": {"item": {"$dynamicAnchor": "item", "allOf": [other]}},
        },
    )


def written_out(item: Any) -> dict[str, Any]:
    items = {"type": "array", "items": item}
    return document({"type": "object", "required": ["items"], "properties": {"items": items}})


def test_a_template_is_bound_by_who_uses_it() -> None:
    (breaking,) = [f for f in compare(page(S), page(N)).findings if f.severity == "breaking"]
    assert breaking.witness is not None
    assert all(isinstance(item, str) for item in breaking.witness["instance"]["items"])
    assert compare(page(S, S), page(S, N)).verdict == "compatible"
    for base, cand, verdict in ((S, S, "compatible"), (S, N, "breaking")):
        assert compare(page(base), written_out(cand)).verdict == verdict
        assert compare(written_out(base), page(cand)).verdict == verdict


def tree(data: Any, **words: Any) -> dict[str, Any]:
    """The tree of JSON Schema's own example: a stricter tree has stricter children."""
    children = {"type": "array", "items": {"$dynamicRef": "#node"}}
    return document(
        ref("Strict"),
        Tree={
            "$id": E + "tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "properties": {"data": True, "children": children},
        },
        Strict={
            "$id": E + "strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "properties": {"data": data},
            **words,
        },
    )


def test_a_recursive_template_is_bound_all_the_way_down() -> None:
    assert compare(tree(S), tree(N)).verdict == "breaking"
    assert compare(tree(S), tree(S, unevaluatedProperties=False)).verdict == "breaking"
    made = Side(tree(S, unevaluatedProperties=False), "3.1")
    (copied,) = [at for ref, at in made._targets.items() if at and ref.count("#") == 2]
    assert copied.pointer == "/components/schemas/Tree"
    assert copied.raw["properties"]["children"]["items"] == ref("Strict")


def test_bindings_do_not_multiply_without_end() -> None:
    schemas: dict[str, Any] = {}
    for i in range(40):
        binding = {"b": {"$dynamicAnchor": f"n{i}", "$dynamicRef": f"#n{i}"}}
        both = [{"$ref": f"s{i + 1}"}, {"$ref": f"t{i + 1}"}]
        schemas[f"S{i}"] = {"$id": f"s{i}", "allOf": both, "$defs": binding}
        schemas[f"T{i}"] = {"$id": f"t{i}", "allOf": both, "$defs": binding}
    schemas["S40"], schemas["T40"] = {"$id": "s40"}, {"$id": "t40", "$dynamicRef": "#n1"}
    with pytest.raises(CannotJudge, match="too many bindings"):
        Names(document(ref("S0"), **schemas))


@pytest.mark.parametrize(
    "schema",
    [
        {"$id": 5, "$anchor": 7, "$dynamicAnchor": [], "$dynamicRef": 9},
        {"$id": "http://[::1", "$ref": "x"},
        {"$ref": "http://[::1"},
        {"$id": "", "$ref": ""},
        {"$dynamicAnchor": "a", "$dynamicRef": "#a"},
        {"$id": "a", "$ref": "a"},
        {"$anchor": "a", "$ref": "#a"},
    ],
)
def test_what_makes_no_sense_ends(schema: Any) -> None:
    made = document(ref("A"), A=schema)
    assert compare(made, made).findings == ()
    compare(document(S), made)


def test_data_is_not_read_for_names() -> None:
    example = {"$id": E + "a", "$anchor": "a", "$ref": "#a", "$dynamicRef": "#a"}
    properties = {"$id": S, "$ref": S, "example": {"$anchor": "a", "type": "string"}}
    made = document(
        {"$ref": "#a"}, A={"example": example, "enum": [example], "properties": properties}
    )
    data = Names(made).data
    schemas = data["components"]["schemas"]
    assert schemas["A"]["example"] == example
    assert schemas["A"]["enum"] == [example]
    place = data["paths"]["/t"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert place == {"$ref": "#/components/schemas/A/properties/example"}
    assert {"$anchor": "a", "type": "string"} in [at.raw for at in objects(At(made, ""))]
    assert example not in [at.raw for at in objects(At(made, ""))]


def test_the_document_is_left_as_it_was() -> None:
    made = page(S)
    before = repr(made)
    Names(made)
    assert repr(made) == before


@pytest.mark.parametrize(
    ("base", "reference", "address"),
    [
        ("", "a.yaml#/x", "a.yaml"),
        ("d/a.yaml", "b.yaml", "d/b.yaml"),
        ("d/a.yaml", "../b.yaml", "b.yaml"),
        ("a.yaml", "../../b.yaml", "../../b.yaml"),
        ("a.yaml", "./b%20c.yaml", "b c.yaml"),
        ("a.yaml", "#x", "a.yaml"),
        ("a.yaml", E + "b", E + "b"),
        (E + "d/a", "../b?c=1#d", E + "b?c=1"),
        (E + "d/a", "//f.com/b", "https://f.com/b"),
        ("urn:a:b", "#x", "urn:a:b"),
        (E, "http://[::1", "http://[::1"),
    ],
)
def test_addresses_are_joined(base: str, reference: str, address: str) -> None:
    assert join(base, reference) == address
