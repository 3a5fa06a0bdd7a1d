"""Sets of characters: sorted ranges, their unions and complements, Unicode's categories."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.contract.patterns.charsets import EVERYTHING, TOP, category, has, others, union

POINTS = st.integers(0, TOP)
RANGES = st.lists(st.tuples(POINTS, POINTS).map(lambda each: tuple(sorted(each))), max_size=5)


@given(RANGES, POINTS)
def test_a_complement_has_what_the_set_has_not(ranges: list[tuple[int, int]], char: int) -> None:
    made = union(tuple(ranges))
    assert has(made, char) == any(low <= char <= high for low, high in ranges)
    assert has(others(made), char) != has(made, char)
    assert union(made, others(made)) == EVERYTHING


@pytest.mark.parametrize("char", ["a", "É", "ß", "中", "\U00020000", "\ue000", "\U000f0000", "٣"])
def test_categories_are_unicodes(char: str) -> None:
    name = unicodedata.category(char)
    for word in (name, name[0]):
        assert has(category(word) or (), ord(char)), word
    assert not has(category("P") or (), ord(char))


def test_names_of_categories() -> None:
    assert category("Letter") == category("L") == category("gc=L")
    assert category("Greek") is None
