"""What pyproject.toml declares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements import projects
from offramp.checkout.requirements.finding import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_pyproject_dependencies_extras_and_groups(tmp_path: Path, lay: Lay) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": """
[project]
name = "My.Demo"
dependencies = ["fastapi>=0.1"]
[project.optional-dependencies]
Web_UI = ["uvicorn", "my-demo[redis]"]
redis = ["redis"]
[dependency-groups]
test = ["pytest", {include-group = "types"}]
types = ["mypy"]
"""
        },
    )
    source = find(tmp_path, extras=["web-ui"], groups=["test"])
    assert source.kind == "pyproject.toml"
    assert source.lines == ["fastapi>=0.1", "uvicorn", "redis", "pytest", "mypy"]
    with pytest.raises(EnvironmentProblem, match="no extra 'webui'") as caught:
        find(tmp_path, extras=["webui"])
    assert caught.value.expected == "Web_UI, redis"


def test_setuptools_dynamic_dependencies(tmp_path: Path, lay: Lay) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "d"\ndynamic = ["dependencies"]\n'
            '[tool.setuptools.dynamic]\ndependencies = {file = ["reqs.txt"]}\n',
            "reqs.txt": "fastapi\n",
        },
    )
    assert find(tmp_path).lines == ["fastapi"]


def test_extras_that_name_each_other_end(tmp_path: Path, lay: Lay) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "d"\ndependencies = []\n'
            '[project.optional-dependencies]\na = ["d[b]", "x"]\nb = ["d[a]", "y"]\n'
        },
    )
    assert find(tmp_path, extras=["a"]).lines == ["x", "y"]


def test_a_project_without_declared_dependencies_is_said(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"pyproject.toml": "[tool.poetry]\nname = 'd'\n"})
    source = find(tmp_path)
    assert source.lines == []
    assert source.notes == ["pyproject.toml declares no dependencies (PEP 621)"]


def test_groups_that_include_each_other(tmp_path: Path, lay: Lay) -> None:
    text = '[project]\nname = "d"\ndependencies = []\n[dependency-groups]\n'
    lay(tmp_path, {"pyproject.toml": text + 'a = [{include-group = "a"}]\n'})
    with pytest.raises(EnvironmentProblem, match="no dependency group"):
        find(tmp_path, groups=["a"])


def test_what_is_no_toml(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"pyproject.toml": "[project\n"})
    with pytest.raises(EnvironmentProblem, match="not TOML"):
        find(tmp_path)


def test_which_extra_or_group_would_have_installed_a_module(tmp_path: Path, lay: Lay) -> None:
    text = """
[project]
name = "d"
[project.optional-dependencies]
server = ["uvicorn[standard]>=0.20", "Typing.Extensions ; python_version < '4'"]
[dependency-groups]
test = ["uvicorn", {include-group = "x"}]
x = []
[tool.poetry.group.docs.dependencies]
mkdocs = "*"
"""
    lay(tmp_path, {"pyproject.toml": text})
    assert projects.offered(tmp_path, "uvicorn.config") == [
        'extras = ["server"]',
        'groups = ["test"]',
    ]
    assert projects.offered(tmp_path, "typing_extensions") == ['extras = ["server"]']
    assert projects.offered(tmp_path, "mkdocs") == ['groups = ["docs"]']
    assert projects.offered(tmp_path, "yaml") == []
    assert projects.offered(tmp_path / "none", "yaml") == []


@pytest.mark.parametrize(
    ("files", "choice"),
    [
        (
            {"requirements.txt": "a", "requirements-dev.txt": "PyTest>=8"},
            'requirements = ["requirements.txt", "requirements-dev.txt"]',
        ),
        (
            {"requirements.txt": "a", "requirements/test.txt": "-r ../requirements.txt\npytest"},
            'requirements = ["requirements/test.txt"]',
        ),
        (
            {"setup.py": "", "dev-requirements.txt": "pytest[x]"},
            'requirements = ["setup.py", "dev-requirements.txt"]',
        ),
        ({"requirements-dev.txt": "pytest"}, 'requirements = ["requirements-dev.txt"]'),
        ({"requirements.txt": "pytest", "requirements-dev.txt": "pytest-cov"}, None),
    ],
)
def test_which_file_would_have_installed_a_module(
    tmp_path: Path, lay: Lay, files: dict[str, str], choice: str | None
) -> None:
    lay(tmp_path, files)
    assert projects.offered(tmp_path, "pytest") == ([choice] if choice else [])


def test_s2_code_that_is_installed_with_the_project_counts(tmp_path: Path, lay: Lay) -> None:
    """Two sides with other code in it must not share an environment."""
    text = '[project]\nname = "d"\ndependencies = ["core", "more"]\n[tool.uv.sources]\n'
    text += 'core = {path = "core"}\nmore = {workspace = true}\n'
    text += '[tool.uv.workspace]\nmembers = ["libs/*"]\n'
    lay(
        tmp_path,
        {
            "pyproject.toml": text,
            "core/setup.py": "",
            "core/a.py": "1",
            "libs/more/pyproject.toml": "",
            "docs/x": "",
        },
    )
    first = find(tmp_path)
    assert (first.projects, first.lines) == (["pyproject.toml"], [])
    assert [entry.split()[0] for entry in first.code] == ["core", "libs/more"]
    lay(tmp_path, {"core/a.py": "2"})
    assert find(tmp_path).digest() != first.digest()


def test_files_that_a_build_names_decide_too(tmp_path: Path, lay: Lay) -> None:
    setup = "from setuptools import setup\nsetup(install_requires=open('deps.txt'))\n"
    lay(tmp_path, {"setup.py": setup, "deps.txt": "a\n", "other.txt": "a\n"})
    first = find(tmp_path)
    assert (first.kind, first.projects) == ("setup.py", ["setup.py"])
    lay(tmp_path, {"other.txt": "b\n"})
    assert find(tmp_path).digest() == first.digest()
    lay(tmp_path, {"deps.txt": "b\n"})
    assert find(tmp_path).digest() != first.digest()
