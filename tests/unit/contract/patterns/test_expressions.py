"""Patterns are read as ECMA-262 has them, and what is not understood is refused."""

from __future__ import annotations

import pytest

from offramp.contract.patterns.charsets import has
from offramp.contract.patterns.expressions import Unknown, parse


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (r"\d", "09", "a\u0663"),
        (r"\w", "aZ_0", "-é"),
        (r"\s", " \t\ufeff", "a"),
        (".", "aé\t", "\n\r\u2028"),
        ("[a-c-]", "abc-", "d"),
        (r"[\w-.]", "a-.", "+"),
        ("[^a]", "b\n", "a"),
        (r"[\d\-x]", "0-x", "a"),
        (r"\x41", "A", "B"),
        (r"\u00e9", "é", "e"),
        (r"\u{1F600}", "\U0001f600", "a"),
        (r"\cA", "\x01", "A"),
        (r"\/", "/", "\\"),
        (r"\p{Lu}", "AÉ", "a1"),
        (r"\PL", "1 ", "a"),
        ("[a&&b|]", "a&b|", "c"),
        (r"[\b]", "\b", "b"),
    ],
)
def test_one_character(pattern: str, yes: str, no: str) -> None:
    kind, ranges = parse(pattern)
    assert kind == "chars"
    assert all(has(ranges, ord(char)) for char in yes)
    assert not any(has(ranges, ord(char)) for char in no)


def test_a_tree() -> None:
    a, b = (("chars", ((ord(c), ord(c)),)) for c in "ab")
    assert parse("^a+|(?:b{2,3})?$") == (
        "any",
        [
            ("all", [("start",), ("repeat", a, 1, None)]),
            ("all", [("repeat", ("repeat", b, 2, 3), 0, 1), ("end",)]),
        ],
    )
    assert parse("(?<name>a)(?=b)") == ("all", [a, ("look", False, b)])


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[a",
        "a**",
        "+",
        "a{3,2}",
        r"\1",
        r"\k<a>",
        "[]",
        "[^]",
        r"\p{Greek}",
        r"\x4",
        "(?i)a",
        "(?<=a)b",
        r"\b",
        r"\ud800",
        "[z-a]",
        "a{",
        "(" * 100 + ")" * 100,
        "\\",
    ],
)
def test_refused(pattern: str) -> None:
    with pytest.raises(Unknown):
        parse(pattern)
