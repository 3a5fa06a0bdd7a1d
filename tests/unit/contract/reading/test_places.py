"""Places are right however the text is laid out, and for every value in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.contract.reading.jsontext import parse
from offramp.contract.reading.places import Places

TEXT = """{
 "a/b": [
  {"é": 1, "c": 2},
  {
   "x": "}",
   "y": ["\\n}", {}]
  }
 ],
 "ключ": {"\\u00e9": 3},
 "z": 1
}"""


def places_of(text: str) -> Places:
    return Places(text.encode(), *parse(text.encode(), "x.json"))


@pytest.mark.parametrize(
    ("tokens", "place"),
    [
        ([], (1, 0)),
        (["a/b"], (2, 1)),
        (["a/b", "0"], (3, 2)),
        (["a/b", "0", "é"], (3, 3)),
        (["a/b", "0", "c"], (3, 11)),
        (["a/b", "1", "y", "1"], (6, 16)),
        (["a/b", "7"], (2, 1)),
        (["ключ"], (9, 1)),
        (["ключ", "é"], (9, 10)),
        (["z"], (10, 1)),
        (["z", "deeper"], (10, 1)),
    ],
)
def test_places(tokens: list[str], place: tuple[int, int]) -> None:
    assert places_of(TEXT).position(tokens) == place


def test_uneven_indentation_does_not_deceive() -> None:
    text = '{"a": {\n"b": {\n"c": 1\n}, "d": 2},\n "e": 3}'
    places = places_of(text)
    assert places.position(["a", "d"]) == (4, 3)
    assert places.position(["e"]) == (5, 1)
    flat = places_of('{\n"a": {\n"b": {\n}\n},\n"c": 1\n}')
    assert flat.position(["c"]) == (6, 0)


def test_a_closing_sign_that_stands_too_far_out_does_not_deceive() -> None:
    text = '{\n "a": {\n  "b": {\n },\n  "c": 1\n },\n "d": 2\n}'
    places = places_of(text)
    assert places.position(["a", "c"]) == (5, 2)
    assert places.position(["d"]) == (7, 1)


TEXTS = st.text('ab"\\{}[], \né€😀', max_size=4)
VALUES = st.recursive(
    st.integers(-9, 9) | TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def pointers(value: Any, way: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    pairs: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [(str(index), each) for index, each in enumerate(value)]
    found = []
    for key, each in pairs:
        head = key if isinstance(value, dict) else each
        found.append(((*way, key), json.dumps(head, ensure_ascii=False)))
        found.extend(pointers(each, (*way, key)))
    return found


@given(VALUES, st.sampled_from([None, 0, 1, 2, 4]))
def test_every_value_is_found_where_it_stands(value: Any, indent: int | None) -> None:
    separators = (",", ":") if indent == 0 else None
    text = json.dumps(value, indent=indent or None, separators=separators, ensure_ascii=False)
    places = places_of(text)
    for tokens, head in pointers(value):
        line, column = places.position(list(tokens))
        assert text.split("\n")[line - 1][column:].startswith(head[:1])


def test_columns_of_long_lines_are_counted_in_characters() -> None:
    value = {"é" * 40_000: {"x": 1}, "b" * 90_000: {"y": 2}, "z": 3}
    text = "\n" + json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    places = places_of(text)
    for tokens in (["z"], ["b" * 90_000, "y"], ["é" * 40_000, "x"]):
        line, column = places.position(tokens)
        assert line == 2
        assert text.splitlines()[1][column:].startswith(f'"{tokens[-1]}"')
