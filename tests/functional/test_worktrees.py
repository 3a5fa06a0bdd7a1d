"""Worktrees in other people's repositories: nothing hurt, nothing left."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from offramp.checkout import worktrees
from offramp.checkout.owners import Owner
from offramp.errors import EnvironmentProblem, GitError, Interrupted

pytestmark = pytest.mark.functional


def git(root: Path, *args: str, stdin: str | None = None) -> str:
    done = subprocess.run(
        ["git", "-C", os.fspath(root), *args],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in use: a stash, staged and unstaged changes, an untracked file, a hook."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "A Person")
    git(root, "config", "user.email", "person@example.org")
    for number in range(200):
        folder = root / f"package{number % 10}"
        folder.mkdir(exist_ok=True)
        (folder / f"m{number}.py").write_text(f"N = {number}\n")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "Begin")
    (root / "package0/m0.py").write_text("N = 'stashed'\n")
    git(root, "stash", "-q")
    (root / "package1/m1.py").write_text("N = 'staged'\n")
    git(root, "add", "package1/m1.py")
    (root / "package2/m2.py").write_text("N = 'unstaged'\n")
    (root / "new.py").write_text("N = 'untracked'\n")
    hook = root / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\n")
    hook.chmod(0o755)
    return root


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def everything(root: Path) -> dict[str, str]:
    """All that is the user's, the index and the stash byte for byte."""
    files = sorted(p for p in root.rglob("*.py") if ".git" not in p.parts)
    return {
        "index": digest(root / ".git/index"),
        "config": digest(root / ".git/config"),
        "stash": git(root, "stash", "list", "-p"),
        "refs": git(root, "for-each-ref"),
        "head": (root / ".git/HEAD").read_text(),
        "worktrees": git(root, "worktree", "list", "--porcelain"),
        "status": git(root, "status", "--porcelain"),
        "files": hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest(),
        "known": str(sorted(p.name for p in (root / ".git").glob("worktrees/*"))),
        "locks": str(sorted(p.name for p in (root / ".git").glob("offramp/worktrees/*"))),
    }


def cached(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "cache/offramp/worktrees").glob("*"))


def test_it_is_laid_out_and_cleared_away(repo: Path, tmp_path: Path) -> None:
    before = everything(repo)
    head = git(repo, "rev-parse", "HEAD")
    with worktrees.worktree(repo, head) as tree:
        assert not tree.is_relative_to(repo)
        assert (tree / "package1/m1.py").read_text() == "N = 1\n"
        assert len(list(tree.rglob("*.py"))) == 200
        assert git(tree, "rev-parse", "HEAD") == head
        assert git(tree, "status", "--porcelain") == ""
        assert f"pid {os.getpid()} on " in git(repo, "worktree", "list", "--porcelain")
    assert everything(repo) == before
    assert cached(tmp_path) == []
    assert not (tmp_path / "hook-ran").exists()


def test_an_exception_clears_it_away(repo: Path, tmp_path: Path) -> None:
    before = everything(repo)
    with pytest.raises(ZeroDivisionError), worktrees.worktree(repo, "HEAD"):
        1 / 0  # noqa: B018 - raised on purpose
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_commit_that_is_not_there(repo: Path, tmp_path: Path) -> None:
    before = everything(repo)
    with pytest.raises(GitError), worktrees.worktree(repo, "0" * 39 + "1"):
        pass
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_sigterm_clears_it_away(repo: Path, tmp_path: Path) -> None:
    before = everything(repo)
    with pytest.raises(Interrupted), worktrees.worktree(repo, "HEAD"):
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_sparse_checkout_does_not_narrow_the_baseline(repo: Path) -> None:
    git(repo, "reset", "-q", "--hard")
    git(repo, "sparse-checkout", "set", "package3")
    assert not (repo / "package1").exists()
    before = everything(repo)
    with worktrees.worktree(repo, "HEAD") as tree:
        assert len(list(tree.rglob("*.py"))) == 200
    assert everything(repo) == before
    assert git(repo, "sparse-checkout", "list") == "package3"


