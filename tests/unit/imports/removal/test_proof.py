"""The proof that a layer is dead: alive, dead, and what shows nothing (G13)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from offramp.errors import CannotJudge, EnvironmentProblem
from offramp.imports.removal.proof import prove_dead

PYTHON = Path(sys.executable)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src" / "shop").mkdir(parents=True)
    (tmp_path / "src" / "shop" / "__init__.py").write_text("print('loud')\n")
    return tmp_path


def proved(root: Path, layer: str = "shop.compat") -> list[str]:
    return [f.message for f in prove_dead(PYTHON, root, [layer], [Path("src")])]


def test_a_layer_that_is_gone_is_dead_also_where_the_target_prints(root: Path) -> None:
    assert proved(root) == []


def test_a_layer_that_is_there_is_not(root: Path) -> None:
    (root / "src/shop/compat.py").write_text("")
    (message,) = proved(root)
    assert "can still be imported" in message
    assert message.endswith("compat.py")


def test_a_folder_alone_keeps_it_importable(root: Path) -> None:
    """G13: an empty folder is a namespace package."""
    (root / "src/shop/compat").mkdir()
    assert len(proved(root)) == 1


def test_another_name_for_it_keeps_it_alive(root: Path) -> None:
    (root / "src/shop/__init__.py").write_text("import json as compat\n")
    assert proved(root) == ["shop.compat is still there, as another name of json"]


@pytest.mark.parametrize("text", ["raise RuntimeError('x')\n", "import nothing_of_that_name\n"])
def test_a_layer_that_fails_for_another_reason_shows_nothing(root: Path, text: str) -> None:
    (root / "src/shop/compat.py").write_text(text)
    with pytest.raises(CannotJudge):
        proved(root)


def test_a_parent_that_cannot_be_found_though_it_is_there_shows_nothing(root: Path) -> None:
    with pytest.raises(CannotJudge, match="shows nothing"):
        prove_dead(PYTHON, root, ["shop.compat"], [Path("lib")])


def test_an_interpreter_that_dies_or_is_missing_is_said(root: Path) -> None:
    (root / "src/shop/__init__.py").write_text("import os\nos._exit(0)\n")
    with pytest.raises(CannotJudge, match="ended before it could say"):
        proved(root)
    with pytest.raises(EnvironmentProblem):
        prove_dead(root / "no-python", root, ["shop.compat"], [])
