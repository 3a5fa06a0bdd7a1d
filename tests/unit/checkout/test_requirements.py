"""Which files are taken for what a tree wants installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_a_named_file_that_is_missing(tmp_path: Path, lay: Lay) -> None:
    with pytest.raises(EnvironmentProblem, match=r"nope\.txt is not there"):
        find(tmp_path, ["nope.txt"])


def test_the_order_of_preference(tmp_path: Path, lay: Lay) -> None:
    assert find(tmp_path).kind == "nothing"
    assert "nothing is installed" in find(tmp_path).notes[0]
    lay(tmp_path, {"pyproject.toml": '[project]\nname = "d"\n'})
    assert find(tmp_path).kind == "pyproject.toml"
    lay(tmp_path, {"requirements.txt": "a\n"})
    assert find(tmp_path).kind == "requirements"
    lay(tmp_path, {"poetry.lock": "[metadata]\n"})
    assert find(tmp_path).kind == "poetry.lock"
    assert find(tmp_path, ["requirements.txt"]).kind == "requirements"


def test_a_command_and_its_inputs(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"conda.txt": "a\n"})
    source = find(tmp_path, ["conda.txt"], command=["make", "install"])
    assert (source.kind, source.command, source.lines) == ("command", ("make", "install"), ["a\n"])
