"""What differs in components that nothing leads to is told, and weighs nothing."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract import compare

Document = dict[str, Any]
USED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Used"}}}}


def document(version: str = "3.1.0", **components: Any) -> Document:
    operation = {"requestBody": USED, "responses": {"200": {"description": "k"}}}
    used = {"Used": {"allOf": [{"$ref": "#/components/schemas/Part"}]}, "Part": {"type": "object"}}
    schemas = {**used, **components.pop("schemas", {})}
    return {
        "openapi": version,
        "info": {},
        "paths": {"/t": {"post": operation}},
        "components": {"schemas": schemas, **components},
    }


def told(base: Document, cand: Document) -> list[tuple[str, str, str]]:
    found = compare(base, cand).findings
    assert all(f.severity.value == "info" and not f.operations for f in found)
    return [(f.rule, f.cand_pointer, f.message) for f in found]


def test_a_schema_that_nothing_leads_to() -> None:
    base = document(schemas={"A": {"type": "string"}})
    cand = document(schemas={"A": {"type": "integer"}})
    words = "component A changed, and no message that was compared uses it"
    assert told(base, cand) == [("component-changed-unused", "/components/schemas/A", words)]


def test_what_it_refers_to_is_told_once() -> None:
    ref = {"$ref": "#/components/schemas/B"}
    base = document(schemas={"A": {"properties": {"b": ref}}, "B": {"type": "string"}})
    cand = document(schemas={"A": {"properties": {"b": ref}}, "B": {"type": "integer"}})
    assert [place for _, place, _ in told(base, cand)] == ["/components/schemas/B"]


def test_the_same_spelled_otherwise_is_no_change() -> None:
    base = document("3.0.3", schemas={"A": {"type": "string", "nullable": True}})
    cand = document(schemas={"A": {"type": ["string", "null"]}})
    assert told(base, cand) == []


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}, False),
        ({"required": ["a"]}, {"required": ["b"]}, True),
        ({"x-a": 1}, {"x-a": 2}, True),
        ({"items": {"description": "old"}}, {"items": {"description": "new"}}, True),
        ({"properties": {"a": {}}}, {"properties": {"b": {}}}, True),
        ({"properties": {"a": {}}}, {"allOf": [{"properties": {"a": {}}}]}, False),
        ({"const": "a"}, {"enum": ["a"]}, False),
        ({"enum": ["b"]}, {"enum": ["a"]}, True),
    ],
)
def test_other_words_are_no_change(old: Any, new: Any, is_changed: bool) -> None:
    base, cand = document(schemas={"A": old}), document(schemas={"A": new})
    assert bool(told(base, cand)) is is_changed


def test_what_a_message_leads_to_is_judged_there_alone() -> None:
    base, cand = document(), document()
    cand["components"]["schemas"]["Part"]["required"] = ["a"]
    (finding,) = compare(base, cand).findings
    assert finding.severity.value == "breaking"
    assert finding.operations == ("POST /t",)


def test_used_by_an_absorbed_part_alone() -> None:
    """The view of ``Used`` takes ``Part`` in; nothing of it is left to be called unused."""
    base, cand = document(), document()
    cand["components"]["schemas"]["Part"]["additionalProperties"] = True
    assert told(base, cand) == []


@pytest.mark.parametrize("section", ["parameters", "responses", "headers", "requestBodies"])
def test_other_sections(section: str) -> None:
    old, new = {"description": "old"}, {"description": "new"}
    base, cand = document(**{section: {"A": old}}), document(**{section: {"A": new}})
    words = f"component A of {section} changed, and no message that was compared uses it"
    assert told(base, cand) == [("component-changed-unused", f"/components/{section}/A", words)]
    assert told(base, document()) == told(document(), cand) == []


def test_a_used_response_is_judged_there_alone() -> None:
    def answering(text: str) -> Document:
        made = document(responses={"A": {"description": text}})
        made["paths"]["/t"]["post"]["responses"]["404"] = {"$ref": "#/components/responses/A"}
        return made

    (finding,) = compare(answering("old"), answering("new")).findings
    assert finding.operations == ("POST /t",)


def test_an_example_is_documentation_used_or_not() -> None:
    base = document(examples={"A": {"value": 1}})
    cand = document(examples={"A": {"value": 2}})
    words = "example A changed"
    assert told(base, cand) == [("documentation-changed", "/components/examples/A", words)]
