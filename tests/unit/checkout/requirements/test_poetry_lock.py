"""What poetry.lock pins, and when it is stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements.finding import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


PROJECT = """
[tool.poetry]
name = "demo"
[tool.poetry.dependencies]
python = "^3.10"
fastapi = "^0.1"
redis = {version = "^5", optional = true, extras = ["hiredis"]}
[tool.poetry.extras]
cache = ["redis"]
[tool.poetry.group.test.dependencies]
pytest = "*"
"""


def test_pins_bound_what_pyproject_asks_for(tmp_path: Path, lay: Lay) -> None:
    """What an extra needs in its turn is optional in the lock, and the installer gets there."""
    lay(
        tmp_path,
        {
            "pyproject.toml": PROJECT,
            "poetry.lock": """
[[package]]
name = "fastapi"
version = "0.1"
files = [{file = "f.whl", hash = "sha256:aa"}]
[[package]]
name = "async-timeout"
version = "4"
optional = true
markers = 'extra == "cache"'
files = []
""",
        },
    )
    source = find(tmp_path)
    assert (source.kind, source.lines) == ("poetry.lock", ["fastapi>=0.1,<0.2"])
    assert source.constraints == ["fastapi==0.1 --hash=sha256:aa", "async-timeout==4"]
    assert not source.hashed
    assert not source.whole
    more = find(tmp_path, extras=["cache"], groups=["test"])
    assert more.lines == ["fastapi>=0.1,<0.2", "redis[hiredis]>=5,<6", "pytest"]


def test_one_of_several_versions_holds_where_its_markers_do(tmp_path: Path, lay: Lay) -> None:
    pair = """
[[package]]
name = "n"
version = "1"
python-versions = ">=3.8,<3.11"
[[package]]
name = "n"
version = "2"
markers = {main = "python_version >= '3.11'", dev = "python_version >= '3.12'"}
"""
    lay(tmp_path, {"pyproject.toml": PROJECT, "poetry.lock": pair})
    assert find(tmp_path).constraints == [
        "n==1 ; python_full_version >= '3.8' and python_full_version < '3.11'",
        "n==2 ; (python_version >= '3.11') or (python_version >= '3.12')",
    ]


def test_packages_from_elsewhere(tmp_path: Path, lay: Lay) -> None:
    head = '[[package]]\nname = "x"\nversion = "1"\n[package.source]\n'
    pinned = head + 'type = "git"\nurl = "https://example.org/x"\nresolved_reference = "abc"\n'
    lay(tmp_path, {"pyproject.toml": PROJECT, "poetry.lock": pinned})
    assert find(tmp_path).constraints == ["x @ git+https://example.org/x@abc"]
    lay(tmp_path, {"poetry.lock": head + 'type = "directory"\nurl = "../x"\n'})
    assert find(tmp_path).constraints == []
    lay(tmp_path, {"poetry.lock": head + 'type = "tape"\nurl = "../x"\n'})
    with pytest.raises(EnvironmentProblem, match="cannot pin"):
        find(tmp_path)


@pytest.mark.parametrize(
    ("said", "stale"),
    [
        ("ac4f3e3e3dda9ae0b9ab8d5b1ec9bb0f3ac0cd8d31d2f6e1c2a1ae0f1c5b2d11", True),
        ("", False),
    ],
)
def test_a_lock_that_is_older_than_pyproject_is_said(
    tmp_path: Path, lay: Lay, said: str, stale: bool
) -> None:
    lock = f'package = []\n[metadata]\ncontent-hash = "{said}"\n'
    lay(tmp_path, {"pyproject.toml": PROJECT, "poetry.lock": lock})
    assert [("older than" in note) for note in find(tmp_path).notes] == [True] * stale
