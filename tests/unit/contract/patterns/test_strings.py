"""Strings that are made for a pattern match it, or there are none."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest

from offramp.contract.patterns.strings import matching


@pytest.mark.parametrize(
    "pattern",
    [
        "^a{3}$",
        r"^\d{4}-\d{2}$",
        "[^a-z]+",
        "^(cat|dog)s?$",
        r"^\S+@\S+\.\w{2,}$",
        "^[A-Z][0-9]*$",
        "x.y",
        "^$",
        r"[\s]",
        "^(?:a|b)+?c$",
    ],
)
def test_what_is_made_matches(pattern: str) -> None:
    made = matching(pattern)
    assert made is not None
    assert re.search(pattern, made)


def test_a_wished_length_is_reached_where_the_pattern_stretches() -> None:
    assert len(matching("^[a-z]+$", 40) or "") >= 40
    assert matching("^a$", 5) is None


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        (r"^([a-zA-Z0-9]+[\.-])+([a-zA-Z0-9])+[.]?$", 1025),
        ("^(ab)+c?$", 7),
        ("x", 200),
        ("^[a-z]{1,50}(-[0-9]+)?$", 70_000),
        (r"^\p{L}*$", 131_073),
    ],
)
def test_a_wished_length_is_met_to_the_character(pattern: str, least: int) -> None:
    made = matching(pattern, least)
    assert made is not None
    assert len(made) == least
    assert jsonschema_rs.is_valid({"pattern": pattern}, made)


@pytest.mark.parametrize("pattern", ["(", r"^(a)\1$", r"\p{Script=Greek}", "(?<!a)b"])
def test_what_is_not_understood_gives_nothing(pattern: str) -> None:
    assert matching(pattern) is None
