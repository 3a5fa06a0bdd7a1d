"""Characters that NFKC turns into letters; a fullwidth c is a c in a name (PEP 3131)."""

from __future__ import annotations

import re
import string
import sys
import unicodedata

import pytest

from offramp.imports.spelling import in_ascii, respelled, respellings


@pytest.mark.parametrize(
    "name", ["\uff43ompat", "\U0001d41compat", "c\u00bampat", "co\uff4dp\uff41t"]
)
def test_another_spelling_is_put_into_plain_letters(name: str) -> None:
    text = f"# é …\nfrom acme import {name}\n"
    assert respelled(text)
    assert b"from acme import compat\n" in (in_ascii(text.encode()) or b"")
    assert unicodedata.normalize("NFKC", name) == "compat"


@pytest.mark.parametrize("text", ["plain", "# é … “quoted” 漢字 ½", "c²ompat"])
def test_what_no_name_can_hold_is_none(text: str) -> None:
    """An ellipsis is three dots to NFKC, and no part of a name."""
    assert not respelled(text)
    assert in_ascii(text.encode()) is None


def test_bytes_that_are_no_utf_8_are_passed_over() -> None:
    assert in_ascii(b"caf\xe9 compat") is None
    assert in_ascii(b"caf\xe9 " + "\uff43ompat".encode()) == b"caf\xe9 compat"


def test_every_character_that_stands_for_a_letter_is_in_a_pattern() -> None:
    """In all of Unicode, as this Python knows it."""
    patterns = [re.compile(p.encode()) for p in respellings(string.ascii_letters + string.digits)]
    others = (
        chr(point) for point in range(128, sys.maxunicode + 1) if not 0xD800 <= point < 0xE000
    )
    missed = [c for c in others if respelled(c) and not any(p.search(c.encode()) for p in patterns)]
    assert missed == []


def test_a_pattern_knows_the_respellings_of_its_letters_alone() -> None:
    patterns = [re.compile(pattern.encode()) for pattern in respellings("ab")]
    assert all(p.pattern.isascii() for p in patterns)
    for text, there in {"\uff41": True, "\uff42": True, "\uff43": False, "é…漢": False}.items():
        assert any(p.search(text.encode()) for p in patterns) is there
