"""Restore points on real repositories: brought back byte for byte, also after SIGKILL."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import restore
from offramp.errors import CannotJudge, GitError

pytestmark = pytest.mark.functional

FILES = {
    "lukhas/__init__.py": b"",
    "lukhas/core.py": b"VALUE = 1\n",
    "lukhas/compat/__init__.py": b"from lukhas.core import VALUE\n",
    "lukhas/compat/crlf.py": b"A = 1\r\nB = 2\r\n",
    "lukhas/compat/empty.txt": b"",
    "lukhas/compat/caf\xc3\xa9 \xe2\x98\x83.txt".encode("latin-1").decode(): b"snow\n",
    "configs/legacy.yml": b"map:\n  a: b\nallowlist:\n  - lukhas/compat\n",
    "run.sh": b"#!/bin/sh\necho hi\n",
}
LAYER = "lukhas/compat"


def git(root: Path, *args: str, check: bool = True) -> str:
    done = subprocess.run(["git", "-C", root, *args], capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lay: Callable[..., Path]) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "A Person")
    git(root, "config", "user.email", "person@example.org")
    lay(root, FILES)
    (root / "run.sh").chmod(0o755)
    (root / LAYER / "link.py").symlink_to("__init__.py")
    (root / ".gitignore").write_text("*.local\n__pycache__/\n")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    """Everything in the work tree, byte for byte, with modes; and what git thinks of it."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".git/") or (path.is_dir() and not path.is_symlink()):
            continue
        data = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        found[name] = (path.lstat().st_mode, data)
    found["(index)"] = (0, git(root, "ls-files", "--stage").encode())
    found["(status)"] = (0, git(root, "status", "--porcelain").encode())
    found["(branch)"] = (0, git(root, "log", "--format=%H", "--branches").encode())
    return found


def remove(root: Path) -> None:
    """What a removal does: delete the layer, edit what named it, add a file."""
    for path in sorted((root / LAYER).iterdir()):
        path.unlink()
    (root / LAYER).rmdir()
    (root / "configs/legacy.yml").write_bytes(b"map:\n  a: b\nallowlist: []\n")
    (root / "configs/new.yml").write_bytes(b"new: true\n")
    (root / "run.sh").chmod(0o644)


PATHS: list[list[str] | None] = [None, [LAYER, "configs", "run.sh"]]


@pytest.mark.parametrize("paths", PATHS, ids=["found", "named"])
@pytest.mark.parametrize("told", [True, False], ids=["applied", "unsaid"])
def test_restore_brings_everything_back(repo: Path, paths: list[str] | None, told: bool) -> None:
    before = state(repo)
    point = restore.begin(repo, "stage-b", paths=paths)
    remove(repo)
    git(repo, "add", "configs/legacy.yml")
    if told:
        point = restore.applied(point)
    restored = restore.restore(point)
    assert state(repo) == before
    assert "lukhas/compat/__init__.py" in restored
    assert "configs/new.yml" in restored
    assert "lukhas/core.py" not in restored
    assert restore.pending(repo) is None
    assert (restored.saved is None) == told


def test_bytes_that_git_would_change_come_back_as_they_were(repo: Path) -> None:
    """With autocrlf git itself would write other line ends; ignored files it does not know."""
    git(repo, "config", "core.autocrlf", "true")
    (repo / LAYER / "mine.local").write_bytes(b"secret\r\n")
    (repo / LAYER / "empty.txt").chmod(0o640)
    git(repo, "update-index", "--refresh", "-q", check=False)
    before = state(repo)
    point = restore.begin(repo, "stage-b", paths=[LAYER])
    for path in (repo / LAYER).iterdir():
        path.unlink()
    restore.restore(point)
    assert state(repo) == before


def test_a_persons_later_change_is_saved_and_said(repo: Path) -> None:
    point = restore.begin(repo, "stage-b")
    remove(repo)
    point = restore.applied(point)
    (repo / "configs/legacy.yml").write_bytes(b"mine\n")
    (repo / "notes.txt").write_bytes(b"untouched\n")
    restored = restore.restore(point)
    assert restored.saved is not None
    assert "configs/legacy.yml" in restored.how
    assert git(repo, "show", f"{restored.saved}:configs/legacy.yml") == "mine\n"
    assert (repo / "configs/legacy.yml").read_bytes() == FILES["configs/legacy.yml"]
    assert (repo / "notes.txt").read_bytes() == b"untouched\n"
    assert "notes.txt" not in restored


