"""Folds, under the name that they had in 0.7."""

from __future__ import annotations

import pickle
from pathlib import Path

from lukhas import compat


def test_a_short_text_stays_whole() -> None:
    assert str(compat.memory.fold("a  short\ntext")) == "a short text"


def test_a_long_text_says_how_much_is_missing() -> None:
    folded = compat.memory.fold("one two three four", limit=3)
    assert (folded.text, folded.left_out) == ("one two three", 1)
    assert str(folded) == "one two three …"


def test_a_fold_that_was_kept_can_still_be_read() -> None:
    kept = Path(__file__).parents[1] / "data" / "fold.pickle"
    folded = compat.memory.fold("the lighthouse sends rain out to sea", limit=3)
    assert pickle.loads(kept.read_bytes()) == folded  # noqa: S301 - a file of ours
