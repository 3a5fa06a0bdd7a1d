"""The authority's own failures become findings, not tracebacks."""

from __future__ import annotations

from typing import Any

from offramp.contract.authority import problems


def found(**schemas: Any) -> list[tuple[str, str, str]]:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return list(problems(data, "3.1"))


def test_a_cycle_that_cannot_be_followed() -> None:
    loop = {"allOf": [{"$ref": "#/components/schemas/A"}]}
    for _, _, message in found(A=loop):
        assert "\n" not in message


def test_a_dangling_reference_ends_in_one_problem() -> None:
    (problem,) = found(A={"$ref": "#/components/schemas/Z"})
    assert "cannot be resolved" in problem[2]


def test_a_place_is_a_pointer() -> None:
    ((_, pointer, _),) = list(
        problems({"openapi": "3.1.0", "info": {"title": "t", "version": 1}, "paths": {}}, "3.1")
    )
    assert pointer == "/info/version"
