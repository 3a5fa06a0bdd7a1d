"""Refs in every kind of checkout that a CI service makes; W4: the merge base, not main's tip."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import refs
from offramp.checkout.events import Event
from offramp.errors import GitError

pytestmark = pytest.mark.functional

Git = Callable[..., str]
ZEROS = "0" * 40


@pytest.fixture
def one(git: Git, upstream: Path) -> str:
    """The merge base of main and feature."""
    return git(upstream, "rev-parse", "v1")


def everything(git: Git, root: Path) -> dict[str, str]:
    """What must be as before: all that is the user's."""
    return {
        "status": git(root, "status", "--porcelain"),
        "refs": git(root, "for-each-ref", "refs/heads", "refs/tags", "refs/remotes"),
        "head": (root / ".git/HEAD").read_text(),
        "config": (root / ".git/config").read_text(),
        "index": git(root, "ls-files", "--stage"),
        "fetch_head": str((root / ".git/FETCH_HEAD").exists()),
    }


def test_01_a_branch_beside_a_local_main(git: Git, upstream: Path, one: str) -> None:
    git(upstream, "checkout", "-q", "feature")
    found = refs.baseline(upstream, "main")
    assert (found.commit, found.ref) == (one, "refs/heads/main")
    assert found.tip == git(upstream, "rev-parse", "main") != one
    assert found.how == "merge base with main: 1 commit behind its tip"
    assert not found.is_head


def test_02_main_only_on_the_remote(git: Git, clone: Callable[..., Path], one: str) -> None:
    root = clone("--branch", "feature")
    before = everything(git, root)
    found = refs.baseline(root, "main")
    assert (found.commit, found.ref) == (one, "refs/remotes/origin/main")
    assert everything(git, root) == before


def test_03_a_full_clone_of_one_branch_fetches_main_and_stays_full(
    git: Git, clone: Callable[..., Path], one: str
) -> None:
    root = clone("--single-branch", "--branch", "feature")
    count = git(root, "rev-list", "--count", "HEAD")
    before = everything(git, root)
    found = refs.baseline(root, "main")
    assert (found.commit, found.ref) == (one, "refs/offramp/base/main")
    assert git(root, "rev-parse", "--is-shallow-repository") == "false"
    assert git(root, "rev-list", "--count", "HEAD") == count
    assert everything(git, root) == before


def pull_request(git: Git, upstream: Path, root: Path, depth: str = "--depth=1") -> None:
    """Check out what GitHub checks out for a pull request: a merge commit, and nothing else."""
    git(upstream, "checkout", "-q", "-b", "merging", "main")
    git(upstream, "merge", "-q", "--no-ff", "-X", "theirs", "-m", "Merge feature", "feature")
    git(upstream, "update-ref", "refs/pull/1/merge", "HEAD")
    git(upstream, "checkout", "-q", "main")
    git(upstream, "branch", "-q", "-D", "merging")
    root.mkdir()
    git(root, "init", "-q")
    git(root, "remote", "add", "origin", upstream.as_uri())
    ref = "+refs/pull/1/merge:refs/remotes/pull/1/merge"
    git(root, "fetch", "-q", "--no-tags", depth, "origin", ref)
    git(root, "checkout", "-q", "--detach", "refs/remotes/pull/1/merge")


def test_04_a_pull_request_of_depth_one_without_main(
    git: Git, upstream: Path, tmp_path: Path
) -> None:
    root = tmp_path / "pr"
    pull_request(git, upstream, root)
    before = everything(git, root)
    found = refs.baseline(root, "main")
    assert found.commit == git(upstream, "rev-parse", "main")
    assert "deepened" in found.how
    assert everything(git, root) == before


