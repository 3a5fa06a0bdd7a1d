"""Submodules in a baseline's worktree: only on request, and nothing of the user's is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.checkout import worktrees
from offramp.checkout.submodules import _absolute
from offramp.errors import GitError

pytestmark = pytest.mark.functional


def git(root: Path, *args: str) -> str:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.com")
    allowed = ("-c", "protocol.file.allow=always")
    words = ["git", *who, *allowed, "-C", os.fspath(root), *args]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.rstrip("\n")


def new(root: Path, **files: str) -> Path:
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    for name, text in files.items():
        (root / name).write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def everything(folder: Path) -> dict[str, str]:
    """Every file, git's own included; the folder of our locks is left out."""
    files = (p for p in folder.rglob("*") if p.is_file() and "offramp" not in p.parts)
    return {os.fspath(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone, with a submodule that has one too; both are behind in the baseline."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    remotes = tmp_path / "re motes"
    new(remotes / "inner", i="inner\n")
    lib = new(remotes / "lib", f="old\n")
    git(lib, "submodule", "--quiet", "add", "../inner", "deep/inner")
    git(lib, "commit", "-q", "-m", "Inner")
    app = new(remotes / "app", a="app\n")
    git(app, "submodule", "--quiet", "add", "--name", "the lib", "../lib", "libs/lib")
    git(app, "commit", "-q", "-m", "Lib")
    git(tmp_path, "clone", "-q", os.fspath(app), "repo")
    (lib / "f").write_text("new\n")
    git(lib, "commit", "-q", "-a", "-m", "New")
    return tmp_path / "repo"


def allow_files(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text('[protocol "file"]\n\tallow = always\n')


def test_the_users_own_clone_has_the_objects(repo: Path) -> None:
    """No address is asked, and the commit is the baseline's, not the one that is checked out."""
    git(repo, "submodule", "--quiet", "update", "--init", "--recursive")
    git(repo / "libs/lib", "pull", "-q", "origin", "main")
    assert (repo / "libs/lib/f").read_text() == "new\n"
    (repo.parent / "re motes").rename(repo.parent / "gone")
    before = everything(repo)
    with worktrees.worktree(repo, "HEAD", ["libs/lib", "libs/lib/deep/inner"]) as tree:
        assert (tree / "libs/lib/f").read_text() == "old\n"
        assert (tree / "libs/lib/deep/inner/i").read_text() == "inner\n"
        assert git(tree, "status", "--porcelain") == ""
        assert worktrees.remarks(tree, ["libs/lib", "libs/lib/deep/inner"]) == []
    assert everything(repo) == before
    assert not any((repo.parent / "cache/offramp/worktrees").iterdir())


def test_from_a_linked_worktree_whose_submodule_is_its_own(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", os.fspath(tmp_path / "side"))
    git(tmp_path / "side", "submodule", "--quiet", "update", "--init")
    (tmp_path / "re motes").rename(tmp_path / "gone")
    before = everything(repo)
    with worktrees.worktree(tmp_path / "side", "HEAD", ["libs/lib"]) as tree:
        assert (tree / "libs/lib/f").read_text() == "old\n"
    assert everything(repo) == before


@pytest.mark.parametrize("has_it", [False, True])
def test_what_the_user_lacks_is_fetched(repo: Path, tmp_path: Path, has_it: bool) -> None:
    """A relative address is read by the remote of the repository above."""
    allow_files(tmp_path)
    if has_it:  # and its clone is too old
        git(repo, "submodule", "--quiet", "update", "--init")
        git(repo, "update-index", "--cacheinfo", "160000," + newest(tmp_path) + ",libs/lib")
        git(repo, "commit", "-q", "-m", "Newer")
    before = everything(repo)
    with worktrees.worktree(repo, "HEAD", ["libs/lib"]) as tree:
        assert (tree / "libs/lib/f").read_text() == ("new\n" if has_it else "old\n")
        assert worktrees.remarks(tree, ["libs/lib"]) == [
            "submodules are left empty: libs/lib/deep/inner"
        ]
    with worktrees.worktree(repo, "HEAD", ["libs/lib/deep/inner", "libs/lib"]) as tree:
        assert (tree / "libs/lib/deep/inner/i").read_text() == "inner\n"
    assert everything(repo) == before


def newest(tmp_path: Path) -> str:
    return git(tmp_path / "re motes/lib", "rev-parse", "HEAD")


def test_what_git_does_not_allow_is_not_fetched(repo: Path) -> None:
    """An address that stands in the repository names no files of this machine (CVE-2022-39253)."""
    before = everything(repo)
    with pytest.raises(GitError, match="transport 'file' not allowed") as caught:
        worktrees.worktree(repo, "HEAD", ["libs/lib"]).__enter__()
    assert "submodule update --init libs/lib" in str(caught.value.next)
    assert everything(repo) == before
    assert not any((repo.parent / "cache/offramp/worktrees").iterdir())


def test_a_commit_that_is_nowhere(repo: Path, tmp_path: Path) -> None:
    allow_files(tmp_path)
    git(repo, "update-index", "--cacheinfo", "160000," + "1" * 40 + ",libs/lib")
    git(repo, "commit", "-q", "-m", "Lost")
    with pytest.raises(GitError, match="1" * 40):
        worktrees.worktree(repo, "HEAD", ["libs/lib"]).__enter__()


def test_a_path_with_no_submodule_is_said(repo: Path) -> None:
    with worktrees.worktree(repo, "HEAD", ["a", "libs/no*"]) as tree:
        assert worktrees.remarks(tree, ["a", "libs/no*"]) == [
            "the baseline has no submodules at a, libs/no*",
            "submodules are left empty: libs/lib",
        ]


def test_a_name_that_leads_out_of_the_git_folder(repo: Path, tmp_path: Path) -> None:
    allow_files(tmp_path)
    modules = (repo / ".gitmodules").read_text().replace("the lib", "../../../outside")
    (repo / ".gitmodules").write_text(modules)
    git(repo, "commit", "-q", "-a", "-m", "Hostile")
    with pytest.raises(GitError, match="names no address"):
        worktrees.worktree(repo, "HEAD", ["libs/lib"]).__enter__()


@pytest.mark.parametrize(
    ("base", "address", "whole"),
    [
        ("https://example.com/team/app.git", "../lib.git", "https://example.com/team/lib.git"),
        ("https://example.com/team/app/", "../../x/lib", "https://example.com/x/lib"),
        ("git@example.com:team/app", "../lib", "git@example.com:team/lib"),
        ("git@example.com:app", "../lib", "git@example.com:lib"),
        ("/srv/app", "./lib", "/srv/app/lib"),
        ("/srv/app", "ssh://example.com/lib", "ssh://example.com/lib"),
    ],
)
def test_relative_addresses_are_read_as_git_reads_them(
    repo: Path, base: str, address: str, whole: str
) -> None:
    git(repo, "remote", "set-url", "origin", base)
    assert _absolute(repo, address) == whole


def test_the_door(repo: Path, tmp_path: Path) -> None:
    """An application whose schema lies in a submodule, and what is said where it is left empty."""
    (repo / "api.py").write_text(
        'text = open("libs/lib/f").read()\n'
        'app = {"openapi": "3.1.0", "info": {"title": text, "version": "1"}, "paths": {}}\n'
    )
    settings = f'[openapi]\napp = "api:app"\n\n[environment]\ninterpreter = "{sys.executable}"\n'
    (repo / "offramp.toml").write_text(settings)
    git(repo, "submodule", "--quiet", "update", "--init")
    git(repo, "add", "--all")
    git(repo, "commit", "-q", "-m", "Serve")
    git(repo, "update-ref", "refs/remotes/origin/main", "main")
    door = [sys.executable, "-m", "offramp", "openapi-baseline", "--repo", os.fspath(repo)]
    without = subprocess.run(door, capture_output=True, text=True, check=False)
    assert without.returncode == 1
    assert "submodules are left empty: libs/lib" in without.stderr
    named = settings.replace("api:app", 'api:app"\nsubmodules = ["libs/lib/"]#')
    (repo / "offramp.toml").write_text(named)
    done = subprocess.run(door, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept = json.loads((repo / ".offramp/openapi/baseline.json").read_text())
    assert kept["info"]["title"] == "old\n"
