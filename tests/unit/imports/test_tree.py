"""Reading a tree: what it takes from git, from a part of it, and as it would be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from offramp import git
from offramp.imports.files import candidates
from offramp.imports.scanner import scan, scan_changed
from offramp.imports.targets import Targets
from offramp.imports.tree import Tree

FILES = {
    "a/__init__.py": "",
    "a/core.py": "def f(): ...\n",
    "a/compat.py": "from a.core import f\n",
    "other/__init__.py": "from a.compat import f\n",
    "main.py": "from other import f\nf()\n",
    "late.py": "import other\nother.f()\n",
    "idle.py": "x = 1\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    for words in (["init", "-q"], ["add", "--all"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def _paths(tree: Tree) -> list[str]:
    return sorted({r.path for r in tree.references()})


@pytest.mark.parametrize("by_git", [True, False])
def test_a_name_is_followed_out_of_the_package_with_git_and_without(
    root: Path, by_git: bool
) -> None:
    """The files that may take it are found by ``git grep``, or all are read again."""
    listed = git.listing(root)
    paths = candidates(root, listed=listed)
    tree = Tree(root, Targets(["a.compat"], {}), paths, listed if by_git else None)
    assert _paths(tree) == ["late.py", "main.py", "other/__init__.py"]
    assert "idle.py" in tree.scanned


def test_an_untracked_file_is_followed_too(root: Path) -> None:
    (root / "new.py").write_text("from other import f\nf()\n")
    assert "new.py" in {r.path for r in scan(root, "a.compat", cache=False).references}


def test_a_tree_is_read_as_it_would_be(root: Path) -> None:
    report = scan(root, "a.compat", cache=False)
    assert report.hits == 3
    change = {"other/__init__.py": b"from a.core import f\n"}
    assert scan_changed(root, report, change) == []
    assert scan_changed(root, report, {"other/__init__.py": b""}) == []
    half = {"other/__init__.py": b"from a.core import f\nimport a.compat\n"}
    assert [(r.path, r.line) for r in scan_changed(root, report, half)] == [
        ("other/__init__.py", 2)
    ]


def test_what_is_allowed_stays_allowed(root: Path) -> None:
    report = scan(root, "a.compat", allow=["late.py"], cache=False)
    left = scan_changed(root, report, {"main.py": b""}, ["late.py"])
    assert {r.path: r.counts for r in left} == {"late.py": False, "other/__init__.py": True}
