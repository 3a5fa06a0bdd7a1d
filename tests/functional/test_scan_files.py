"""Which files are scanned: git's own answer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from offramp.findings import Verdict
from offramp.imports import scan

pytestmark = pytest.mark.functional
HIT = "import a.compat\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _git(tmp_path, "init", "-q")
    _write(tmp_path, ".gitignore", "ignored/\n*.local.py\n")
    return tmp_path


def _git(root: Path, *args: str) -> None:
    command = ["git", "-c", "user.name=n", "-c", "user.email=e", *args]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def _write(root: Path, path: str, text: str = HIT) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def _found(root: Path, **options: bool) -> list[str]:
    return [r.path for r in scan(root, "a.compat", cache=False, **options).references]


def test_tracked_files_count_even_if_they_are_ignored(root: Path) -> None:
    _write(root, "ignored/m.py")
    assert _found(root) == []
    _git(root, "add", "-f", "ignored/m.py")
    assert _found(root) == ["ignored/m.py"]


def test_untracked_files_count_unless_they_are_ignored(root: Path) -> None:
    _write(root, "new.py")
    _write(root, "x.local.py")
    assert _found(root) == ["new.py"]
    assert _found(root, all_files=True) == ["new.py", "x.local.py"]


def test_deleted_files_are_gone(root: Path) -> None:
    _write(root, "m.py")
    _git(root, "add", "m.py")
    (root / "m.py").unlink()
    assert _found(root) == []


def test_g12_a_checkout_inside_the_tree_is_another_tree(root: Path) -> None:
    _write(root, "m.py")
    _git(root, "add", ".")
    _git(root, "commit", "-qm", "x")
    _git(root, "worktree", "add", "-q", "baseline")
    assert _found(root) == ["m.py"]
    assert _found(root, all_files=True) == ["m.py"]


def test_a_folder_of_a_repository_can_be_the_root(root: Path) -> None:
    _write(root, "m.py")
    _write(root, "part/m.py")
    assert _found(root / "part") == ["m.py"]


def test_g9_a_folder_without_files_cannot_be_judged(root: Path) -> None:
    (root / "empty").mkdir()
    assert scan(root / "empty", "a.compat").verdict is Verdict.CANNOT_JUDGE


def test_a_kept_report_is_used_for_the_same_tree_only(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    _write(root, "m.py")
    first = scan(root, "a.compat")
    assert scan(root, "a.compat") == first
    _write(root, "n.py")
    assert scan(root, "a.compat").hits == 2
    (root / "m.py").write_text("import a.compare\n")
    assert scan(root, "a.compat").hits == 1
    assert scan(root, "a.compare").hits == 1


def test_git_finds_the_files_to_open_in_every_spelling(root: Path) -> None:
    """What is read in a repository, where git looks for the files, is what is read without one."""
    texts = {
        "plain.py": HIT.encode(),
        "fullwidth.py": "import a.\uff43ompat\n".encode(),
        "superscript.py": "import a.com\u1d56at\n".encode(),
        "little.txt": HIT.encode("utf-16"),
        "big.txt": b"\xfe\xff" + HIT.encode("utf-16-be"),
        "latin.py": b"# coding: latin-1\n# \xe9\n" + HIT.encode(),
        "nul.py": b"# \0\n" + HIT.encode(),
        "z.py": b"from plain import compat\n",
        "other.py": b"import a.compatible\n",
    }
    for name, data in texts.items():
        (root / name).write_bytes(data)
    without = scan(root, "a.compat", cache=False, all_files=True)
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "all")
    within = scan(root, "a.compat", cache=False)
    assert within.references == without.references
    assert {r.path for r in within.references} >= texts.keys() - {"other.py", "z.py"}
    assert within.scanned_files == without.scanned_files


def test_a_tracked_file_that_became_a_link_or_a_folder_is_not_scanned(root: Path) -> None:
    _write(root, "m.py")
    _write(root, "n.py")
    _write(root, "o.py")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "all")
    (root / "m.py").unlink()
    (root / "m.py").symlink_to("o.py")
    (root / "n.py").unlink()
    _write(root, "n.py/inner.py")
    assert _found(root) == ["n.py/inner.py", "o.py"]
    assert scan(root, "a.compat", cache=False).scanned_files == len([".gitignore", "o.py", "inner"])
