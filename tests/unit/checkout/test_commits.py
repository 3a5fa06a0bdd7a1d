from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import commits, index
from offramp.errors import GitError

pytestmark = pytest.mark.functional
Git = Callable[..., str]


def test_the_persons_variables_name_them(
    git: Git, upstream: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    env = commits.identity(upstream)
    assert env == {"GIT_AUTHOR_NAME": "Somebody Else"}
    (upstream / "file.txt").write_text("changed")
    with index.scratch(upstream, "HEAD") as scratch:
        commits.stage(upstream, ["file.txt"], scratch)
        tree = index.write_tree(upstream, scratch)
    head = git(upstream, "rev-parse", "HEAD")
    made = commits.make(upstream, tree, head, "Subject\n\nBody\n\n", env)
    assert git(upstream, "rev-parse", "HEAD") == head
    assert git(upstream, "show", "-s", "--format=%an|%cn|%B", made) == (
        "Somebody Else|A Person|Subject\n\nBody"
    )
    commits.advance(upstream, made, head, "why")
    assert git(upstream, "reflog", "-1", "--format=%gs", "main") == "why"
    with pytest.raises(GitError):
        commits.advance(upstream, head, head, "it is not there any more")


def test_an_empty_commit_is_refused(git: Git, upstream: Path) -> None:
    tree = git(upstream, "rev-parse", "HEAD^{tree}")
    with pytest.raises(GitError, match="nothing to commit"):
        commits.make(upstream, tree, git(upstream, "rev-parse", "HEAD"), "x")


def test_who_signs_signs(git: Git, upstream: Path, tmp_path: Path) -> None:
    signer = tmp_path / "signer"
    signer.write_text("#!/bin/sh\necho 'no key' >&2\nexit 1\n")
    signer.chmod(0o755)
    git(upstream, "config", "commit.gpgSign", "true")
    git(upstream, "config", "gpg.program", str(signer))
    tree = git(upstream, "rev-parse", "v1^{tree}")
    with pytest.raises(GitError) as caught:
        commits.make(upstream, tree, git(upstream, "rev-parse", "HEAD"), "x")
    assert "sign" in str(caught.value.found)


def test_ignored_files_do_not_belong_into_a_commit(git: Git, upstream: Path) -> None:
    (upstream / ".gitignore").write_text("*.log\n")
    (upstream / "kept.log").write_text("")
    git(upstream, "add", "--force", "kept.log")
    git(upstream, "commit", "-q", "-m", "A log that is tracked")
    paths = ["kept.log", "new.log", "new.txt", "file.txt"]
    for path in paths:
        (upstream / path).write_text("x")
    found = commits.tracked_or_new(upstream, "HEAD", paths)
    assert found == ["kept.log", "new.txt", "file.txt"]
