"""Fetching itself is shown by test_refs.py, in each kind of checkout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import fetch

pytestmark = pytest.mark.functional
Git = Callable[..., str]


def test_which_remote_is_asked(git: Git, upstream: Path) -> None:
    def asked(base: str = "main") -> tuple[str | None, str]:
        return fetch.remote_of(upstream, base)

    assert asked() == (None, "main")
    git(upstream, "remote", "add", "fork", "x")
    assert asked() == ("fork", "main")
    git(upstream, "remote", "add", "other", "y")
    assert asked() == (None, "main")
    git(upstream, "config", "checkout.defaultRemote", "other")
    assert asked() == ("other", "main")
    git(upstream, "config", "--unset", "checkout.defaultRemote")
    git(upstream, "remote", "add", "origin", "z")
    assert asked() == ("origin", "main")
    git(upstream, "checkout", "-q", "feature")
    git(upstream, "config", "branch.feature.remote", "other")
    assert asked() == ("other", "main")
    git(upstream, "config", "branch.main.remote", "fork")
    assert asked() == ("fork", "main")
    git(upstream, "checkout", "-q", "--detach")
    assert asked() == ("fork", "main")
    assert asked("v1") == ("origin", "v1")
    assert asked("other/a/b") == ("other", "a/b")
    assert asked("refs/remotes/other/a") == ("other", "a")


def test_a_full_clone_stays_full(git: Git, clone: Callable[..., Path]) -> None:
    root = clone("--single-branch", "--branch", "feature")
    assert not fetch.is_shallow(root)
    assert fetch.base(root, "origin", "main") == "refs/offramp/base/main"
    assert not fetch.is_shallow(root)
    assert fetch.base(root, "origin", "refs/heads/main") == "refs/offramp/base/main"
    assert fetch.base(root, "origin", "tags/v1") == "refs/offramp/tag/v1"


@pytest.mark.parametrize("name", ["nope", "a..b", "0" * 39 + "1", "with space", "main:evil"])
def test_what_the_remote_does_not_have(clone: Callable[..., Path], name: str) -> None:
    assert fetch.base(clone(), "origin", name) is None
