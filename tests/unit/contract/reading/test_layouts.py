"""Each layout is read by its own way, and every way finds the same members."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from offramp.contract.reading.jsontext import COMPACT, FREE, INDENTED, parse
from offramp.contract.reading.layouts import Spot, Spots, compact, free, indented, skip

VALUES: list[Any] = [
    {},
    [],
    {"a": 1, "é": [1, "]", {"}": "\n  }"}], "": {}, "z": None},
    [[], {}, [[1], {"a": [2]}], "x", -1.5, True],
    {"a": {"a": {"a": []}, "b": "{"}, "b": {"a": 1}},
]


def heads(data: bytes, spots: Spots) -> list[tuple[str, bytes, Any]]:
    return [(name, data[spot.place : spot.at + 1], spot.value) for name, spot in spots]


@pytest.mark.parametrize("value", VALUES)
def test_members_are_found_in_every_layout(value: Any) -> None:
    dense, wide = orjson.dumps(value), orjson.dumps(value, option=orjson.OPT_INDENT_2)
    expected = heads(dense, free(dense, dense.decode("latin-1"), Spot(0, 0, value)))
    assert [name for name, *_ in expected] == (
        list(value) if isinstance(value, dict) else [str(i) for i in range(len(value))]
    )
    assert heads(dense, compact(Spot(0, 0, value))) == expected
    spaced = heads(wide, indented(wide, Spot(0, 0, value), 0))
    assert [(n, text.replace(b": ", b":"), v) for n, text, v in spaced] == expected
    assert heads(wide, free(wide, wide.decode("latin-1"), Spot(0, 0, value))) == spaced


def test_inner_containers_are_read_by_their_depth() -> None:
    value = {"a": {"b": {"c": [0, {"d": 1}], "e": 2}}}
    data = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    spot = Spot(0, 0, value)
    for depth, name in enumerate(["a", "b", "c", "1", "d"]):
        spot = dict(indented(data, spot, depth))[name]
    assert data[spot.place :].startswith(b'"d": 1')


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ('{"a":[1,2]}', COMPACT),
        ('{"a":[1,2]}\n', COMPACT),
        ('{\n  "a": [\n    1\n  ]\n}', INDENTED),
        ('{\n  "a": [\n    1\n  ]\n}\n\n', INDENTED),
        ('{\n  "a": [\n   1\n  ]\n}', FREE),
        ('{\n "a": 1\n}', FREE),
        ('{"a": 1}', FREE),
        ('{"a":1e2}', FREE),
        (' {"a":1}', FREE),
    ],
)
def test_a_layout_is_believed_where_writing_again_gives_the_text(text: str, layout: str) -> None:
    assert parse(text.encode(), "x.json").layout == layout


def test_white_space_is_skipped() -> None:
    assert skip(" \t\r\n{", 0) == 4
