"""Folds, under the name that they had in 0.7."""

from __future__ import annotations

from lukhas import compat


def test_a_short_text_stays_whole() -> None:
    assert str(compat.memory.fold("a  short\ntext")) == "a short text"


def test_a_long_text_says_how_much_is_missing() -> None:
    folded = compat.memory.fold("one two three four", limit=3)
    assert (folded.text, folded.left_out) == ("one two three", 1)
    assert str(folded) == "one two three …"
