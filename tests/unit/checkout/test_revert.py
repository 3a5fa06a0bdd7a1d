"""Rollbacks on real repositories are in tests/functional/test_restore.py; here is the merge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import revert
from offramp.errors import GitError

pytestmark = pytest.mark.functional
Entry = tuple[str, str]
LONG = "".join(f"line {n}\n" for n in range(20))


@pytest.fixture
def blob(upstream: Path, git: Callable[..., str]) -> Callable[..., Entry]:
    def make(text: str, mode: str = "100644") -> Entry:
        (upstream / ".git/text").write_text(text)
        return mode, git(upstream, "hash-object", "-w", "--no-filters", ".git/text")

    return make


def test_each_path_is_merged_by_three_ways(
    upstream: Path, blob: Callable[..., Entry], git: Callable[..., str]
) -> None:
    one, two = blob("one"), blob("two")
    base = {"edited": blob(LONG), "theirs": one, "mine": one, "back": two}
    ours = {"edited": blob("top\n" + LONG), "theirs": one, "mine": two, "back": one}
    theirs = {"edited": blob(LONG + "end\n", "100755"), "theirs": two, "mine": one, "back": one}
    removed = {"gone": one, **theirs}
    merged = revert._merged(upstream, sorted(removed), base, ours, removed)
    assert merged["theirs"] == two
    assert merged["mine"] == two
    assert merged["back"] == one
    assert merged["gone"] == one
    assert merged["edited"][0] == "100755"
    assert git(upstream, "cat-file", "blob", merged["edited"][1]) == f"top\n{LONG}end"


@pytest.mark.parametrize("kind", ["text", "removed", "link", "binary"])
def test_a_conflict_is_named(upstream: Path, blob: Callable[..., Entry], kind: str) -> None:
    ours: dict[str, Entry] = {"p": blob("ours\n")}
    base, theirs = {"p": blob("base\n")}, {"p": blob("theirs\n")}
    if kind == "removed":
        ours = {}
    if kind == "link":
        ours = {"p": blob("target", "120000")}
    if kind == "binary":
        ours = {"p": blob("o\0")}
    with pytest.raises(GitError) as caught:
        revert._merged(upstream, ["p"], base, ours, theirs)
    assert caught.value.found == "p"


def test_what_collides() -> None:
    assert revert._collides("a/b", {"a"})
    assert revert._collides("a", {"a/b"})
    assert not revert._collides("a/b", {"a/c", "ab", "a/b2"})
