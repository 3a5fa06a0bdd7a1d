"""What the locks of Pipenv and PDM pin."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements.finding import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_pipfile_lock(tmp_path: Path, lay: Lay) -> None:
    lock = {
        "default": {
            "a": {"version": "==1", "hashes": ["sha256:aa"], "markers": "os_name == 'nt'"},
            "b": {"git": "https://example.org/b", "ref": "abc", "extras": ["x"]},
            "c": {"version": "*"},
        },
        "develop": {"d": {"version": "==4"}},
    }
    lay(tmp_path, {"Pipfile.lock": json.dumps(lock), "Pipfile": ""})
    source = find(tmp_path)
    assert (source.kind, source.whole) == ("Pipfile.lock", True)
    assert source.lines == [
        "a==1 ; os_name == 'nt' --hash=sha256:aa",
        "b[x] @ git+https://example.org/b@abc",
        "c",
    ]
    assert find(tmp_path, groups=["dev"]).lines[-1] == "d==4"
    with pytest.raises(EnvironmentProblem, match="no group 'docs'"):
        find(tmp_path, groups=["docs"])
    (tmp_path / "Pipfile.lock").write_text("{")
    with pytest.raises(EnvironmentProblem, match="not JSON"):
        find(tmp_path)


def test_pdm_lock(tmp_path: Path, lay: Lay) -> None:
    text = """
[[package]]
name = "a"
version = "1"
requires_python = ">=3.8,<4"
groups = ["default", "test"]
marker = "os_name == 'posix'"
files = [{file = "a.whl", hash = "sha256:aa"}]
[[package]]
name = "b"
version = "2"
groups = ["test"]
[[package]]
name = "c"
version = "3"
git = "https://example.org/c"
revision = "abc"
groups = ["default"]
[[package]]
name = "demo"
version = "0"
editable = true
path = "."
groups = ["default"]
"""
    lay(tmp_path, {"pdm.lock": text})
    source = find(tmp_path)
    python = "(python_full_version >= '3.8') and (python_full_version < '4')"
    assert source.lines == [
        f"a==1 ; (os_name == 'posix') and {python} --hash=sha256:aa",
        "c @ git+https://example.org/c@abc",
    ]
    assert find(tmp_path, groups=["test"]).lines[1] == "b==2"
    lay(tmp_path, {"pdm.lock": '[[package]]\nname = "a"\nversion = "1"\n'})
    with pytest.raises(EnvironmentProblem, match="which group"):
        find(tmp_path)