def test_what_stands_in_the_way_is_saved(repo: Path) -> None:
    before = state(repo)
    point = restore.begin(repo, "stage-b", paths=[LAYER])
    remove_only_layer(repo)
    point = restore.applied(point)
    (repo / LAYER).write_text("a file now\n")
    restored = restore.restore(point)
    assert state(repo) == before
    assert git(repo, "show", f"{restored.saved}:lukhas/compat") == "a file now\n"


def test_a_link_out_of_the_tree_is_not_followed(repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "__init__.py").write_text("theirs\n")
    before = state(repo)
    point = restore.begin(repo, "stage-b", paths=[LAYER])
    remove_only_layer(repo)
    point = restore.applied(point)
    (repo / LAYER).symlink_to(outside)
    restore.restore(point)
    assert (outside / "__init__.py").read_text() == "theirs\n"
    assert sorted(p.name for p in outside.iterdir()) == ["__init__.py"]
    assert state(repo) == before


def remove_only_layer(root: Path) -> None:
    for path in (root / LAYER).iterdir():
        path.unlink()
    (root / LAYER).rmdir()


def test_a_dirty_tree_is_refused_by_name(repo: Path) -> None:
    (repo / "lukhas/core.py").write_text("VALUE = 2\n")
    (repo / "new.py").write_text("x\n")
    with pytest.raises(GitError) as caught:
        restore.begin(repo, "stage-b")
    assert caught.value.found == "lukhas/core.py, new.py"
    assert restore.pending(repo) is None
    assert not git(repo, "for-each-ref", "refs/offramp")


def test_what_offramp_writes_is_left_out(repo: Path) -> None:
    (repo / "docs").mkdir()
    (repo / "docs/report.json").write_text("{}\n")
    point = restore.begin(repo, "stage-b", ("docs/report.json",))
    remove(repo)
    (repo / "docs/report.json").write_text('{"hits": 0}\n')
    restored = restore.restore(point)
    assert "docs/report.json" not in restored
    assert (repo / "docs/report.json").read_text() == '{"hits": 0}\n'


@pytest.mark.parametrize("name", ["MERGE_HEAD", "REVERT_HEAD"])
def test_a_merge_under_way_is_refused(repo: Path, name: str) -> None:
    (repo / ".git" / name).write_text(git(repo, "rev-parse", "HEAD"))
    with pytest.raises(GitError, match="in the middle"):
        restore.begin(repo, "stage-b")


