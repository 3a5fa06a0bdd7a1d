"""Tokens: words and signs."""

from __future__ import annotations

import pytest

from labs.text import tokens


def test_words_and_signs_are_told_apart() -> None:
    assert tokens.split("Rain, again: Λ!") == ["Rain", ",", "again", ":", "Λ", "!"]
    assert tokens.count("") == 0


@pytest.mark.parametrize("text", ["", "  ", " a, b\n", "one"])
def test_pieces_are_the_text_again(text: str) -> None:
    assert "".join(tokens.pieces(text)) == text
    assert len(tokens.pieces(text)) == max(tokens.count(text), 1 if text else 0)


def test_a_head_ends_where_a_token_ends() -> None:
    assert tokens.head("one two  three", 2) == "one two"
    assert tokens.head("one two", 2) == "one two"
    assert tokens.head("one", 0) == ""
