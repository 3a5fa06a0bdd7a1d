"""Reading what the tools say, of those that every machine with git has."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import searchers
from conformance.references import LAYER, RENAMED, commit, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "src/m: 1.py": b"x = 1\nimport acme.compat\n# acme.compatibility\n",
        "data.bin": b"\0acme.compat\0",
        "n.py": b"import memory, candidate\n",
    }
    write(tmp_path, files)
    commit(tmp_path)
    return tmp_path


@pytest.mark.parametrize("search", [searchers.git_grep, searchers.grep])
def test_lines_by_path(search: searchers.Search, root: Path) -> None:
    assert search(root, LAYER, ["."]) == {"src/m: 1.py": {2}, "data.bin": {1}}
    assert search(root, RENAMED, ["."]) == {"n.py": {1}}


def test_offramp_in_a_project_of_the_repository(root: Path) -> None:
    assert searchers.offramp(root, LAYER, ["src"]) == {"src/m: 1.py": {2}}


def test_a_tool_that_fails_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="git ended with 128"):
        searchers.git_grep(tmp_path / "..", LAYER, ["."])