def test_submodules_and_lfs_are_said(repo: Path, tmp_path: Path) -> None:
    git(repo, "reset", "-q", "--hard")
    commit = git(repo, "rev-parse", "HEAD")
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{commit},libs/sub")
    (repo / ".gitattributes").write_text("*.bin filter=lfs diff=lfs -text\n")
    (repo / "weights.bin").write_text("version https://git-lfs.github.com/spec/v1\n")
    git(repo, "add", ".gitattributes", "weights.bin")
    git(repo, "commit", "-q", "-m", "More")
    with worktrees.worktree(repo, "HEAD") as tree:
        said = worktrees.remarks(tree)
        assert (tree / "libs/sub").is_dir()
    assert said == [
        "submodules are left empty: libs/sub",
        "1 files of Git LFS are pointers, such as weights.bin",
    ]


def test_a_missing_blob_is_an_error_and_leaves_nothing(repo: Path, tmp_path: Path) -> None:
    blob = git(repo, "rev-parse", "HEAD:package5/m5.py")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    before = git(repo, "worktree", "list", "--porcelain")
    with pytest.raises(GitError) as caught, worktrees.worktree(repo, "HEAD"):
        pass
    assert blob in str(caught.value)
    assert git(repo, "worktree", "list", "--porcelain") == before
    assert cached(tmp_path) == []


def test_a_read_only_folder_in_the_worktree(repo: Path, tmp_path: Path) -> None:
    with worktrees.worktree(repo, "HEAD") as tree:
        (tree / "package3").chmod(0o500)
    assert cached(tmp_path) == []


