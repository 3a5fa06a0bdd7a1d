"""What may hold references, and what is data or a name that an author chose."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.members import BUNDLE, children

REF = {"$ref": "#"}


@pytest.mark.parametrize(
    ("value", "named", "found"),
    [
        ({"schema": REF, "name": "x"}, False, [("schema", "/schema", False)]),
        ({"properties": {"example": REF}}, False, [("properties", "/properties", True)]),
        (
            {"example": REF, "a/b": REF},
            True,
            [("example", "/example", False), ("a/b", "/a~1b", False)],
        ),
        ({"example": REF, "default": [REF], "enum": [REF], "const": REF}, False, []),
        ({"examples": [REF]}, False, []),
        ({"examples": {"one": REF}}, False, [("examples", "/examples", True)]),
        ({"x-own": REF, BUNDLE: {"a.yml": REF}}, False, [(BUNDLE, f"/{BUNDLE}", True)]),
        ({"properties": [REF]}, False, [("properties", "/properties", False)]),
        ([REF, 1, [REF]], False, [(0, "/0", False), (2, "/2", False)]),
        ("text", False, []),
    ],
)
def test_members(value: Any, named: bool, found: list[Any]) -> None:
    made = [(key, pointer, below) for key, _, pointer, below in children(value, "", named=named)]
    assert made == found
