"""A reference that leads nowhere is never taken for one that allows everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import compare

Make = Callable[..., dict[str, Any]]
Judge = Callable[[dict[str, Any], dict[str, Any]], dict[str, str]]

S = {"type": "string"}


@pytest.mark.parametrize(
    ("ref", "schemas"),
    [
        ("#/components/schemas/Z", {}),
        ("#/components/schemas/A", {"A": {"$ref": "#/components/schemas/A"}}),
        (
            "#/components/schemas/A",
            {
                "A": {"$ref": "#/components/schemas/B"},
                "B": {"$ref": "#/components/schemas/A"},
            },
        ),
        ("#/info/title", {}),
        ("#/info", {}),
        ("#/tags", {}),
        ("#", {}),
        ("", {}),
        ("#nothing", {}),
        ("other.yaml", {}),
        (5, {}),
        (None, {}),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_schema_that_is_not_there(
    version: str, ref: Any, schemas: dict[str, Any], judge: Judge, request_of: Make
) -> None:
    sound, astray = request_of(S, version), request_of({"$ref": ref}, version, **schemas)
    for pair in ((sound, astray), (astray, sound)):
        assert judge(*pair)["request-body-reference-unresolved"] == "breaking"
    assert compare(astray, astray).findings == ()


@pytest.mark.parametrize("circle", [["A"], ["B", "A"]])
def test_a_schema_that_is_a_part_of_itself(
    circle: list[str], judge: Judge, request_of: Make
) -> None:
    """No value is ever valid or invalid by it; twice the same part is another matter."""
    links = zip(circle, [*circle[1:], circle[0]], strict=True)
    schemas = {a: {"allOf": [{"$ref": f"#/components/schemas/{b}"}]} for a, b in links}
    ring = request_of({"$ref": "#/components/schemas/A"}, **schemas)
    assert judge(request_of(S), ring)["request-body-reference-unresolved"] == "breaking"
    part = {"$ref": "#/components/schemas/P"}
    twice = request_of({"allOf": [part, {"allOf": [part]}]}, P=S)
    assert "breaking" not in judge(request_of(S), twice).values()


@pytest.mark.parametrize(
    "words",
    [
        {"requestBody": {"$ref": "#/nowhere"}},
        {"parameters": [{"$ref": "#/nowhere"}]},
        {"responses": {"200": {"$ref": "#/nowhere"}}},
        {"responses": {"200": {"$ref": "https://example.com/r.json"}}},
        {"responses": {"200": {"description": "k", "headers": {"A": {"$ref": "#/nowhere"}}}}},
        {"callbacks": {"c": {"$ref": "#/nowhere"}}},
    ],
)
def test_other_objects_that_are_not_there(
    words: dict[str, Any], judge: Judge, service: Make
) -> None:
    for pair in ((service(), service(**words)), (service(**words), service())):
        assert judge(*pair)["reference-lost"] == "breaking"
    same = service(summary="s", **words)
    assert "reference-lost" not in judge(service(**words), same)


def test_path_items_that_are_not_there(judge: Judge, service: Make) -> None:
    for ref in ("#/nowhere", "#/paths/~1t", "items.yaml#/t"):
        lost = {**service(), "paths": {"/t": {"$ref": ref}}}
        assert judge(service(), lost)["reference-lost"] == "breaking"
        assert judge(lost, service())["reference-lost"] == "breaking"


def test_what_is_outside_is_told_with_its_place_and_the_way_to_allow_it(service: Make) -> None:
    away = {"200": {"$ref": "https://example.com/r.json"}}
    result = compare(service(responses=away), service(responses=away, summary="s"))
    (found,) = [f for f in result.findings if f.rule == "reference-not-followed"]
    assert found.cand_pointer == "/paths/~1t/post/responses/200/$ref"
    assert "https://example.com/r.json" in found.message
    assert "allow-refs" in found.message
