"""A fingerprint outlives what has nothing to do with the finding, and tells findings apart."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import compare, loads
from offramp.contract.judgement import compare_documents

Make = Callable[..., dict[str, Any]]
Edit = Callable[[dict[str, Any]], None]
S = {"type": "string"}


def query(name: str, **words: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": S, **words}


def service(**words: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://a.example"}, {"url": "https://b.example"}],
        "paths": {
            "/t/{id}": {
                "post": {
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": S},
                        query("q", **words.pop("q", {})),
                    ],
                    "requestBody": content,
                    "responses": {"200": {"description": "k"}},
                }
            }
        },
        "components": {
            "schemas": {
                "In": {
                    "type": "object",
                    "required": words.pop("required", []),
                    "properties": {"a": {**S, **words.pop("a", {})}, "b": S},
                    "allOf": [{"$ref": "#/components/schemas/Part"}],
                },
                "Part": {"type": "object", "properties": {"p": {**S, **words.pop("p", {})}}},
            }
        },
    }
    return json.loads(json.dumps(document))  # type: ignore[no-any-return]


def operation(document: dict[str, Any]) -> Any:
    return next(iter(document["paths"].values()))["post"]


def fingerprints(base: Any, cand: Any) -> dict[str, str]:
    return {f.fingerprint: f.message for f in compare(base, cand).findings}


def put_a_parameter_in_front(document: dict[str, Any]) -> None:
    operation(document)["parameters"].insert(0, query("first"))


def put_a_server_in_front(document: dict[str, Any]) -> None:
    document["servers"].insert(0, {"url": "https://first.example"})


def put_a_part_in_front(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["In"]["allOf"].insert(0, {"title": "first", "type": "object"})


def rename_the_path_parameter(document: dict[str, Any]) -> None:
    item = document["paths"].pop("/t/{id}")
    item["post"]["parameters"][0]["name"] = "key"
    document["paths"]["/t/{key}"] = item


def add_an_operation(document: dict[str, Any]) -> None:
    other = {"get": {"responses": {"200": {"description": "k"}}}}
    document["paths"] = {"/first": other, **document["paths"]}


def describe(document: dict[str, Any]) -> None:
    operation(document)["description"] = "d"
    document["components"]["schemas"]["In"]["description"] = "d"


EDITS = [
    put_a_parameter_in_front,
    put_a_server_in_front,
    put_a_part_in_front,
    rename_the_path_parameter,
    add_an_operation,
    describe,
]
CHANGES = [
    {"q": {"required": True}},
    {"q": {"schema": {**S, "maxLength": 3}}},
    {"required": ["a"]},
    {"a": {"maxLength": 3}},
    {"p": {"maxLength": 3}},
]


@pytest.mark.parametrize("change", CHANGES, ids=json.dumps)
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("sides", ["candidate", "both"])
def test_what_has_nothing_to_do_with_a_finding_leaves_its_fingerprint(
    change: dict[str, Any], edit: Edit, sides: str
) -> None:
    base, cand = service(), service(**change)
    (known,) = fingerprints(base, cand)
    edit(cand)
    if sides == "both":
        edit(base)
    assert known in fingerprints(base, cand)


def test_neither_lines_nor_the_order_of_keys_count() -> None:
    base, cand = service(), service(a={"maxLength": 3})

    def told(**layout: Any) -> set[str]:
        one, other = (loads(json.dumps(d, **layout).encode(), "d.json") for d in (base, cand))
        return {f.fingerprint for f in compare_documents(one, other).findings}

    assert told() == told(indent=4) == told(sort_keys=True) != set()


def test_every_finding_has_a_fingerprint_of_its_own() -> None:
    """Two members of one array were once told apart by their messages alone."""
    cand = service(required=["a", "b"], a={"maxLength": 3})
    cand["paths"]["/t/{id}"]["post"]["security"] = [{"k": []}, {"l": []}]
    cand["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": "header", "name": name} for name in "kl"
    }
    found = compare(service(), cand).findings
    assert len(found) >= 4
    assert len({f.fingerprint for f in found}) == len(found)


def test_a_change_of_another_member_is_another_finding(request_of: Make) -> None:
    """Who accepted that "c" goes has not accepted that "b" goes as well."""

    def gone(*left: str) -> set[str]:
        base, cand = (request_of({"type": "string", "enum": list(v)}) for v in ("abc", left))
        return {f.fingerprint for f in compare(base, cand).findings}

    assert len(gone("a", "b")) == 1
    assert gone("a", "b") != gone("a")


def test_another_value_of_a_limit_is_the_same_finding(request_of: Make) -> None:
    """Rule and place, not the message."""
    base = request_of({"type": "string", "maxLength": 9})
    found = [
        compare(base, request_of({"type": "string", "maxLength": most})).findings for most in (8, 3)
    ]
    assert found[0][0].message != found[1][0].message
    assert found[0][0].fingerprint == found[1][0].fingerprint


def test_paths_that_only_names_tell_apart_keep_their_names() -> None:
    base = service()
    base["paths"]["/t/{other}"] = copy.deepcopy(base["paths"]["/t/{id}"])
    cand = copy.deepcopy(base)
    for item in cand["paths"].values():
        item["post"]["deprecated"] = True
    assert len(fingerprints(base, cand)) == 2


def test_one_cause_with_two_names_is_one_finding(request_of: Make) -> None:
    """A component that is reached by two ways was told once for each way."""

    def document(most: int) -> dict[str, Any]:
        word = {"$ref": "#/components/schemas/Word"}
        both = {"type": "object", "properties": {"a": {**word, "title": "A"}, "b": word}}
        return request_of(both, Word={"type": "string", "maxLength": most})

    assert [f.rule for f in compare(document(9), document(3)).findings] == [
        "request-property-max-length-decreased"
    ]
