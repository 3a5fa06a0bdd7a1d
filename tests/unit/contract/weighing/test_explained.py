from __future__ import annotations

from typing import Any

from offramp.contract import compare, mark_explained
from offramp.contract.weighing.result import Comparison


def document(*paths: str, **limits: int) -> dict[str, Any]:
    schema = {"type": "integer", **limits}
    query = [{"name": "size", "in": "query", "schema": schema}]
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            path: {"get": {"parameters": query, "responses": {"200": {"description": ""}}}}
            for path in paths
        },
    }


def marks(base: dict[str, Any], third: dict[str, Any], cand: dict[str, Any]) -> dict[str, Any]:
    found = marked(base, third, cand)
    return {f"{each.rule} {each.operations[0]}": each.explained_by for each in found.findings}


def marked(base: dict[str, Any], third: dict[str, Any], cand: dict[str, Any]) -> Comparison:
    return mark_explained(compare(base, cand), compare(base, third), compare(third, cand))


def test_s12_what_the_packages_alone_make_is_marked_and_weighs_as_before() -> None:
    base, third = document("/a", "/b", maximum=9), document("/a", "/b", maximum=5)
    found = marked(base, third, document("/a", maximum=5))
    assert {f.rule: (f.severity.value, f.explained_by) for f in found.findings} == {
        "api-path-removed-without-deprecation": ("breaking", None),
        "request-parameter-max-decreased": ("breaking", "environment"),
    }
    assert found.verdict == "breaking"
    table = found.to_dict()["findings"]
    assert [row.get("explained_by", "-") for row in table] == ["-", "environment"]


def test_what_the_code_changes_too_is_not_laid_to_the_packages() -> None:
    base, third = document("/a", maximum=9), document("/a", maximum=5)
    assert set(marks(base, third, document("/a", maximum=3)).values()) == {None}
    assert set(marks(base, base, third).values()) == {None}


def test_more_operations_than_the_packages_reach_are_the_codes() -> None:
    def component(limit: int, *paths: str) -> dict[str, Any]:
        made = document("/a", "/b", maximum=9)
        made["components"] = {"schemas": {"Size": {"type": "integer", "maximum": limit}}}
        for path in paths:
            reference = {"schema": {"$ref": "#/components/schemas/Size"}}
            made["paths"][path]["get"]["parameters"] = [
                {"name": "size", "in": "query", **reference}
            ]
        return made

    base, cand = component(9, "/a", "/b"), component(5, "/a", "/b")
    assert set(marks(base, cand, cand).values()) == {"environment"}
    assert set(marks(base, component(5, "/a"), cand).values()) == {None}


def test_nothing_of_environments_is_told_of_two_files() -> None:
    assert "environments" not in compare(document("/a"), document("/a")).to_dict()
