"""An example is made smaller, and shows the same."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.witnesses.shrinking import shrink


@pytest.mark.parametrize(
    ("value", "shows", "smallest"),
    [
        ("aaaaaaaa", lambda v: len(v) > 2, "aaa"),
        ([1, 2, 3, 4], lambda v: len(v) > 1, [0, 0]),
        ({"a": 5, "b": 1}, lambda v: "a" in v, {"a": 0}),
        (
            {"a": {"b": [9, 9]}},
            lambda v: v.get("a", {}).get("b", [0])[:1] == [9],
            {"a": {"b": [9]}},
        ),
        (17, lambda v: v > 5, 17),
        (-3, lambda v: v < 0, -1),
        (True, lambda v: v is True, True),
        ("a", lambda v: True, "a"),
    ],
)
def test_smaller(value: Any, shows: Any, smallest: Any) -> None:
    def holds(each: Any) -> bool:
        try:
            return bool(shows(each))
        except (TypeError, AttributeError):
            return False

    assert shrink(value, holds) == smallest


def test_it_ends() -> None:
    asked = []
    shrink("a" * 100_000, lambda v: asked.append(v) or len(v) > 10)
    assert len(asked) <= 60
