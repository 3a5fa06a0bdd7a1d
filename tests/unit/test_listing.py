"""What git says of a work tree, and the id of it all as a tree, on real repositories."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp import git
from offramp.listing import holding, listing, work_tree_id

posix = pytest.mark.skipif(sys.platform == "win32", reason="names and modes as POSIX has them")


def call(root: Path, *args: str) -> str:
    """git as a user calls it, with an identity and nothing of the machine's own settings."""
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    who = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", os.fspath(root), *who, *args], env=env, capture_output=True, check=True
    )
    return done.stdout.decode(errors="surrogateescape").strip()


def commit(root: Path) -> str:
    """Commit everything and return the id of the tree."""
    call(root, "add", "--all")
    call(root, "commit", "-q", "--allow-empty", "-m", "x")
    return call(root, "rev-parse", "HEAD^{tree}")


def digest(folder: Path) -> str:
    """A digest of every file below a folder: name, content, and time of change.

    Not the time of objects: git itself refreshes that of one which it would have written.
    """
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        seen.update(os.fsencode(path.relative_to(folder)))
        if path.is_file():
            seen.update(path.read_bytes())
            if "objects" not in path.relative_to(folder).parts:
                seen.update(str(path.stat().st_mtime_ns).encode())
    return seen.hexdigest()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "re po"
    root.mkdir()
    call(root, "init", "-q", "-b", "main")
    (root / "a.py").write_text("import lukhas.compat\n")
    (root / "pack").mkdir()
    (root / "pack" / "b.py").write_text("b = 1\n")
    (root / ".gitignore").write_text("*.log\n")
    commit(root)
    return root


# --- the id of the work tree ---------------------------------------------------------------


def test_a_clean_tree_has_the_id_of_its_commit(repo: Path) -> None:
    assert work_tree_id(repo) == call(repo, "rev-parse", "HEAD^{tree}")


