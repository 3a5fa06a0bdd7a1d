"""The authority's own failures become findings, not tracebacks."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.validation.authority import _schema_checker, problems


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


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2"])
def test_single_schemas_are_checked_quickly_by_what_is_installed(version: str) -> None:
    """The meta-schemas of 3.1 and 3.2 refer to others, which nobody may ask the network for."""
    checker = _schema_checker(version)
    assert checker.is_valid({"type": "object", "properties": {"a": {"type": "string"}}})
    assert not checker.is_valid({"properties": {"a": {"type": "strin"}}})
    if version != "3.0":
        assert not checker.is_valid({"items": {"xml": {"attribute": "yes"}}})
