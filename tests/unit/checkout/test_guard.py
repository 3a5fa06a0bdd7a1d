"""Who waits for whom is shown by tests/functional/test_restore.py with real processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import guard
from offramp.errors import GitError

pytestmark = pytest.mark.functional
Git = Callable[..., str]


def test_git_in_the_middle_of_a_merge(git: Git, upstream: Path, commit: Git) -> None:
    commit(upstream, "clash")
    guard.demand_quiet(upstream, [])
    git(upstream, "merge", "feature", check=False)
    with pytest.raises(GitError, match="in the middle") as caught:
        guard.demand_quiet(upstream, [])
    assert caught.value.found == "merge"
    git(upstream, "merge", "--abort")
    guard.demand_quiet(upstream, [])


def test_many_changes_are_named_in_part(upstream: Path) -> None:
    for number in range(15):
        (upstream / f"n{number:02}").write_text("")
    with pytest.raises(GitError) as caught:
        guard.demand_quiet(upstream, ["n00"])
    assert str(caught.value.found).endswith("n10 and 4 more")


def test_one_at_a_time(upstream: Path) -> None:
    with guard.Holding(upstream), pytest.raises(GitError, match="another offramp"):
        guard.acquire(upstream)
    guard.acquire(upstream).release()
    assert guard.held == {}
