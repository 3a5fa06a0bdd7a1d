"""What a removal takes: the layer's files, its bytecode, and the settings that named it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp import git
from offramp.errors import CannotJudge
from offramp.imports.removal.remove import plan_removal

Lay = Callable[..., Path]
FILES = {
    ".gitignore": "__pycache__/\n*.log\n",
    "src/shop/__init__.py": "",
    "src/shop/compat/__init__.py": "",
    "src/shop/compat/old.py": "",
    "src/shop/compatible.py": "",
    "tests/shop/compat/test_x.py": "",
    "setup.cfg": "[coverage:run]\nomit =\n    src/shop/compat/*\n    x\n",
    "docs/old.cfg": "[coverage:run]\nomit =\n    src/shop/compat/*\n",
    "pyproject.toml": '[tool.offramp.compat]\nallow = ["src/shop/compat/**", "tests/**"]\n',
}


@pytest.fixture
def root(tmp_path: Path, lay: Lay) -> Path:
    lay(tmp_path, FILES)
    git.run(tmp_path, "init", "-q")
    git.run(tmp_path, "add", "-A")
    return tmp_path


def test_a_plan_names_everything_and_does_nothing(root: Path) -> None:
    bytecode = root / "src/shop/compat/__pycache__/old.cpython-311.pyc"
    bytecode.parent.mkdir()
    bytecode.write_bytes(b"")
    plan = plan_removal(root, ["shop.compat"])
    assert plan.files == ("src/shop/compat/__init__.py", "src/shop/compat/old.py")
    assert plan.places == ("src/shop/compat",)
    assert plan.leftovers == ("src/shop/compat/__pycache__/old.cpython-311.pyc",)
    assert sorted(plan.edits) == ["pyproject.toml", "setup.cfg"]
    assert plan.edits["setup.cfg"] == b"[coverage:run]\nomit =\n    x\n"
    assert b"tests/**" in plan.edits["pyproject.toml"]
    assert b"src/shop/compat" not in plan.edits["pyproject.toml"]
    assert all((root / name).read_text() == text for name, text in FILES.items())
    assert plan.to_dict()["schema"] == "offramp.compat-removal/1"


def test_a_layer_that_is_one_module(root: Path) -> None:
    (root / "src/shop/flat.py").write_text("")
    git.run(root, "add", "-A")
    assert plan_removal(root, ["shop.flat"]).files == ("src/shop/flat.py",)


def test_a_layer_that_is_not_there_cannot_be_removed(root: Path) -> None:
    with pytest.raises(CannotJudge, match="does not exist"):
        plan_removal(root, ["shop.compa"])


@pytest.mark.parametrize("name", ["notes.txt", "trace.log"])
def test_files_that_git_does_not_know_are_not_lost(root: Path, name: str) -> None:
    (root / "src/shop/compat" / name).write_text("mine")
    with pytest.raises(CannotJudge, match="does not track") as raised:
        plan_removal(root, ["shop.compat"])
    assert name in str(raised.value.found)


def test_applied_it_is_gone_from_disk_and_index(root: Path) -> None:
    done = plan_removal(root, ["shop.compat"])
    git.run(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x")
    lines = done.apply()
    assert not (root / "src/shop/compat").exists()
    assert (root / "src/shop/compatible.py").exists()
    assert (root / "tests/shop/compat/test_x.py").exists()
    assert lines[0] == "removed 2 files of shop.compat"
    assert not git.paths(root, "ls-files", "-z", "src/shop/compat")


def test_stubs_apart_from_the_layer_go_with_it(root: Path, lay: Lay) -> None:
    """PEP 561: a stub would let a checker believe in what is gone."""
    stubs = ["shop-stubs/compat.pyi", "stubs/shop/compat/__init__.pyi", "typings/shop/compat.pyi"]
    lay(root, dict.fromkeys([*stubs, "stubs/shop/core.pyi"], ""))
    git.run(root, "add", "-A")
    plan = plan_removal(root, ["shop.compat"])
    assert set(stubs) <= set(plan.files)
    assert "stubs/shop/core.pyi" not in plan.files


def test_bytecode_beside_a_module_goes_and_compiled_code_is_asked_about(root: Path) -> None:
    """G13: ``flat.pyc`` in the place of ``flat.py`` is imported without it."""
    (root / ".gitignore").write_text("*.pyc\n*.so\n")
    (root / "src/shop/flat.py").write_text("")
    git.run(root, "add", "-A")
    for name in ("flat.pyc", "flatter.pyc", "flatter.so"):
        (root / "src/shop" / name).write_bytes(b"")
    assert plan_removal(root, ["shop.flat"]).leftovers == ("src/shop/flat.pyc",)
    (root / "src/shop/flat.cpython-311-x86_64-linux-gnu.so").write_bytes(b"")
    with pytest.raises(CannotJudge, match="does not track"):
        plan_removal(root, ["shop.flat"])


@pytest.mark.parametrize("head", [b"\xef\xbb\xbf", b"# \xe9\n"])
def test_a_settings_file_keeps_its_bytes(root: Path, head: bytes) -> None:
    (root / "setup.cfg").write_bytes(head + b"[mypy-shop.compat]\nx = 1\n[b]\nc = \xc3\xa9\n")
    plan = plan_removal(root, ["shop.compat"])
    assert plan.edits["setup.cfg"] == head + b"[b]\nc = \xc3\xa9\n"
