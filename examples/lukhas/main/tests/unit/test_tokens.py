"""Tokens: words and signs."""

from __future__ import annotations

from lukhas.compat import tokens


def test_words_and_signs_are_told_apart() -> None:
    assert tokens.split("Rain, again: Λ!") == ["Rain", ",", "again", ":", "Λ", "!"]
    assert tokens.count("") == 0


def test_a_head_ends_where_a_token_ends() -> None:
    assert tokens.head("one two  three", 2) == "one two"
    assert tokens.head("one two", 2) == "one two"
    assert tokens.head("one", 0) == ""
