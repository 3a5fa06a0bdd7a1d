"""Removal in real repositories, and the proof by a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp import git
from offramp.errors import CannotJudge, GitError
from offramp.imports.removal.remove import plan_removal, prove_dead
from offramp.listing import work_tree_id

pytestmark = pytest.mark.functional
Lay = Callable[..., Path]
PYTHON = Path(sys.executable)


def commit(root: Path) -> None:
    git.run(root, "add", "-A", "-f", ".")
    git.run(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x")


@pytest.fixture
def root(tmp_path: Path, lay: Lay) -> Path:
    root = tmp_path / "repository"
    lay(
        root,
        {
            ".gitignore": "__pycache__/\n*.log\n",
            "src/shop/__init__.py": "",
            "src/shop/core.py": "",
            "src/shop/compat/__init__.py": "",
            "src/shop/compat/deep/old.py": "",
            "src/shop/compat/data.json": "{}",
            "src/shop/compatible.py": "",
            "tests/shop/__init__.py": "",
            "tests/shop/compat/test_old.py": "",
            "setup.cfg": "[coverage:run]\nomit =\n    src/shop/compat/*\n    x\n",
            "pyproject.toml": '[tool.offramp.compat]\nallow = ["src/shop/compat/**", "docs/**"]\n',
            "configs/legacy_imports.yml": "map:\n  a: b\nallowlist:\n  - src/shop/compat/**\n",
            "docs/old.md": "shop.compat\n",
        },
    )
    git.run(root.parent, "init", "-q", "repository")
    commit(root)
    return root


def test_the_layer_goes_with_what_it_would_leave_behind(root: Path) -> None:
    """G13, G14: bytecode, empty folders, allowlists and settings."""
    subprocess.run(
        [PYTHON, "-c", "import shop.compat.deep.old, shop.core"],
        env={"PYTHONPATH": "src"},
        cwd=root,
        check=True,
    )
    (root / "src/shop/compat/empty").mkdir()
    before = work_tree_id(root)
    removal = plan_removal(root, ["shop.compat"])
    assert work_tree_id(root) == before, "a plan changes nothing"
    assert removal.files == (
        "src/shop/compat/__init__.py",
        "src/shop/compat/data.json",
        "src/shop/compat/deep/old.py",
    )
    assert len(removal.leftovers) == 2
    done = removal.apply()
    assert not (root / "src/shop/compat").exists()
    assert (root / "src/shop/compatible.py").exists()
    assert (root / "tests/shop/compat/test_old.py").exists(), "a test's folder is not the layer"
    assert (root / "setup.cfg").read_text() == "[coverage:run]\nomit =\n    x\n"
    assert (root / "pyproject.toml").read_text() == '[tool.offramp.compat]\nallow = ["docs/**"]\n'
    assert (root / "configs/legacy_imports.yml").read_text() == "map:\n  a: b\nallowlist: []\n"
    assert git.text(root, "diff", "--name-only") == "", "everything is in the index"
    assert done[0] == "removed 3 files of shop.compat"
    assert "tidied setup.cfg: [coverage:run] omit" in done
    assert prove_dead(PYTHON, root, ["shop.compat"], [Path("src")]) == ()


def test_a_layer_that_is_one_module_goes_with_its_bytecode(root: Path, lay: Lay) -> None:
    lay(root, {"src/shop/old.py": "", "src/shop/old.pyi": "", "src/shop/older.py": ""})
    commit(root)
    subprocess.run(
        [PYTHON, "-c", "import shop.old, shop.older"],
        env={"PYTHONPATH": "src"},
        cwd=root,
        check=True,
    )
    removal = plan_removal(root, ["shop.old"])
    assert removal.files == ("src/shop/old.py", "src/shop/old.pyi")
    (leftover,) = removal.leftovers
    assert leftover.startswith("src/shop/__pycache__/old.cpython")
    removal.apply()
    assert prove_dead(PYTHON, root, ["shop.old"], [Path("src")]) == ()
    assert (root / "src/shop/older.py").exists()


def test_two_layers_at_once(root: Path) -> None:
    removal = plan_removal(root, ["shop.compat.deep", "shop.compatible"])
    removal.apply()
    assert git.text(root, "diff", "--cached", "--name-only") == (
        "src/shop/compat/deep/old.py\nsrc/shop/compatible.py"
    )


@pytest.mark.parametrize("name", ["new.py", "notes.log"])
def test_files_that_git_does_not_track_are_not_lost(root: Path, name: str, lay: Lay) -> None:
    lay(root, {f"src/shop/compat/deep/{name}": "precious"})
    with pytest.raises(CannotJudge, match="does not track") as caught:
        plan_removal(root, ["shop.compat"])
    assert name in str(caught.value.found)


def test_changes_that_are_not_committed_are_not_lost(root: Path, lay: Lay) -> None:
    lay(root, {"src/shop/compat/data.json": "precious"})
    removal = plan_removal(root, ["shop.compat"])
    with pytest.raises(GitError):
        removal.apply()
    assert (root / "src/shop/compat/data.json").read_text() == "precious"
    assert (root / "setup.cfg").read_text().count("compat") == 1, "nothing else is begun"


def test_a_layer_that_is_not_there_is_said_so(root: Path) -> None:
    with pytest.raises(CannotJudge, match="does not exist"):
        plan_removal(root, ["shop.compact"])


def test_a_living_layer_is_a_finding(root: Path) -> None:
    (finding,) = prove_dead(PYTHON, root, ["shop.compat"], [Path("src")])
    assert "can still be imported" in finding.message
    assert finding.rule == "layer-still-imports"


def test_a_leftover_folder_keeps_the_layer_alive(root: Path) -> None:
    """G13: a folder that holds nothing but bytecode is a namespace package."""
    git.run(root, "rm", "-rq", "src/shop/compat")
    (root / "src/shop/compat/__pycache__").mkdir(parents=True)
    (finding,) = prove_dead(PYTHON, root, ["shop.compat"], [Path("src")])
    assert "src/shop/compat" in finding.message


def test_another_name_of_a_module_keeps_the_layer_alive(root: Path, lay: Lay) -> None:
    git.run(root, "rm", "-rq", "src/shop/compat")
    lay(root, {"src/shop/__init__.py": "from shop import core as compat\n"})
    (finding,) = prove_dead(PYTHON, root, ["shop.compat"], [Path("src")])
    assert "another name of shop.core" in finding.message
    lay(root, {"src/shop/__init__.py": "def compat(): ...\n"})
    assert prove_dead(PYTHON, root, ["shop.compat"], [Path("src")]) == ()


def test_a_hook_that_serves_the_old_name_keeps_it_alive(root: Path, lay: Lay) -> None:
    git.run(root, "rm", "-rq", "src/shop/compat")
    text = "import sys, shop.core\nsys.modules['shop.compat'] = shop.core\nprint('noise')\n"
    lay(root, {"src/shop/__init__.py": text})
    assert len(prove_dead(PYTHON, root, ["shop.compat"], [Path("src")])) == 1


@pytest.mark.parametrize(
    ("init", "roots", "message"),
    [
        ("", ["lib"], "shows nothing"),
        ("import not_there", ["src"], "shows nothing"),
        ("1 / 0", ["src"], "not because it is gone"),
        ("raise SystemExit", ["src"], "not because it is gone"),
        ("import os; os._exit(0)", ["src"], "before it could say"),
    ],
)
def test_an_import_that_fails_for_another_reason_proves_nothing(
    root: Path, init: str, roots: list[str], message: str, lay: Lay
) -> None:
    git.run(root, "rm", "-rq", "src/shop/compat")
    lay(root, {"src/shop/__init__.py": init})
    with pytest.raises(CannotJudge, match=message):
        prove_dead(PYTHON, root, ["shop.compat"], [Path(r) for r in roots])