def test_a_callers_git_variables_do_not_lead_astray(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = call(repo, "rev-parse", "HEAD^{tree}")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nonsense")
    assert work_tree_id(repo) == tree


@posix
def test_no_monitor_of_files_is_asked(repo: Path, tmp_path: Path) -> None:
    ran, monitor = tmp_path / "ran", tmp_path / "monitor"
    monitor.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    monitor.chmod(0o755)
    call(repo, "config", "core.fsmonitor", os.fspath(monitor))
    (repo / "a.py").write_text("a = 2\n")
    work_tree_id(repo)
    assert not ran.exists()


@posix
@pytest.mark.parametrize("name", ["Λ", "a:b", 'quo"te', "back\\slash", "line\n", "line\nline"])
def test_any_name_of_the_repository_will_do(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    root.mkdir()
    call(root, "init", "-q")
    (root / "a").write_text("a\n")
    tree = commit(root)
    assert git.toplevel(root) == root
    assert work_tree_id(root) == tree


def _edit(root: Path) -> None:
    (root / "a.py").write_text("a = 2\n")


def _add(root: Path) -> None:
    (root / "new.py").write_text("")


def _delete(root: Path) -> None:
    (root / "a.py").unlink()


def _mode(root: Path) -> None:
    (root / "a.py").chmod(0o755)


def _link(root: Path) -> None:
    (root / "a.py").unlink()
    (root / "a.py").symlink_to("pack/b.py")


def _folder(root: Path) -> None:
    (root / "a.py").unlink()
    (root / "a.py").mkdir()
    (root / "a.py" / "inside").write_text("x\n")


CHANGES = [_edit, _add, _delete, _link, _folder] + ([_mode] if os.name == "posix" else [])


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_has_the_same_id_dirty_staged_and_committed_and_another_than_before(
    repo: Path, change: Callable[[Path], None]
) -> None:
    before = work_tree_id(repo)
    change(repo)
    dirty = work_tree_id(repo)
    call(repo, "add", "--all")
    staged = work_tree_id(repo)
    assert dirty == staged == commit(repo) == work_tree_id(repo)
    assert dirty != before


def test_what_git_ignores_does_not_count(repo: Path) -> None:
    before = work_tree_id(repo)
    (repo / "run.log").write_text("x\n")
    assert work_tree_id(repo) == before


def test_a_file_that_goes_while_git_looks_does_not_count(repo: Path) -> None:
    """Such as the one that another run has just renamed: git's add dies of it."""
    call(repo, "config", "filter.slow.clean", "sh -c 'rm -f z.new; cat'")
    (repo / ".gitattributes").write_text("m.slow filter=slow\n")
    (repo / "m.slow").write_text("")
    without = work_tree_id(repo)
    (repo / "z.new").write_text("")
    assert work_tree_id(repo) == without


def test_what_another_run_is_about_to_write_does_not_count(repo: Path) -> None:
    (repo / "b.txt").write_text("")
    (repo / "do[c]s").mkdir()
    before = work_tree_id(repo, ["do[c]s/a.json"])
    (repo / "do[c]s/.a.json.k3_x9ab2").write_text("")
    assert work_tree_id(repo, ["do[c]s/a.json"]) == before
    (repo / "do[c]s/.b.json.k3_x9ab2").write_text("")
    assert work_tree_id(repo, ["do[c]s/a.json"]) != before


def test_what_is_staged_and_gone_from_disk_does_not_count(repo: Path) -> None:
    before = work_tree_id(repo)
    (repo / "new.py").write_text("x\n")
    call(repo, "add", "new.py")
    (repo / "new.py").unlink()
    assert work_tree_id(repo) == before


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_written_into_the_repository(repo: Path, change: Callable[[Path], None]) -> None:
    call(repo, "config", "core.splitIndex", "true")
    change(repo)
    before = digest(repo / ".git")
    work_tree_id(repo, ["pack/b.py"])
    assert digest(repo / ".git") == before


def test_what_is_left_out_never_counts_tracked_or_not(repo: Path) -> None:
    out = ["docs/report.json", "with [brackets]*.md"]
    bare = work_tree_id(repo, out)
    assert bare == work_tree_id(repo)
    (repo / "docs").mkdir()
    for number, name in enumerate(out):
        (repo / name).write_text(f"{number}\n")
    assert work_tree_id(repo, out) == bare
    assert work_tree_id(repo) != bare
    commit(repo)
    assert work_tree_id(repo, out) == bare
    (repo / out[0]).write_text("other\n")
    assert work_tree_id(repo, out) == bare
    (repo / "docs" / "other.json").write_text("x\n")
    assert work_tree_id(repo, out) != bare


def test_an_edit_in_the_second_of_the_commit_is_seen(repo: Path) -> None:
    """Same size, same second: only the index's own time stamp tells git to look again."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        time.sleep(1.01 - time.time() % 1)
        (repo / "a.py").write_text("import lukhas.labs__\n")
        before = commit(repo)
        (repo / "a.py").write_text("import lukhas.compat\n")
        stamps = [(repo / name).stat().st_mtime_ns // 10**9 for name in ("a.py", ".git/index")]
        if stamps[0] == stamps[1]:
            break
    else:
        pytest.skip("the machine is too slow to do both within a second")
    time.sleep(1.01 - time.time() % 1)
    assert work_tree_id(repo) != before


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_was_told_to_look_away_from_counts(repo: Path, mark: str) -> None:
    call(repo, "update-index", mark, "a.py")
    before = work_tree_id(repo)
    (repo / "a.py").write_text("import lukhas.compat.more\n")
    assert work_tree_id(repo) != before
    listed = call(repo, "ls-files", "-v", "a.py")
    assert not listed.startswith("H "), "the user's own mark stays"


@pytest.mark.parametrize("kind", [["--no-cone"], ["--cone"], ["--cone", "--sparse-index"]])
def test_in_a_sparse_checkout_what_is_not_there_is_not_deleted(repo: Path, kind: list[str]) -> None:
    whole = work_tree_id(repo)
    call(repo, "sparse-checkout", "set", *kind, "other")
    assert not (repo / "pack" / "b.py").exists()
    assert work_tree_id(repo) == whole
    (repo / "pack").mkdir(exist_ok=True)
    (repo / "pack" / "new.py").write_text("outside of the patterns\n")
    assert work_tree_id(repo) != whole


def test_before_the_first_commit(tmp_path: Path) -> None:
    call(tmp_path, "init", "-q")
    empty = work_tree_id(tmp_path)
    assert empty == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    (tmp_path / "a").write_text("a\n")
    assert work_tree_id(tmp_path) not in {empty, ""}


def test_a_repository_with_sha_256(tmp_path: Path) -> None:
    call(tmp_path, "init", "-q", "--object-format=sha256")
    (tmp_path / "a").write_text("a\n")
    dirty = work_tree_id(tmp_path)
    assert len(dirty) == 64
    assert dirty == commit(tmp_path)


def test_a_linked_worktree_has_its_own(repo: Path, tmp_path: Path) -> None:
    call(repo, "worktree", "add", "-q", "--detach", os.fspath(tmp_path / "linked"))
    linked = tmp_path / "linked"
    assert git.toplevel(linked) == linked
    assert git.git_dir(linked) != git.git_dir(repo)
    assert work_tree_id(linked) == work_tree_id(repo)
    (linked / "a.py").write_text("a = 2\n")
    before = digest(repo / ".git")
    assert work_tree_id(linked) != work_tree_id(repo)
    assert digest(repo / ".git") == before


def test_a_submodule_counts_by_its_commit(repo: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    shutil.copytree(repo, inner)
    call(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", "../inner", "sub")
    with_it = work_tree_id(repo)
    assert with_it == commit(repo) == work_tree_id(repo)
    _edit(repo / "sub")
    commit(repo / "sub")
    assert work_tree_id(repo) != with_it


def test_an_alternate_of_the_repository_is_followed(repo: Path, tmp_path: Path) -> None:
    """``git clone --shared``: the objects are in another repository's store."""
    call(tmp_path, "clone", "-q", "--shared", os.fspath(repo), "shared")
    assert work_tree_id(tmp_path / "shared") == work_tree_id(repo)


# --- listing -------------------------------------------------------------------------------


def test_a_listing_knows_a_tree_that_is_just_the_commit(repo: Path) -> None:
    listed = listing(repo)
    assert listed is not None
    assert sorted(listed.tracked()) == [".gitignore", "a.py", "pack/b.py"]
    assert listed.committed() == call(repo, "rev-parse", "HEAD^{tree}")
    (repo / "new.py").write_text("x\n")
    (repo / "run.log").write_text("x\n")
    listed = listing(repo)
    assert listed is not None
    assert listed.others == ("new.py",)
    assert listed.committed() is None
    assert listed.committed(["new.py"]) is not None
    assert listed.committed(["new.py", "a.py"]) is None, "a tracked file that is left out is gone"


def test_a_listing_of_a_folder_is_relative_to_it(repo: Path) -> None:
    (repo / "pack" / "new.py").write_text("x\n")
    (repo / "new.py").write_text("x\n")
    listed = listing(repo / "pack")
    assert listed is not None
    assert listed.tracked() == ["b.py"]
    assert listed.others == ("new.py",)
    assert listed.committed(["new.py"]) is None, "the tree has another new file"


def test_outside_of_a_work_tree_there_is_no_listing(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert listing(tmp_path / "plain") is None
    assert listing(repo / ".git") is None


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_hold_a_pattern(repo: Path, mark: str) -> None:
    call(repo, "config", "grep.fullName", "true")
    (repo / "pack" / "c.txt").write_text("lukhas\n")
    (repo / "pack" / "d.py").write_text("nothing\n")
    listed = listing(repo)
    assert listed is not None
    found = holding(repo, listed, [r"\blukhas\b", "b ="], [".py"])
    assert found is not None
    assert {"a.py", "pack/b.py", "pack/d.py"} <= found
    assert holding(repo, listed, ["nowhere"], [".py"]) == {"pack/c.txt", "pack/d.py"}
    call(repo, "update-index", mark, "a.py")
    listed = listing(repo)
    assert listed is not None
    assert holding(repo, listed, ["lukhas"], [".py"]) is None, "git would not read the disk"


def test_files_are_searched_as_bytes(repo: Path) -> None:
    """Whatever the locale: text in UTF-16, a byte that is no text, a line of a binary file."""
    wide, odd = "acme".encode("utf-16-be"), b"\0\xff\xe9acme\xff"
    (repo / "wide.bin").write_bytes(wide)
    (repo / "odd.bin").write_bytes(odd)
    commit(repo)
    listed = listing(repo)
    assert listed is not None
    assert holding(repo, listed, [r"a\x00c\x00m\x00e"]) == {"wide.bin"}
    assert holding(repo, listed, [r"\xe9", r"\xfe"]) == {"odd.bin"}
    assert holding(repo, listed, [r"\bacme\b"]) == {"odd.bin"}


def test_a_pattern_that_git_can_not_read_is_no_answer(repo: Path) -> None:
    """As where git was built without Perl's regular expressions."""
    listed = listing(repo)
    assert listed is not None
    assert holding(repo, listed, ["(" * 3]) is None
