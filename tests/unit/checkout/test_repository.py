from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.repository import common_dir, opened
from offramp.errors import GitError

pytestmark = pytest.mark.functional


def test_the_callers_variables_are_put_back(
    upstream: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v")
    with opened(upstream) as repo:
        assert "GIT_DIR" not in os.environ
        assert os.environ["GIT_SSH_COMMAND"] == "ssh -v"
        assert repo.commit("v1").summary == "one"
    assert os.environ["GIT_DIR"] == str(tmp_path)


def test_it_is_closed_and_its_errors_are_ours(upstream: Path) -> None:
    with pytest.raises(GitError, match="could not be read"), opened(upstream) as repo:
        repo.commit("nope")
    with pytest.raises(GitError), opened(upstream.parent):
        pass


def test_sha_256_is_refused_in_clear_words(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "new")
    with pytest.raises(GitError, match="SHA-256"), opened(tmp_path / "new"):
        pass


def test_the_common_folder(upstream: Path, tmp_path: Path, git: Callable[..., str]) -> None:
    git(upstream, "worktree", "add", "-q", "--detach", str(tmp_path / "side"))
    assert common_dir(tmp_path / "side") == common_dir(upstream) == upstream / ".git"