def test_several_runs_in_one_shallow_clone(git: Git, upstream: Path, tmp_path: Path) -> None:
    root = tmp_path / "pr"
    pull_request(git, upstream, root)
    code = (
        "import sys; from pathlib import Path; from offramp.checkout import baseline\n"
        "print(baseline(Path(sys.argv[1]), 'main').commit)"
    )
    command = [sys.executable, "-c", code, os.fspath(root)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = {child.communicate(timeout=60)[0].strip() for child in children}
    assert said == {git(upstream, "rev-parse", "main")}


def test_05_a_branch_of_depth_one(git: Git, clone: Callable[..., Path], one: str) -> None:
    root = clone("--depth=1", "--branch", "feature")
    before = everything(git, root)
    found = refs.baseline(root, "main")
    assert found.commit == one
    assert everything(git, root) == before


def test_06_a_shallow_clone_with_local_commits_is_never_made_shallower(
    git: Git, clone: Callable[..., Path], commit: Callable[..., str], one: str
) -> None:
    root = clone("--depth=2", "--branch", "feature")
    commit(root, "mine, not pushed")
    known = set(git(root, "rev-list", "HEAD").split())
    found = refs.baseline(root, "main")
    assert found.commit == one
    assert known <= set(git(root, "rev-list", "HEAD").split())


def test_a_base_behind_head_cuts_nothing_off(
    git: Git, clone: Callable[..., Path], upstream: Path
) -> None:
    """A depth of one for the base's tip would cut the user's history off there."""
    git(upstream, "branch", "-f", "behind", "feature~1")
    root = clone("--depth=4", "--branch", "feature")
    known = set(git(root, "rev-list", "HEAD").split())
    assert len(known) == 4
    for _ in range(2):
        found = refs.baseline(root, "behind")
        assert found.commit == git(upstream, "rev-parse", "behind")
        assert known <= set(git(root, "rev-list", "HEAD").split())


def test_07_detached(git: Git, upstream: Path, one: str) -> None:
    git(upstream, "checkout", "-q", "--detach", "feature")
    assert refs.baseline(upstream, "main").commit == one


def test_08_a_merge_queue(git: Git, clone: Callable[..., Path], upstream: Path) -> None:
    git(upstream, "checkout", "-q", "-b", "gh-readonly-queue/main/pr-1-abc", "main")
    git(upstream, "merge", "-q", "--no-ff", "-X", "theirs", "-m", "Merge", "feature")
    git(upstream, "checkout", "-q", "main")
    root = clone("--depth=1", "--branch", "gh-readonly-queue/main/pr-1-abc")
    assert refs.baseline(root, "main").commit == git(upstream, "rev-parse", "main")


def test_09_before_of_zeros(git: Git, upstream: Path, one: str) -> None:
    git(upstream, "checkout", "-q", "feature")
    event = Event("the push event", (git(upstream, "rev-parse", "HEAD"),), before=ZEROS)
    assert refs.baseline(upstream, "main", event=event).commit == one
    git(upstream, "checkout", "-q", "main")
    event = Event("the push event", (git(upstream, "rev-parse", "HEAD"),), before=ZEROS)
    found = refs.baseline(upstream, "main", event=event)
    assert found.is_head
    assert found.how.endswith("; the push event names no commit before")
    with pytest.raises(GitError, match="is not there") as caught:
        refs.baseline(upstream, ZEROS)
    assert "new branch" in str(caught.value)


def test_10_before_is_a_commit_that_the_clone_lacks(
    git: Git, clone: Callable[..., Path], upstream: Path
) -> None:
    before = git(upstream, "rev-parse", "main~1")
    root = clone("--depth=1")
    event = Event("the push event", (git(root, "rev-parse", "HEAD"),), before=before)
    found = refs.baseline(root, "main", event=event)
    assert (found.commit, found.is_head) == (before, False)
    assert found.how == "what was there before, by the push event"


def test_11_a_tag_here_and_on_the_remote(git: Git, clone: Callable[..., Path], one: str) -> None:
    assert refs.baseline(clone("--branch", "feature"), "v1").commit == one
    bare = clone("--no-tags", "--single-branch", "--branch", "feature", name="without")
    assert git(bare, "tag") == ""
    assert refs.baseline(bare, "v1").ref == "refs/offramp/tag/v1"
    assert git(bare, "tag") == ""


def test_12_a_bare_id(git: Git, upstream: Path, one: str) -> None:
    git(upstream, "checkout", "-q", "feature")
    for given in (one, one[:10], "HEAD~3"):
        assert refs.baseline(upstream, given).commit == one


def test_13_no_remote_and_no_such_branch(git: Git, upstream: Path) -> None:
    with pytest.raises(GitError) as caught:
        refs.baseline(upstream, "trunk")
    assert caught.value.exit_code == 1
    assert "no remote" in str(caught.value)
    assert "--base" in str(caught.value)


def test_14_unrelated_histories(git: Git, upstream: Path, commit: Callable[..., str]) -> None:
    git(upstream, "checkout", "-q", "--orphan", "other")
    commit(upstream, "unrelated")
    with pytest.raises(GitError, match="no common commit") as caught:
        refs.baseline(upstream, "main")
    assert caught.value.found == "unrelated histories"


def test_unrelated_histories_in_a_shallow_clone(
    git: Git, upstream: Path, clone: Callable[..., Path], commit: Callable[..., str]
) -> None:
    git(upstream, "checkout", "-q", "--orphan", "other")
    commit(upstream, "unrelated")
    root = clone("--depth=1", "--branch", "other")
    git(root, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    before = everything(git, root)
    with pytest.raises(GitError, match="no common commit"):
        refs.baseline(root, "main")
    assert everything(git, root) == before


def test_head_is_the_base_itself(git: Git, upstream: Path) -> None:
    found = refs.baseline(upstream, "main")
    assert found.commit == git(upstream, "rev-parse", "HEAD")
    assert found.how == "merge base with main: HEAD itself"
    assert found.is_head


def test_the_nearer_of_a_local_and_a_remote_main_counts(
    git: Git, clone: Callable[..., Path], upstream: Path, commit: Callable[..., str], one: str
) -> None:
    root = clone()
    git(root, "checkout", "-q", "-b", "work", "origin/feature")
    three = commit(upstream, "three")
    git(root, "fetch", "-q")
    found = refs.baseline(root, "main")
    assert (found.commit, found.ref) == (one, "refs/heads/main")
    git(root, "merge", "-q", "-X", "ours", "-m", "x", "origin/main")
    found = refs.baseline(root, "main")
    assert (found.commit, found.ref) == (three, "refs/remotes/origin/main")


def test_several_merge_bases_are_said(git: Git, upstream: Path, commit: Callable[..., str]) -> None:
    git(upstream, "checkout", "-q", "-b", "left", "main")
    left = commit(upstream, "left", **{"l.txt": "l"})
    git(upstream, "checkout", "-q", "-b", "right", "main")
    right = commit(upstream, "right", **{"r.txt": "r"})
    git(upstream, "merge", "-q", "-X", "ours", "-m", "criss", left)
    git(upstream, "checkout", "-q", "left")
    git(upstream, "merge", "-q", "-X", "ours", "-m", "cross", right)
    assert "the first of 2 merge bases" in refs.baseline(upstream, "right").how


def test_a_remote_that_cannot_be_asked(
    git: Git, clone: Callable[..., Path], upstream: Path
) -> None:
    root = clone("--single-branch", "--branch", "feature")
    upstream.rename(upstream.with_name("gone"))
    with pytest.raises(GitError, match="origin could not be asked"):
        refs.baseline(root, "main")


def test_nothing_is_fetched_where_that_is_not_allowed(git: Git, clone: Callable[..., Path]) -> None:
    root = clone("--single-branch", "--branch", "feature")
    with pytest.raises(GitError) as caught:
        refs.baseline(root, "main", fetch=False)
    assert "not allowed" in str(caught.value)
    assert git(root, "for-each-ref", "refs/offramp") == ""


@pytest.mark.parametrize("ref", ["--upload-pack=touch x", "-q", "", "a\nb", "x\0y"])
def test_a_ref_that_looks_like_an_option_is_refused(git: Git, upstream: Path, ref: str) -> None:
    for call in (refs.resolve, refs.baseline):
        with pytest.raises(GitError, match="is not a ref"):
            call(upstream, ref)


def test_an_unknown_ref(git: Git, upstream: Path) -> None:
    with pytest.raises(GitError, match="no commit is called 'nope'"):
        refs.resolve(upstream, "nope")


def test_a_callers_git_variables_do_not_lead_elsewhere(
    git: Git, upstream: Path, one: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(upstream, "checkout", "-q", "feature")
    monkeypatch.setenv("GIT_DIR", os.fspath(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.fspath(tmp_path / "no-index"))
    assert refs.baseline(upstream, "main").commit == one
    assert os.environ["GIT_DIR"] == os.fspath(tmp_path / "nowhere")


def test_an_empty_repository(git: Git, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "empty")
    with pytest.raises(GitError, match="no commit yet"):
        refs.baseline(tmp_path / "empty", "main")
