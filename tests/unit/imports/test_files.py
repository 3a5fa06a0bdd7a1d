"""Which files are candidates, inside git and outside."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.files import candidates

Touch = Callable[..., None]


@pytest.fixture
def touch(lay: Callable[..., Path]) -> Touch:
    """Make empty files."""
    return lambda root, *paths: lay(root, dict.fromkeys(paths, ""))


def git(root: Path, *words: str) -> None:
    name = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *name, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path, touch: Touch) -> Path:
    """A repository with a tracked, a tracked and ignored, an untracked and an ignored file."""
    git(tmp_path, "init", "-q")
    touch(tmp_path, "a.py", "build/kept.py", "build/out.py", "new.py", ".hidden/b.py", "c.pyc")
    (tmp_path / ".gitignore").write_text("build/\n")
    git(tmp_path, "add", "-f", "a.py", "build/kept.py", ".gitignore", ".hidden", "c.pyc")
    return tmp_path


def test_what_is_tracked_and_what_git_does_not_ignore(tree: Path) -> None:
    """A peer skips tracked files that are ignored, and hidden folders."""
    assert candidates(tree) == [".gitignore", ".hidden/b.py", "a.py", "build/kept.py", "new.py"]


def test_all_files_are_those_that_git_ignores_too(tree: Path) -> None:
    assert set(candidates(tree, all_files=True)) - set(candidates(tree)) == {"build/out.py"}


def test_what_offramp_writes_is_left_out(tree: Path, touch: Touch) -> None:
    touch(tree, ".offramp/evidence/a.json", "docs/report.json", "docs/report.json.md", "out/x.py")
    found = candidates(tree, leave_out=["docs/report.json", "out/", "", "/"])
    assert set(found) - set(candidates(tree, leave_out=["docs", "out"])) == {"docs/report.json.md"}


def test_other_trees_are_not_looked_into(tree: Path, touch: Touch) -> None:
    """G12: a baseline that was checked out inside the repository was scanned as well."""
    git(tree, "commit", "-q", "-m", "x")
    git(tree, "worktree", "add", "-q", "base")
    touch(tree, "sub/m.py")
    git(tree / "sub", "init", "-q")
    for all_files in (False, True):
        found = candidates(tree, all_files=all_files)
        assert not [path for path in found if path.startswith(("base/", "sub/", ".git/"))]


def test_links_are_not_followed(tree: Path) -> None:
    (tree / "link.py").symlink_to("a.py")
    (tree / "here").symlink_to(".")
    git(tree, "add", "link.py", "here")
    assert not {"link.py", "here", "here/a.py"} & set(candidates(tree))


def test_outside_git_it_is_every_file(tmp_path: Path, touch: Touch) -> None:
    touch(tmp_path, "b/a.py", "a.py", "c.pyo", ".offramp/x.py", "Λ x/y.py")
    assert candidates(tmp_path) == ["a.py", "b/a.py", "Λ x/y.py"]


@pytest.mark.skipif(os.name != "posix", reason="names of files are text elsewhere")
def test_a_name_that_is_not_utf_8_is_kept(tree: Path, touch: Touch) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    touch(tree, name)
    assert name in candidates(tree)
