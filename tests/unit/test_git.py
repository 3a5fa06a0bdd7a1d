"""Calling git, on real repositories, as a person has them set up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp import git
from offramp.errors import EnvironmentProblem, GitError

posix = pytest.mark.skipif(sys.platform == "win32", reason="names and modes as POSIX has them")


@pytest.fixture
def repo(tmp_path: Path, lay: Callable[..., Path]) -> Path:
    root = lay(tmp_path / "re po", {"a.py": "a = 1\n", "pack/b.py": "b = 1\n"})
    git.run(root, "init", "-q", "-b", "main")
    git.run(root, "config", "user.name", "T")
    git.run(root, "config", "user.email", "t@example.com")
    git.run(root, "config", "commit.gpgsign", "false")
    git.run(root, "add", "--all")
    git.run(root, "commit", "-q", "-m", "x")
    return root


def test_a_callers_git_variables_do_not_lead_astray(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside a hook these are set, and would point at another repository."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nonsense")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "nonsense")
    assert git.toplevel(repo / "pack") == repo
    assert git.text(repo, "ls-files", "a.py") == "a.py"


def test_what_a_connection_needs_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -i key")
    monkeypatch.setenv("GIT_NAMESPACE", "other")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_KEY_x", "nonsense")
    env = git.clean_environment({"GIT_INDEX_FILE": "mine"})
    assert env["GIT_SSH_COMMAND"] == "ssh -i key"
    assert env["GIT_INDEX_FILE"] == "mine"
    assert env["GIT_TERMINAL_PROMPT"] == "0"
    assert (env["GIT_CONFIG_COUNT"], env["GIT_CONFIG_KEY_0"]) == ("1", "safe.directory")
    assert not {"GIT_NAMESPACE", "GIT_CONFIG_KEY_x"} & set(env)


@posix
def test_what_asks_a_remote_is_ended_in_time_with_all_that_it_started(
    repo: Path, tmp_path: Path
) -> None:
    """It has no terminal, so nothing can ask there; and no child of it lives on."""
    asks = tmp_path / "asks"
    asks.write_text(
        f"#!/bin/sh\n(: </dev/tty) 2>&- && touch '{tmp_path}/tty'\n"
        f"echo $$ > '{tmp_path}/id'\nexec sleep 600\n"
    )
    asks.chmod(0o755)
    git.run(repo, "config", "core.sshCommand", os.fspath(asks))
    with pytest.raises(GitError, match="git ls-remote did not answer within 1 seconds"):
        git.run(repo, "ls-remote", "someone@git.invalid:x", seconds=1)
    words = ["ps", "-o", "stat=", "-p", (tmp_path / "id").read_text().strip()]
    alive = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    assert alive.strip() in ("", "Z"), "a zombie is dead; who was its parent has not looked yet"
    assert not (tmp_path / "tty").exists()


@posix
def test_no_hook_and_no_monitor_runs(repo: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    monitor = tmp_path / "monitor"
    for hook in (*(repo / ".git" / "hooks" / n for n in ("post-commit", "pre-commit")), monitor):
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {hook.name} >> '{ran}'\n")
        hook.chmod(0o755)
    git.run(repo, "config", "core.fsmonitor", os.fspath(monitor))
    (repo / "a.py").write_text("a = 2\n")
    git.run(repo, "commit", "-q", "-a", "-m", "x")
    git.run(repo, "status")
    assert not ran.exists()


def test_reading_leaves_the_index_as_it_is(repo: Path) -> None:
    """A plain ``git status`` refreshes it: another time stamp, sometimes under the user's hands."""
    index = repo / ".git" / "index"
    (repo / "a.py").touch()
    before = index.read_bytes(), index.stat().st_mtime_ns
    git.run(repo, "status", "--porcelain")
    git.run(repo, "diff", "--stat")
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_an_error_has_gits_own_words(repo: Path) -> None:
    with pytest.raises(GitError) as caught:
        git.run(repo, "rev-parse", "--verify", "nowhere")
    assert caught.value.what == "git rev-parse failed with exit code 128"
    assert "Needed a single revision" in (caught.value.found or "")
    assert caught.value.where == str(repo)


def test_an_accepted_code_is_no_error(repo: Path) -> None:
    done = git.run(repo, "rev-parse", "-q", "--verify", "nowhere", accept=(0, 1))
    assert done.returncode == 1


def test_without_git_it_says_what_to_install(
    repo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(EnvironmentProblem, match="git was not found"):
        git.run(repo, "status")


@posix
def test_paths_come_as_they_are_on_disk(repo: Path) -> None:
    names = [b"with space.py", "Λ.py".encode(), b"new\nline.py", b"latin-\xe9.py", b'quo"te.py']
    for name in names:
        Path(os.fsdecode(os.fsencode(repo) + b"/" + name)).write_text("x\n")
    found = git.paths(repo, "ls-files", "-z", "--others")
    assert sorted(map(os.fsencode, found)) == sorted(names)


def test_toplevel_of_no_repository_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository") as caught:
        git.toplevel(tmp_path)
    assert "--repo" in (caught.value.next or "")


def test_toplevel_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="does not exist"):
        git.toplevel(tmp_path / "ghost")


def test_a_bare_repository_has_no_work_tree(tmp_path: Path) -> None:
    git.run(tmp_path, "init", "-q", "--bare", "bare")
    with pytest.raises(GitError):
        git.toplevel(tmp_path / "bare")