def test_a_callers_git_variables_do_not_lead_elsewhere(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(repo)
    monkeypatch.setenv("GIT_DIR", os.fspath(repo / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.fspath(repo / ".git/other-index"))
    with worktrees.worktree(repo, "HEAD") as tree:
        assert (tree / "package1/m1.py").is_file()
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert everything(repo) == before


def test_from_within_a_linked_worktree(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "side", os.fspath(tmp_path / "side"))
    before = everything(repo)
    with worktrees.worktree(tmp_path / "side", "HEAD") as tree:
        assert (tree / "package1/m1.py").is_file()
    assert everything(repo) == before


def test_the_sweep_leaves_what_is_not_ours(repo: Path, tmp_path: Path) -> None:
    """Also a worktree of the user's on a disk that is not mounted, which prune would forget."""
    for name in ("theirs", "offramp-theirs", "offramp-0123456789abcdef"):
        git(repo, "worktree", "add", "-q", "--detach", os.fspath(tmp_path / name))
    (tmp_path / "theirs").rename(tmp_path / "unmounted")
    before = git(repo, "worktree", "list", "--porcelain")
    with worktrees.worktree(repo, "HEAD"):
        assert worktrees.sweep(repo) == []
    assert worktrees.sweep(repo) == []
    assert git(repo, "worktree", "list", "--porcelain") == before
    assert (tmp_path / "offramp-0123456789abcdef/package1").is_dir()


CHILD = """
    import sys, time
    from pathlib import Path
    from offramp.checkout import worktrees
    with worktrees.worktree(Path(sys.argv[1]), "HEAD") as tree:
        print(tree, flush=True)
        time.sleep(float(sys.argv[2]))
"""


def gone() -> dict[str, object]:
    """An owner whose number a later process has."""
    return {**Owner.me().to_dict(), "started": "long ago"}


def child(repo: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), os.fspath(repo), str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_living_owners_worktree_is_left_and_a_dead_ones_is_swept(
    repo: Path, tmp_path: Path
) -> None:
    before = everything(repo)
    process = child(repo, 60)
    assert process.stdout is not None
    place = Path(process.stdout.readline().strip())
    assert worktrees.sweep(repo) == []
    assert (place / "package1/m1.py").is_file()
    process.kill()
    process.wait()
    assert place.is_dir()
    assert worktrees.sweep(repo) == [os.fspath(place)]
    assert everything(repo) == before
    assert cached(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_clears_away_at_once(repo: Path, tmp_path: Path, number: signal.Signals) -> None:
    before = everything(repo)
    process = child(repo, 60)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    process.wait()
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_worktree_that_a_kill_left_initializing(repo: Path, tmp_path: Path) -> None:
    """What git leaves when it is killed in the middle of an add: only -f -f removes it."""
    before = everything(repo)
    place = tmp_path / "cache/offramp/worktrees/offramp-00000000000000aa"
    place.parent.mkdir(parents=True)
    git(repo, "worktree", "add", "-q", "--detach", os.fspath(place))
    (repo / ".git/worktrees" / place.name / "locked").write_text("initializing")
    lock = repo / ".git/offramp/worktrees" / (place.name + ".lock")
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({**gone(), "path": str(place)}))
    assert worktrees.sweep(repo) == [os.fspath(place)]
    assert everything(repo) == before


@pytest.mark.parametrize("left", ["no-git-file", "no-gitdir", "only-lock", "empty-lock", "no-tree"])
def test_every_half_state_is_swept(repo: Path, tmp_path: Path, left: str) -> None:
    before = everything(repo)
    place = tmp_path / "cache/offramp/worktrees/offramp-00000000000000bb"
    lock = repo / ".git/offramp/worktrees" / (place.name + ".lock")
    lock.parent.mkdir(parents=True)
    written = {**gone(), "path": str(place)}
    lock.write_text("" if left == "empty-lock" else json.dumps(written))
    if left != "only-lock":
        place.parent.mkdir(parents=True)
        git(repo, "worktree", "add", "-q", "--detach", os.fspath(place))
    if left == "no-git-file":
        (place / ".git").unlink()
    if left == "no-gitdir":
        (repo / ".git/worktrees" / place.name / "gitdir").unlink()
    if left == "no-tree":
        place.rename(tmp_path / "elsewhere")
    worktrees.sweep(repo)
    assert everything(repo) == before
    assert cached(tmp_path) == []


def left_by(repo: Path, tmp_path: Path, owner: dict[str, object], named: str = "") -> Path:
    """Return the lock of a worktree that is not in use."""
    place = tmp_path / "cache/offramp/worktrees/offramp-00000000000000cc"
    git(repo, "worktree", "add", "-q", "--detach", os.fspath(place))
    lock = repo / ".git/offramp/worktrees" / (place.name + ".lock")
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({**owner, "path": named or str(place)}))
    return lock


def test_another_machines_worktree_is_left_for_a_day(repo: Path, tmp_path: Path) -> None:
    """Where the file system shares no locks, its own is free here."""
    before = everything(repo)
    lock = left_by(repo, tmp_path, {"pid": 1, "host": "other/boot/1", "started": "1"})
    assert worktrees.sweep(repo) == []
    assert lock.exists()
    assert len(cached(tmp_path)) == 1
    os.utime(lock, (time.time() - 90_000,) * 2)
    assert len(worktrees.sweep(repo)) == 1
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_lock_that_names_another_folder(repo: Path, tmp_path: Path) -> None:
    precious = tmp_path / "offramp-00000000000000dd/precious"
    precious.mkdir(parents=True)
    before = everything(repo)
    left_by(repo, tmp_path, gone(), os.fspath(precious.parent))
    worktrees.sweep(repo)
    assert precious.is_dir()
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_cache_folder_in_the_repository_is_not_used(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As CI systems have it that keep such a folder between runs."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(repo / ".cache"))
    before = everything(repo)
    with worktrees.worktree(repo, "HEAD") as tree:
        assert not tree.is_relative_to(repo)
        assert (tree / "package1/m1.py").is_file()
        assert tree.stat().st_mode & 0o77 == 0
    assert not tree.exists()
    assert not list((repo / ".cache").rglob("offramp-*"))
    assert everything(repo) == before


@pytest.mark.parametrize("made", ["a file", "a link to nowhere"])
def test_a_cache_folder_that_cannot_be_used(repo: Path, tmp_path: Path, made: str) -> None:
    home = tmp_path / "cache/offramp"
    home.parent.mkdir()
    if made == "a file":
        home.write_text("")
    else:
        home.symlink_to(tmp_path / "nowhere/at/all")
    before = everything(repo)
    with (
        pytest.raises(EnvironmentProblem, match="XDG_CACHE_HOME"),
        worktrees.worktree(repo, "HEAD"),
    ):
        pass
    assert everything(repo) == before


def test_lfs_is_not_asked_for_and_other_filters_are(repo: Path, tmp_path: Path) -> None:
    """What git-lfs would do is said; the user's other filters are part of what a checkout is."""
    (repo / ".gitattributes").write_text("*.bin filter=lfs\n*.txt filter=shout\n")
    for name in ("w.bin", "t.txt"):
        (repo / name).write_text("stored\n")
    git(repo, "add", ".gitattributes", "w.bin", "t.txt")
    git(repo, "commit", "-q", "-m", "More")
    git(repo, "config", "filter.lfs.process", "a-program-that-is-not-there")
    git(repo, "config", "filter.lfs.required", "true")
    git(repo, "config", "filter.shout.smudge", "tr a-z A-Z")
    with worktrees.worktree(repo, "HEAD") as tree:
        assert (tree / "w.bin").read_text() == "stored\n"
        assert (tree / "t.txt").read_text() == "STORED\n"
    git(repo, "config", "filter.shout.smudge", "false")
    git(repo, "config", "filter.shout.required", "true")
    with pytest.raises(GitError, match="smudge filter shout failed"):
        worktrees.worktree(repo, "HEAD").__enter__()
    assert cached(tmp_path) == []


def test_no_hook_of_the_repository_runs(repo: Path, tmp_path: Path) -> None:
    """``git worktree add`` would run this one for each ref that it writes."""
    for name in ("reference-transaction", "post-index-change"):
        hook = repo / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/hook-ran'\nexit 1\n")
        hook.chmod(0o755)
    with worktrees.worktree(repo, "HEAD"):
        pass
    assert not (tmp_path / "hook-ran").exists()


def test_a_git_that_outlives_its_offramp_is_waited_for(repo: Path, tmp_path: Path) -> None:
    """Killed alone, offramp leaves its git at work: what git writes must not come back."""
    before = everything(repo)
    git(repo, "config", "filter.slow.smudge", f"sh -c 'touch {tmp_path}/began; sleep 1; cat'")
    (repo / ".git/info/attributes").write_text("package9/m9.py filter=slow\n")
    process = child(repo, 60)
    while not (tmp_path / "began").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert len(worktrees.sweep(repo)) == 1
    git(repo, "config", "--remove-section", "filter.slow")
    assert cached(tmp_path) == []
    assert {**everything(repo), "config": ""} == {**before, "config": ""}


def test_sigkill_at_random_moments_leaves_nothing_after_the_next_call(
    repo: Path, tmp_path: Path
) -> None:
    before = everything(repo)
    chance = random.Random(5)
    for _ in range(20):
        process = child(repo, 0.2)
        time.sleep(chance.uniform(0.02, 0.45))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    with worktrees.worktree(repo, "HEAD"):
        pass
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_48_runs_at_once(repo: Path, tmp_path: Path) -> None:
    before = everything(repo)
    failures: list[str] = []
    slots = threading.Semaphore(12)

    def run() -> None:
        with slots:
            process = child(repo, 0.05)
            _, words = process.communicate(timeout=120)
            if process.returncode:
                failures.append(words)

    threads = [threading.Thread(target=run) for _ in range(48)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert everything(repo) == before
    assert cached(tmp_path) == []


def test_a_full_disk(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git fails half-way while it writes files; a limit on their size stands in for the disk."""
    (repo / "big.bin").write_bytes(os.urandom(300_000))
    git(repo, "add", "big.bin")
    git(repo, "commit", "-q", "-m", "Big", "big.bin")
    before = everything(repo)
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000));"
    ) + textwrap.dedent(CHILD).lstrip()
    done = subprocess.run(
        [sys.executable, "-c", code, os.fspath(repo), "0"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "GitError" in done.stderr
    assert everything(repo) == before
    assert cached(tmp_path) == []
