"""Small repositories of our own making."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Git:
    """Call git as a person would, with a name, and without this machine's settings."""
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[user]\nname = A Person\nemail = person@example.org\n"
        '[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n'
        "[uploadpack]\nallowAnySHA1InWant = true\n[advice]\ndetachedHead = false\n"
    )
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", os.fspath(tmp_path / "config"))
    (tmp_path / ".gitconfig").write_text(settings.read_text())

    def call(root: Path, *args: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", "-C", os.fspath(root), *args], capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    return call


@pytest.fixture
def commit(git: Git, lay: Callable[..., Path]) -> Callable[..., str]:
    """Write files and commit them; return the commit."""

    def make(root: Path, message: str, **files: str) -> str:
        lay(root, {"file.txt": message, **files})
        git(root, "add", "--all")
        git(root, "commit", "-q", "-m", message)
        return git(root, "rev-parse", "HEAD")

    return make


@pytest.fixture
def upstream(tmp_path: Path, git: Git, commit: Callable[..., str]) -> Path:
    """A repository with main at "two", and feature that left it at "one" with 3 commits."""
    root = tmp_path / "upstream"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for number in range(5):
        commit(root, f"old {number}")
    commit(root, "one")
    git(root, "tag", "v1")
    git(root, "checkout", "-q", "-b", "feature")
    for number in range(3):
        commit(root, f"feature {number}", **{"feature.txt": str(number)})
    git(root, "checkout", "-q", "main")
    (root / "main.txt").write_text("two")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "two")
    return root


@pytest.fixture
def clone(tmp_path: Path, git: Git, upstream: Path) -> Callable[..., Path]:
    """Clone the upstream repository with the given options."""

    def make(*options: str, name: str = "clone") -> Path:
        git(tmp_path, "clone", "-q", *options, upstream.as_uri(), name)
        return tmp_path / name

    return make
