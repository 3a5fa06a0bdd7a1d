"""Fetching itself is shown by test_refs.py, in each kind of checkout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import fetch

pytestmark = pytest.mark.functional
Git = Callable[..., str]


def test_which_remote_is_asked(git: Git, upstream: Path) -> None:
    assert fetch.remote_of(upstream) is None
    git(upstream, "remote", "add", "fork", "x")
    assert fetch.remote_of(upstream) == "fork"
    git(upstream, "remote", "add", "other", "y")
    assert fetch.remote_of(upstream) is None
    git(upstream, "remote", "add", "origin", "z")
    assert fetch.remote_of(upstream) == "origin"
    git(upstream, "config", "branch.main.remote", "fork")
    assert fetch.remote_of(upstream) == "fork"
    git(upstream, "checkout", "-q", "--detach")
    assert fetch.remote_of(upstream) == "origin"


def test_a_full_clone_stays_full(git: Git, clone: Callable[..., Path]) -> None:
    root = clone("--single-branch", "--branch", "feature")
    assert not fetch.is_shallow(root)
    assert fetch.base(root, "origin", "main") == "refs/offramp/base/main"
    assert not fetch.is_shallow(root)
    assert fetch.base(root, "origin", "origin/main") == "refs/offramp/base/main"


@pytest.mark.parametrize("name", ["nope", "a..b", "0" * 39 + "1", "with space", "main:evil"])
def test_what_the_remote_does_not_have(clone: Callable[..., Path], name: str) -> None:
    assert fetch.base(clone(), "origin", name) is None
