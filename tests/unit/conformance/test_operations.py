"""The parts of an operation's messages, and a change of them."""

from __future__ import annotations

from typing import Any

from conformance.operations import Doubt
from conformance.oracle import NOTHING

STRING = {"type": "string"}


def document(**item: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {"/t/{id}": item}}


def doubt(base: Any, cand: Any, rule: str = "request-parameter-x", **more: str) -> Doubt:
    return Doubt(base, cand, rule, **{"operation": "GET", "path": "/t/{id}", **more})


def test_parameters_of_the_path_item_are_the_operations() -> None:
    header = {"in": "header", "name": "X-A", "schema": STRING}
    base = document(parameters=[header], get={})
    cand = document(get={"parameters": [{**header, "name": "x-a"}]})
    old, new = doubt(base, cand).parts
    assert old.keys() == new.keys() == {("parameter", "header", "x-a")}


def test_a_path_parameter_is_known_by_its_place() -> None:
    base = document(get={"parameters": [{"in": "path", "name": "id", "schema": STRING}]})
    cand = {"paths": {"/t/{key}": base["paths"]["/t/{id}"]}}
    cand["paths"]["/t/{key}"] = {"get": {"parameters": [{"in": "path", "name": "key"}]}}
    old, new = doubt(base, cand).parts
    assert old.keys() == new.keys()


def test_a_lost_part_harms_a_request_and_a_new_one_a_response() -> None:
    body = {"requestBody": {"content": {"application/json": {"schema": STRING}}}}
    gone = doubt(document(get=body), document(get={}), "request-body-x").effect
    assert gone.lost is not NOTHING
    answer = {"responses": {"200": {"content": {"application/json": {"schema": STRING}}}}}
    new = doubt(document(get={}), document(get=answer), "response-body-x").effect
    assert new.gained is not NOTHING


def test_a_parameter_that_must_be_there_now() -> None:
    base, cand = (
        document(get={"parameters": [{"in": "query", "name": "q", "required": r, "schema": {}}]})
        for r in (False, True)
    )
    assert doubt(base, cand).effect.lost is not NOTHING
    assert doubt(cand, base).effect.lost is NOTHING


def test_without_the_properties_of_an_annotation() -> None:
    schema = {"properties": {"a": {"readOnly": True}, "b": {"$ref": "#/c"}}, "required": ["a"]}
    base = {"s": schema, "c": {"readOnly": True}}
    assert doubt(base, base).without("readOnly").base["s"] == {"properties": {}, "required": []}


def test_rules_about_values() -> None:
    values = {"request-property-type-changed", "response-body-content-media-type-changed"}
    others = {"request-parameter-sunset-parse", "response-media-type-removed", "api-removed"}
    assert {r for r in values | others if doubt({}, {}, r).of_values} == values


def test_a_rule_about_a_body_looks_at_no_parameter() -> None:
    post = {
        "parameters": [{"in": "query", "name": "q", "schema": STRING}],
        "requestBody": {"content": {"application/json": {"schema": STRING}}},
    }
    both = document(get=post)
    assert list(doubt(both, both, "request-body-x").parts[0]) == [("body", "application/json")]
    assert list(doubt(both, both, "request-header-property-x").parts[0]) == [
        ("parameter", "query", "q")
    ]


def test_whether_an_example_shows_that_it_breaks() -> None:
    base, cand = (
        document(get={"parameters": [{"in": "query", "name": "q", "schema": schema}]})
        for schema in (STRING, {"type": "integer"})
    )
    assert doubt(base, cand).breaks
    assert not doubt(cand, base).breaks
