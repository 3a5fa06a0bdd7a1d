"""What a program hands over is held to what a file may hold."""

from __future__ import annotations

import math
from collections import OrderedDict, UserDict
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import pytest

from offramp.contract import compare
from offramp.contract.reading.plain import plain
from offramp.errors import DocumentError

GOOD = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}


def nested(levels: int, innermost: Any, *, lists: bool = False) -> Any:
    for _ in range(levels):
        innermost = [innermost] if lists else {"a": innermost}
    return innermost


def cyclic() -> dict[str, Any]:
    made: dict[str, Any] = dict(GOOD)
    made["x-a"] = made
    return made


def bomb() -> dict[str, Any]:
    """What yaml.safe_load makes of an alias bomb: few objects, each in many places."""
    value: Any = ["x"] * 9
    for _ in range(12):
        value = [value] * 9
    return {**GOOD, "x-a": value}


@pytest.mark.parametrize("document", [GOOD, OrderedDict(GOOD), MappingProxyType(GOOD)])
def test_a_document_is_taken_as_it_is(document: Any) -> None:
    assert plain(document, "x") == GOOD
    assert plain(UserDict(document), "x") == GOOD
    assert plain(document, "x")["info"] is GOOD["info"]


def test_what_only_python_has_is_taken_as_its_json() -> None:
    made = plain({**GOOD, "x-a": (1, HTTPStatus.OK, OrderedDict(b=(2,)))}, "x")
    assert made["x-a"] == [1, 200, {"b": [2]}]
    assert type(made["x-a"][2]) is dict


def test_integers_beyond_64_bits_are_doubles_as_in_a_file() -> None:
    made = plain({**GOOD, "x-a": [2**64, 2**64 - 1, -(2**63) - 1]}, "x")
    assert made["x-a"] == [2.0**64, 2**64 - 1, -(2.0**63)]
    assert [type(each) for each in made["x-a"]] == [float, int, float]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (math.nan, "nan at /x-a"),
        ({"maximum": [1, -math.inf]}, "-inf at /x-a/maximum/1"),
        pytest.param(10**5000, "64-bit", id="an integer of 5000 digits"),
        ({200: 1}, "200 at /x-a"),
        ({"a/b": {None: 1}}, "None at /x-a/a~1b"),
        ({1}, "set"),
        (b"a", "bytes"),
        ("\ud800", "surrogates"),
        ({"\ud800": 1}, "surrogates"),
        (nested(100_000, 1), "Recursion limit"),
        (nested(100_000, 1, lists=True), "Recursion limit"),
        (MappingProxyType({}), "mappingproxy"),
    ],
)
def test_what_json_does_not_hold_is_refused(value: Any, found: str) -> None:
    with pytest.raises(DocumentError) as error:
        compare({**GOOD, "x-a": value}, GOOD)
    assert found in str(error.value)


@pytest.mark.parametrize("make", [cyclic, bomb])
def test_what_multiplies_is_refused(make: Any) -> None:
    with pytest.raises(DocumentError, match="more than 10000000 values"):
        compare(GOOD, make())


def test_long_strings_in_many_places_are_refused() -> None:
    with pytest.raises(DocumentError, match="more than 10000000 values"):
        compare({**GOOD, "x-a": ["x" * 1_000_000] * 1_000}, GOOD)


@pytest.mark.parametrize("wrong", [None, [], "a", 5, True])
def test_what_is_no_mapping_is_no_document(wrong: Any) -> None:
    with pytest.raises(DocumentError, match="can be judged"):
        compare(wrong, GOOD)
    with pytest.raises(DocumentError, match="can be judged"):
        compare(GOOD, wrong)
