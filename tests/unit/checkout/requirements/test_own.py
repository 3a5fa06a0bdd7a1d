"""What a tree says of its own project, and the metadata that stands in for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from offramp.checkout.requirements.own import UNKNOWN, own, stand_in

Lay = Callable[[Path, dict[str, str]], Path]
HEAD = '[project]\nname = "My.Demo"\n'


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pyproject.toml": HEAD + 'version = "1.2"\n'}, "1.2"),
        ({"pyproject.toml": '[tool.poetry]\nname = "My.Demo"\nversion = "1.2"\n'}, "1.2"),
        ({"setup.cfg": "[metadata]\nname = My.Demo\nversion = 1.2\n"}, "1.2"),
        (
            {"setup.cfg": "[metadata]\nname=My.Demo\nversion=attr: d.V\n", "d.py": "V = '1.2'"},
            "1.2",
        ),
        ({"setup.py": "import setuptools as s\ns.setup(name='My.Demo', version='1.2')\n"}, "1.2"),
        (
            {
                "pyproject.toml": HEAD + 'dynamic = ["version"]\n[tool.setuptools.dynamic]\n'
                'version = {attr = "demo.__version__"}\n',
                "src/demo/__init__.py": '__version__: str = "1.2"\n',
            },
            "1.2",
        ),
        (
            {
                "pyproject.toml": HEAD + 'dynamic = ["version"]\n[tool.hatch.version]\n'
                'path = "demo/about.py"\n',
                "demo/about.py": "__version__ = '1.2'\n",
            },
            "1.2",
        ),
        ({"pyproject.toml": HEAD + 'dynamic = ["version"]\n[tool.setuptools_scm]\n'}, None),
        ({"setup.py": "from setuptools import setup\nsetup(name='My.Demo', version=v())\n"}, None),
    ],
)
def test_name_and_version(
    tmp_path: Path, lay: Lay, files: dict[str, str], version: str | None
) -> None:
    lay(tmp_path, files)
    found = own(tmp_path)
    assert (found.name, found.version) == ("My.Demo", version)


def test_a_tree_without_a_project(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"pyproject.toml": "[tool.black]\n", "setup.cfg": "[flake8]\n"})
    assert own(tmp_path).name == ""
    with stand_in(tmp_path) as folders:
        assert folders == []
    lay(tmp_path, {"pyproject.toml": "[project\n", "setup.cfg": "x", "setup.py": "(\n"})
    assert own(tmp_path).name == ""


def test_an_application_may_ask_for_its_own_version_and_plugins(tmp_path: Path, lay: Lay) -> None:
    """S2 forbids to install the project; its metadata has no code."""
    text = 'version = "1.2"\n[project.scripts]\ndemo = "demo:main"\n'
    text += '[project.entry-points."demo.plugins"]\nb = "demo.b:B"\na = "demo.a:A"\n'
    lay(tmp_path, {"pyproject.toml": HEAD + text, "demo/__init__.py": ""})
    with stand_in(tmp_path) as folders:
        (found,) = metadata.distributions(path=folders)
        assert (found.metadata["Name"], found.version) == ("My.Demo", "1.2")
        assert sorted((e.group, e.name, e.value) for e in found.entry_points) == [
            ("console_scripts", "demo", "demo:main"),
            ("demo.plugins", "a", "demo.a:A"),
            ("demo.plugins", "b", "demo.b:B"),
        ]
        assert not list(Path(folders[0]).rglob("*.py"))
    assert not Path(folders[0]).exists()
    lay(tmp_path, {"pyproject.toml": HEAD})
    with stand_in(tmp_path) as folders:
        (found,) = metadata.distributions(path=folders)
        assert found.version == UNKNOWN
