from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import index

pytestmark = pytest.mark.functional
Git = Callable[..., str]


def test_entries_are_put_and_taken_out_and_others_stay(git: Git, upstream: Path) -> None:
    (upstream / "other.txt").write_text("staged")
    git(upstream, "add", "other.txt")
    before = index.entries(upstream, ["file.txt", "other.txt", "nothing"])
    assert sorted(before) == ["file.txt", "other.txt"]
    index.put(upstream, ["file.txt"], {})
    assert sorted(index.entries(upstream, before)) == ["other.txt"]
    index.put(upstream, ["file.txt"], before)
    assert index.entries(upstream, before) == before


def test_a_file_takes_the_place_of_a_folder(git: Git, upstream: Path) -> None:
    entry = index.entries(upstream, ["file.txt"])["file.txt"]
    index.put(upstream, ["d/x"], {"d/x": entry})
    index.put(upstream, ["d", "d/x"], {"d": entry})
    assert sorted(index.entries(upstream, ["d", "d/x"])) == ["d"]


def test_a_conflict_is_no_entry(git: Git, upstream: Path, commit: Git) -> None:
    commit(upstream, "clash")
    git(upstream, "merge", "feature", check=False)
    assert index.entries(upstream, ["file.txt"])["file.txt"][0] == "conflict"


def test_an_index_of_our_own(git: Git, upstream: Path) -> None:
    (upstream / "staged.txt").write_text("x")
    git(upstream, "add", "staged.txt")
    mine = (upstream / ".git/index").read_bytes()
    with index.scratch(upstream) as env:
        assert index.write_tree(upstream, env) == git(upstream, "write-tree")
    mine = (upstream / ".git/index").read_bytes()
    with index.scratch(upstream, "v1") as env:
        index.put(upstream, ["file.txt"], {}, env)
        tree = index.write_tree(upstream, env)
    assert "file.txt" not in git(upstream, "ls-tree", "--name-only", tree)
    assert (upstream / ".git/index").read_bytes() == mine