def test_a_second_run_is_refused_while_the_first_lives(repo: Path) -> None:
    restore_point = restore.begin(repo, "stage-b")
    code = "from pathlib import Path; from offramp.checkout import restore; restore.{}"
    for call in ("pending(Path('.'))", "begin(Path('.'), 'x')", "rollback(Path('.'))"):
        done = subprocess.run(
            [sys.executable, "-c", code.format(call)],
            cwd=repo,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "another offramp is at work here" in done.stderr
        assert f"pid {os.getpid()}" in done.stderr
    restore.finish(restore_point)


def test_commit_takes_the_touched_paths_and_nothing_else(repo: Path) -> None:
    (repo / "staged.txt").write_text("theirs\n")
    point = restore.begin(repo, "stage-b", ("staged.txt",), paths=[LAYER, "configs", "run.sh"])
    git(repo, "add", "staged.txt")
    remove(repo)
    made = restore.commit(point, "Remove the layer\n\nBecause.")
    restore.finish(point, made)
    assert git(repo, "rev-parse", "HEAD").strip() == made
    names = set(git(repo, "show", "--name-only", "--format=", "-z", made).split("\0")) - {""}
    assert "staged.txt" not in names
    assert {"configs/legacy.yml", "configs/new.yml", "run.sh"} <= names
    assert git(repo, "status", "--porcelain") == "A  staged.txt\n"
    assert git(repo, "log", "-1", "--format=%an <%ae>") == "A Person <person@example.org>\n"
    assert not (repo / LAYER).exists()


def test_no_identity_is_said_before_anything_is_lost(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", os.fspath(repo.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(repo, "config", "--unset", "user.name")
    git(repo, "config", "--unset", "user.email")
    point = restore.begin(repo, "stage-b")
    remove(repo)
    after = state(repo)
    with pytest.raises(GitError, match="does not know who commits"):
        restore.commit(point, "Remove")
    assert state(repo) == after
    restore.restore(point)


@pytest.fixture
def removed(repo: Path) -> Callable[[bool], tuple[dict[str, tuple[int, bytes]], str | None]]:
    def make(commits: bool) -> tuple[dict[str, tuple[int, bytes]], str | None]:
        before = state(repo)
        point = restore.begin(repo, "stage-b")
        remove(repo)
        made = restore.commit(point, "Remove lukhas.compat") if commits else None
        restore.finish(point, made)
        return before, made

    return make


def test_rollback_without_a_commit_restores_the_tree(repo: Path, removed: Callable) -> None:
    before, _ = removed(False)
    done = restore.rollback(repo)
    assert state(repo) == before
    assert done.commit is None
    assert "configs/new.yml" in done.restored
    with pytest.raises(CannotJudge, match="rolled back already"):
        restore.rollback(repo)


def test_rollback_of_a_commit_is_a_revert_also_after_more_commits(
    repo: Path, removed: Callable
) -> None:
    before, made = removed(True)
    (repo / "later.py").write_text("x = 1\n")
    git(repo, "add", "later.py")
    git(repo, "commit", "-qm", "Later")
    (repo / "lukhas/core.py").write_text("VALUE = 3\n")  # dirty, and none of its business
    done = restore.rollback(repo)
    assert done.commit == git(repo, "rev-parse", "HEAD").strip()
    assert made is not None
    assert git(repo, "log", "-1", "--format=%s") == 'Revert "Remove lukhas.compat"\n'
    assert made in git(repo, "log", "-1", "--format=%b")
    now = state(repo)
    for name in (*FILES, "run.sh", LAYER + "/link.py"):
        if name != "lukhas/core.py":
            assert now[name] == before[name]
    assert not (repo / "configs/new.yml").exists()
    assert now["(status)"][1] == b" M lukhas/core.py\n"
    with pytest.raises(CannotJudge, match="rolled back already"):
        restore.rollback(repo)


def test_rollback_of_a_commit_brings_back_what_git_ignores(repo: Path) -> None:
    (repo / LAYER / "mine.local").write_bytes(b"only here\n")
    point = restore.begin(repo, "stage-b", paths=[LAYER])
    remove_only_layer(repo)
    point = restore.applied(point)
    restore.finish(point, restore.commit(point, "Remove"))
    done = restore.rollback(repo)
    assert (repo / LAYER / "mine.local").read_bytes() == b"only here\n"
    assert "lukhas/compat/mine.local" in done.restored
    assert git(repo, "status", "--porcelain") == ""


def test_a_repository_in_the_way_is_not_deleted(repo: Path) -> None:
    point = restore.begin(repo, "stage-b", paths=["run.sh"])
    (repo / "run.sh").unlink()
    point = restore.applied(point)
    (repo / "run.sh/deep").mkdir(parents=True)
    git(repo / "run.sh/deep", "init", "-q")
    (repo / "run.sh/deep/theirs").write_text("x")
    with pytest.raises(GitError, match="another repository"):
        restore.restore(point)
    assert (repo / "run.sh/deep/.git").is_dir()
    (repo / "run.sh").rename(repo.parent / "moved")
    restore.restore(point)
    assert (repo / "run.sh").read_bytes() == FILES["run.sh"]


def test_what_has_ended_is_not_restored_again(repo: Path) -> None:
    point = restore.begin(repo, "stage-b")
    remove(repo)
    restore.restore(point)
    (repo / "lukhas/core.py").write_text("VALUE = 2\n")
    assert "restored already" in restore.restore(point).how
    assert (repo / "lukhas/core.py").read_text() == "VALUE = 2\n"


def test_rollback_of_a_removal_that_a_person_committed(repo: Path, removed: Callable) -> None:
    before, _ = removed(False)
    git(repo, "add", "--all")
    git(repo, "commit", "-qm", "Remove it, by hand")
    done = restore.rollback(repo)
    assert done.commit
    now = state(repo)
    assert all(now[name] == before[name] for name in FILES)


def test_rollback_merges_an_edited_file(repo: Path, removed: Callable) -> None:
    long = b"".join(b"line %d\n" % n for n in range(20))
    (repo / "configs/legacy.yml").write_bytes(long + FILES["configs/legacy.yml"])
    git(repo, "commit", "-qam", "Longer")
    point = restore.begin(repo, "stage-b")
    (repo / "configs/legacy.yml").write_bytes(long + b"map:\n  a: b\nallowlist: []\n")
    restore.finish(point, restore.commit(point, "Remove"))
    head = (repo / "configs/legacy.yml").read_bytes()
    (repo / "configs/legacy.yml").write_bytes(b"first\n" + head)
    git(repo, "commit", "-qam", "Edit the top")
    restore.rollback(repo)
    expected = b"first\n" + long + FILES["configs/legacy.yml"]
    assert (repo / "configs/legacy.yml").read_bytes() == expected


def test_rollback_refuses_a_conflict_and_changes_nothing(repo: Path, removed: Callable) -> None:
    removed(True)
    (repo / LAYER).mkdir()
    (repo / LAYER / "__init__.py").write_text("another\n")
    (repo / "configs/legacy.yml").write_text("map: {}\nallowlist: [other]\n")
    git(repo, "add", "--all")
    git(repo, "commit", "-qm", "Something else in its place")
    after = state(repo)
    with pytest.raises(GitError) as caught:
        restore.rollback(repo)
    assert "lukhas/compat/__init__.py" in str(caught.value)
    assert caught.value.exit_code == 1
    assert state(repo) == after


@pytest.mark.parametrize("kind", ["unstaged", "untracked", "staged"])
def test_rollback_refuses_changes_in_its_paths(repo: Path, removed: Callable, kind: str) -> None:
    removed(True)
    if kind == "untracked":
        (repo / LAYER).mkdir()
        (repo / LAYER / "__init__.py").write_text("mine\n")
    else:
        (repo / "configs/legacy.yml").write_text("mine\n")
        if kind == "staged":
            git(repo, "add", "configs/legacy.yml")
    after = state(repo)
    with pytest.raises(GitError, match="has changes in paths"):
        restore.rollback(repo)
    assert state(repo) == after


def test_another_gits_lock_is_said_and_the_next_call_goes_on(repo: Path) -> None:
    """What a kill of a whole process group can leave behind."""
    before = state(repo)
    point = restore.begin(repo, "stage-b")
    remove(repo)
    git(repo, "add", "configs")
    (repo / ".git/index.lock").write_text("")
    with pytest.raises(GitError) as caught:
        restore.restore(point)
    assert "index.lock" in str(caught.value.found)
    (repo / ".git/index.lock").unlink()
    pending = restore.pending(repo)
    assert pending is not None
    restore.restore(pending)
    assert state(repo) == before


def test_paths_that_lead_out_of_the_tree_are_refused(repo: Path) -> None:
    for path in ("../outside", "/etc/passwd", "a/../../b"):
        with pytest.raises(ValueError, match="out of the tree"):
            restore.begin(repo, "stage-b", paths=[path])
    assert restore.pending(repo) is None


def test_nothing_to_roll_back(repo: Path) -> None:
    with pytest.raises(CannotJudge, match="nothing to roll back"):
        restore.rollback(repo)


def test_a_restored_removal_does_not_hide_an_earlier_one(repo: Path, removed: Callable) -> None:
    before, _ = removed(True)
    point = restore.begin(repo, "second")
    (repo / "lukhas/core.py").unlink()
    restore.restore(point)
    restore.rollback(repo)
    now = state(repo)
    assert all(now[name] == before[name] for name in FILES)


def test_a_malformed_record_is_not_a_clean_one(repo: Path) -> None:
    record = repo / ".git/offramp/restore.json"
    record.parent.mkdir()
    for text in ("", "{}", "[]", '{"schema": "offramp.restore/1", "points": [{}]}'):
        record.write_text(text)
        with pytest.raises(GitError, match="cannot be read"):
            restore.pending(repo)


CHILD = """
    import os, signal, sys
    from pathlib import Path
    from offramp import git
    from offramp.checkout import commits, journal, restore, snapshot

    root, moment = Path(sys.argv[1]), sys.argv[2]

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    def dying(module, name, after=False, at=1):
        real, calls = getattr(module, name), []
        def stand_in(*args, **kwargs):
            calls.append(1)
            if len(calls) == at and not after:
                die()
            result = real(*args, **kwargs)
            if len(calls) == at:
                die()
            return result
        setattr(module, name, stand_in)

    if moment == "begin-before-record": dying(journal, "write")
    point = restore.begin(root, "stage-b", paths=eval(sys.argv[3]))
    if moment == "begun": die()
    layer = root / "lukhas/compat"
    for number, path in enumerate(sorted(layer.iterdir())):
        path.unlink()
        if moment == "half-removed" and number == 2: die()
    layer.rmdir()
    if moment == "removed": die()
    (root / "configs/legacy.yml").write_bytes(b"map:")
    if moment == "half-edited": die()
    (root / "configs/legacy.yml").write_bytes(b"map: {}")
    if moment == "applied-before-record": dying(journal, "write")
    point = restore.applied(point)
    if moment == "applied": die()
    if moment == "restoring": dying(snapshot, "write", at=3)
    if moment == "restoring-a-file": dying(Path, "chmod")
    if moment == "restored-before-record": dying(journal, "change")
    if moment.startswith("restor"): restore.restore(point)
    if moment == "commit-recorded": dying(journal, "change", after=True)
    if moment == "staged": dying(commits, "advance")
    if moment == "advanced": dying(commits, "advance", after=True)
    sha = restore.commit(point, "Remove the layer")
    if moment == "committed": die()
    if moment == "finish-before-record": dying(journal, "change")
    restore.finish(point, sha)
    print("not killed")
"""
BACK = [
    *("begin-before-record", "begun", "half-removed", "removed", "half-edited"),
    *("applied-before-record", "applied", "restoring", "restored-before-record"),
    *("commit-recorded", "staged", "restoring-a-file"),
]
STANDS = ["advanced", "committed", "finish-before-record"]


def killed(root: Path, moment: str, paths: list[str] | None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD), root, moment, repr(paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr + done.stdout


@pytest.mark.parametrize("paths", PATHS, ids=["found", "named"])
@pytest.mark.parametrize("moment", BACK)
def test_killed_and_brought_back(repo: Path, moment: str, paths: list[str] | None) -> None:
    before = state(repo)
    killed(repo, moment, paths)
    point = restore.pending(repo)
    if moment == "begin-before-record":
        assert point is None
        restore.restore(restore.begin(repo, "again"))
        assert len(git(repo, "for-each-ref", "refs/offramp/restore").splitlines()) == 1
    else:
        assert point is not None
        with pytest.raises(GitError, match="interrupted"):
            restore.begin(repo, "another")
        restore.restore(point)
    assert state(repo) == before
    assert restore.pending(repo) is None


@pytest.mark.parametrize("moment", STANDS)
def test_killed_after_the_commit_the_removal_stands(repo: Path, moment: str) -> None:
    before = state(repo)
    killed(repo, moment, None)
    point = restore.pending(repo)
    assert point is not None
    restored = restore.restore(point)
    assert restored == []
    assert "stands" in restored.how
    assert git(repo, "status", "--porcelain") == ""
    assert not (repo / LAYER).exists()
    restore.rollback(repo)
    now = state(repo)
    assert all(now[name] == before[name] for name in FILES)


WHOLE = """
    import sys
    from pathlib import Path
    from offramp.checkout import restore

    root = Path(sys.argv[1])
    print("ready", flush=True)
    point = restore.begin(root, "stage-b", paths=["lukhas/compat", "configs"])
    for path in sorted((root / "lukhas/compat").iterdir()):
        path.unlink()
    (root / "lukhas/compat").rmdir()
    (root / "configs/legacy.yml").write_bytes(b"map: {}")
    point = restore.applied(point)
    restore.restore(point)
"""


def test_killed_at_random_moments_with_all_its_children(repo: Path) -> None:
    before = state(repo)
    chance = random.Random(8)
    interrupted, took = 0, 0.0
    for number in range(21):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WHOLE), os.fspath(repo)],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        if number:
            time.sleep(chance.uniform(0.0, took))
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        took = took or time.monotonic() - began  # the first is left to its end
        (repo / ".git/index.lock").unlink(missing_ok=True)  # what git tells a person to do
        point = restore.pending(repo)
        if point is not None:
            interrupted += 1
            restore.restore(point)
        assert state(repo) == before
    assert interrupted


def test_an_interrupted_removal_is_rolled_back_by_rollback(repo: Path) -> None:
    before = state(repo)
    killed(repo, "half-removed", None)
    done = restore.rollback(repo)
    assert state(repo) == before
    assert done.commit is None
    assert done.restored


def test_the_branch_moved_on_after_a_kill(repo: Path) -> None:
    killed(repo, "removed", None)
    git(repo, "commit", "-qam", "Work in progress, unseen")
    git(repo, "commit", "--allow-empty", "-qm", "More")
    (repo / "lukhas/core.py").write_text("VALUE = 9\n")
    point = restore.pending(repo)
    assert point is not None
    with pytest.raises(GitError, match="HEAD has moved"):
        restore.restore(point)
    git(repo, "checkout", "-q", "--", ".")
    assert "nothing to restore" in restore.restore(point).how
    assert restore.pending(repo) is None


def test_garbage_collection_does_not_lose_what_was_kept(repo: Path) -> None:
    before = state(repo)
    (repo / LAYER / "mine.local").write_bytes(b"ignored\n")
    point = restore.begin(repo, "stage-b", paths=[LAYER])
    for path in (repo / LAYER).iterdir():
        path.unlink()
    git(repo, "reflog", "expire", "--expire=now", "--all")
    git(repo, "gc", "-q", "--prune=now")
    restore.restore(point)
    assert (repo / LAYER / "mine.local").read_bytes() == b"ignored\n"
    now = state(repo)
    assert all(now[name] == before[name] for name in FILES)


def test_stash_config_and_other_refs_are_as_before(repo: Path) -> None:
    (repo / "lukhas/core.py").write_text("VALUE = 5\n")
    git(repo, "stash")
    before = {
        "stash": git(repo, "stash", "list", "-p"),
        "config": hashlib.sha256((repo / ".git/config").read_bytes()).hexdigest(),
        "refs": git(repo, "for-each-ref", "refs/heads", "refs/tags"),
    }
    point = restore.begin(repo, "stage-b")
    remove(repo)
    restore.restore(point)
    assert before == {
        "stash": git(repo, "stash", "list", "-p"),
        "config": hashlib.sha256((repo / ".git/config").read_bytes()).hexdigest(),
        "refs": git(repo, "for-each-ref", "refs/heads", "refs/tags"),
    }


def test_a_linked_worktree_has_a_record_of_its_own(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "side", os.fspath(tmp_path / "side"))
    point = restore.begin(repo, "stage-b")
    assert restore.pending(tmp_path / "side") is None
    other = restore.begin(tmp_path / "side", "stage-b")
    refs = git(repo, "for-each-ref", "--format=%(refname)", "refs/offramp/restore").split()
    assert refs == sorted([point.ref, other.ref])
    remove(tmp_path / "side")
    restore.restore(other)
    restore.restore(point)


def test_only_so_many_points_are_kept(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offramp.checkout.journal._KEPT", 2)
    for _ in range(4):
        restore.restore(restore.begin(repo, "again"))
    record = json.loads((repo / ".git/offramp/restore.json").read_text())
    assert len(record["points"]) == 2
    assert len(git(repo, "for-each-ref", "refs/offramp/restore").splitlines()) == 2
