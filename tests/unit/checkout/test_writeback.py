"""Writing back is shown by tests/functional/test_restore.py on real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp.checkout.writeback import Restored, _demand_no_repository, listed
from offramp.errors import GitError


def test_restored_is_a_sorted_list_that_says_more() -> None:
    found = Restored(["b", "a"], "2 paths", "refs/x")
    assert found == ["a", "b"]
    assert (found.how, found.saved) == ("2 paths", "refs/x")


def test_a_long_list_is_cut() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed(f"n{n:02}" for n in range(12)) == (
        "n00, n01, n02, n03, n04, n05, n06, n07, n08, n09 and 2 more"
    )


def test_an_empty_repository_in_the_way(tmp_path: Path) -> None:
    _demand_no_repository(tmp_path, ["nothing"])
    (tmp_path / "file/inner/.git").mkdir(parents=True)
    with pytest.raises(GitError, match="another repository"):
        _demand_no_repository(tmp_path, ["file"])
