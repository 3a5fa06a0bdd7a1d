"""A slice judges its value as the whole schema does, and is small."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.contract.documents.side import At, Side
from offramp.contract.documents.standalone import Standalone, TooLarge

S = {"type": "string"}


def writer(
    schemas: dict[str, Any] | None = None, version: str = "3.1", direction: str = "request"
) -> Standalone:
    return Standalone(Side({"components": {"schemas": schemas or {}}}, version), direction)


def test_references_become_definitions() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/T"}}}
    made = writer({"T": tree}).whole((At({"$ref": "#/components/schemas/T"}, ""),))
    assert jsonschema_rs.is_valid(made, {"next": {"next": {}}})
    assert not jsonschema_rs.is_valid(made, {"next": {"next": 1}})


def test_a_slice_has_what_bears_on_the_value() -> None:
    wide = {"type": "object", "properties": {f"p{i}": S for i in range(1000)}, "required": ["p1"]}
    made = writer().slice((At(wide, ""),), {"p1": "a"})
    assert len(json.dumps(made)) < 300
    assert jsonschema_rs.is_valid(made, {"p1": "a"})


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({**S, "nullable": True}, None, 1),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, 2, 1),
        ({"type": "integer", "format": "int32"}, 2**31 - 1, 2**31),
        ({"type": "array", "items": [S], "additionalItems": False}, ["a"], ["a", "b"]),
        ({"allOf": [S], "nullable": True}, None, 1),
    ],
)
def test_old_spellings(schema: dict[str, Any], good: object, bad: object) -> None:
    for value, valid in ((good, True), (bad, False)):
        for made in (
            writer(version="3.0").whole((At(schema, ""),)),
            writer(version="3.0").slice((At(schema, ""),), value),
        ):
            assert jsonschema_rs.is_valid(made, value) is valid


def test_read_only_properties_are_not_required_of_a_request() -> None:
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"$ref": "#/components/schemas/I"}},
    }
    schemas = {"I": {**S, "readOnly": True}}
    for direction, valid in (("request", True), ("response", False)):
        made = writer(schemas, direction=direction).slice((At(schema, ""),), {})
        assert jsonschema_rs.is_valid(made, {}) is valid


def test_what_is_too_large_or_elsewhere_is_refused() -> None:
    many = {"properties": {str(n): {"type": "string"} for n in range(1000)}}
    with pytest.raises(TooLarge):
        writer().whole((At(many, ""),))
    with pytest.raises(TooLarge):
        writer().slice((At({"$ref": "https://example.com/a"}, ""),), 1)


SCHEMAS = st.recursive(
    st.sampled_from([S, {"type": "integer"}, {"const": "a"}, {"maxLength": 1}, {}, True, False]),
    lambda inner: st.one_of(
        st.builds(lambda p: {"properties": p}, st.dictionaries(st.sampled_from("ab"), inner)),
        st.builds(lambda s: {"additionalProperties": s}, inner),
        st.builds(lambda s: {"patternProperties": {"^a": s}}, inner),
        st.builds(lambda s: {"items": s}, inner),
        st.builds(lambda s, t: {"prefixItems": [s], "unevaluatedItems": t}, inner, inner),
        st.builds(lambda s: {"contains": s}, inner),
        st.builds(lambda s: {"not": s}, inner),
        st.builds(lambda s, t: {"anyOf": [s, t]}, inner, inner),
        st.builds(lambda s, t: {"oneOf": [s, t], "required": ["a"]}, inner, inner),
        st.builds(lambda s, t: {"if": s, "then": t}, inner, inner),
        st.builds(lambda s, t: {"allOf": [s], "unevaluatedProperties": t}, inner, inner),
        st.builds(lambda s: {"dependentSchemas": {"a": s}}, inner),
        st.builds(lambda s: {"propertyNames": s}, inner),
    ),
    max_leaves=5,
)
VALUES = st.recursive(
    st.sampled_from(["a", "bb", 1, 1.5, None, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=5,
)


@settings(deadline=None, max_examples=300)
@given(SCHEMAS, VALUES)
def test_a_slice_judges_as_the_schema_does(schema: Any, value: Any) -> None:
    made = writer().slice((At(schema, ""),), value)
    assert jsonschema_rs.is_valid(made, value) == jsonschema_rs.is_valid(schema, value)


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_references_that_fork_at_each_level_end(word: str) -> None:
    """Sixty levels that fork in two are more schemas than there are atoms in a gram."""
    schemas: dict[str, Any] = {
        f"A{i}": {word: [{"$ref": f"#/components/schemas/A{i + 1}"}] * 2} for i in range(60)
    }
    schemas["A60"] = {"type": "string"}
    side = Side({"openapi": "3.1.0", "components": {"schemas": schemas}}, "3.1")
    start = side.root.child("components", "schemas", "A0")
    with pytest.raises(TooLarge):
        Standalone(side, "request").slice((start,), "x")
