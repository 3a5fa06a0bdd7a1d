"""Which files are taken for what a tree wants installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements.finding import find, lacking
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


def test_one_file_decides_where_nothing_else_is_there(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"requirements/base.txt": "a\n", "pyproject.toml": "[tool.black]\n"})
    assert find(tmp_path).files == ["pyproject.toml", "requirements/base.txt"]
    lay(tmp_path, {"requirements/web.txt": "b\n"})
    with pytest.raises(EnvironmentProblem, match="is not clear") as caught:
        find(tmp_path)
    assert caught.value.found == "requirements/base.txt, requirements/web.txt"
    assert 'requirements = ["requirements/base.txt"]' in str(caught.value.next)


def test_conda_is_not_read_and_that_is_said(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"environment.yml": "dependencies: [a]\n"})
    with pytest.raises(EnvironmentProblem) as caught:
        find(tmp_path)
    assert "command" in str(caught.value.next)


def test_what_else_might_have_decided_is_said(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"requirements.txt": "a\n", "Pipfile.lock": '{"default": {}}'})
    assert find(tmp_path).notes == [
        "Pipfile.lock decides what is installed; not read: requirements.txt"
    ]
    assert find(tmp_path, ["requirements.txt"]).notes == []


def test_settings_of_uv_in_the_tree_decide_too(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"requirements.txt": "a\n"})
    before = find(tmp_path).digest()
    lay(tmp_path, {"pyproject.toml": '[tool.uv]\nconstraint-dependencies = ["a<2"]\n'})
    bounded = find(tmp_path).digest()
    lay(tmp_path, {"uv.toml": 'exclude-newer = "2024-01-01T00:00:00Z"\n'})
    assert len({before, bounded, find(tmp_path).digest()}) == 3


@pytest.mark.parametrize(
    ("dependencies", "group", "said"),
    [
        ('["fastapi"]', '["pytest>=8"]', 'groups = ["dev"]'),
        ('["PyTest>=8"]', '["pytest>=8"]', ""),
        ('["fastapi"]', '["black"]', ""),
        ("[]", '["pytest"]', ""),  # nothing is installed, so any pytest will do
        ("3", '["pytest"]', ""),  # malformed: the doctor says it
    ],
)
def test_what_brings_a_package_that_the_deciding_file_leaves_out(
    tmp_path: Path, lay: Lay, dependencies: str, group: str, said: str
) -> None:
    project = f'[project]\nname = "d"\ndependencies = {dependencies}\n'
    lay(tmp_path, {"pyproject.toml": f"{project}[dependency-groups]\ndev = {group}\n"})
    assert lacking(tmp_path, "pytest") == said
