"""JSON's values are not Python's: true is not 1, and 1.0 is."""

from __future__ import annotations

import pytest

from offramp.contract.documents.values import atom_of, equal, is_number, key_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ("1", 1, False),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ([[1.0]], [[1]], True),
        (None, "null", False),
        (None, None, True),
        ({"a": {"b": 1}, "c": "x"}, {"c": "x", "a": {"b": 1.0}}, True),
        ([{"a": 1}], [{"a": True}], False),
    ],
)
def test_equality(one: object, other: object, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same
    assert equal(one, other) is same


@pytest.mark.parametrize(
    ("value", "atom"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "integer"),
        (1.5, "fraction"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_kinds(value: object, atom: str) -> None:
    assert atom_of(value) == atom


def test_booleans_are_no_numbers() -> None:
    assert is_number(1)
    assert is_number(1.5)
    assert not is_number(True)
    assert not is_number("1")


def test_large_numbers_within_lists_have_keys() -> None:
    assert key_of([1e300]) == key_of([1e300]) != key_of([1e301])
    assert key_of([2.0**62]) == key_of([2**62])
