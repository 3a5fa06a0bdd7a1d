"""Configuration: keys and values that name modules, sections, commands, offramp's own settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.filetypes import FileType
from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.text.config import record_config

TOML, INI, YAML, JSON = FileType.TOML, FileType.INI, FileType.YAML, FileType.JSON


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (TOML, 'x = "a.compat"', [("config", True)]),
        (TOML, '[project.scripts]\nx = "a.compat:main"', [("entry-point", True)]),
        (TOML, '[tool.x]\nx = "a.compat:main"', [("config", True)]),
        (TOML, '[tool.offramp.compat]\nlayer = "a.compat"', [("config", False)]),
        (TOML, '[tool.offrampx]\nlayer = "a.compat"', [("config", True)]),
        (TOML, 'x = "all of a.compat went"', [("config", False)]),
        (TOML, "x = 1 # a.compat", [("comment", False)]),
        (INI, "; a.compat", [("comment", False)]),
        (INI, "commands = worker a.compat --now", [("command", True)]),
        (INI, "text = worker a.compat --now", [("config", False)]),
        (INI, "[mypy-a.compat.*]", [("config", True)]),
        (YAML, "- a.compat", [("config", True)]),
        (
            YAML,
            "run: |\n  worker a.compat --now\nname: |\n  read a.compat now",
            [("command", True), ("config", False)],
        ),
        (YAML, "run: |\n  echo a.compat", [("command", False)]),
        (YAML, "x: !!python/name:a.compat.f ''", [("config", True)]),
        (JSON, '{"x": "a.compat", "y": "see a.compat"}', [("config", True), ("config", False)]),
        (JSON, '{"x": "# a.compat"}', [("config", False)]),
        (YAML, "t: |\n  Use 'a.compat' no more", [("config", False)]),
        (YAML, "t: see [a.compat] there", [("config", False)]),
        (YAML, "s:\n  - worker a.compat --now", [("config", False)]),
        (YAML, "script:\n  - worker a.compat --now", [("command", True)]),
        (YAML, "script:\n  - pip install a.compat", [("command", False)]),
        (YAML, "script:\n  - |\n    pip install \\\n      a.compat", [("command", False)]),
        (YAML, "image: a.compat:latest", [("config", False)]),
        (YAML, "image: a.compat.x", [("config", False)]),
        (YAML, "service: a.compat", [("config", False)]),
        (YAML, "tags: [a.compat]\npip:\n  name: a.compat", [("config", False)] * 2),
        (YAML, "d: |\n  class: a.compat.X\n  [a.compat]\n", [("config", True)] * 2),
        (YAML, 'd: |\n  {"class": "a.compat.X"}\n', [("config", True)]),
        (YAML, '- x == f("a.compat.y", 1)', [("config", True)]),
        (INI, "[entry-points]\nRepo = a.compat:Repo\nhost = a.compat", [("entry-point", True)] * 2),
        (YAML, "service: a.compat.Service", [("config", True)]),
        (JSON, '{"scripts": {\n  "x": "worker a.compat now"}}', [("config", False)]),
        (JSON, '{\n "scripts": {\n  "x": "worker a.compat now"}}', [("command", True)]),
        (JSON, '{\n  // "a.compat"\n}', [("comment", False)]),
        (TOML, '[project]\ndependencies = [\n  "a.compat",\n]', [("config", False)]),
        (TOML, '[project]\nname = "a.compat"', [("config", False)]),
        (TOML, 'x = """\nUse "a.compat" no more\n"""', [("config", False)]),
        (TOML, 'x = """\na.compat\n"""', [("config", True)]),
        (TOML, "[project.entry-points.x]\ny = 'a.compat'", [("entry-point", True)]),
        (INI, "[options]\ninstall_requires =\n  a.compat", [("config", False)]),
        (INI, "[options]\npackages = a a.compat", [("config", True)]),
        (INI, "commands =\n  x = a.compat y", [("command", True)]),
        (INI, "! a.compat", [("comment", False)]),
        (YAML, "command: [python, -m, memory]", [("command", True)]),
        (YAML, 'command: ["python", "-m", "memory"]', [("command", True)]),
        (TOML, '[tool.setuptools]\npackages = ["memory", "x"]', [("config", True)]),
        (TOML, '[tool.setuptools.package-data]\nmemory = ["memory"]', [("config", True)]),
        (TOML, '[tool.setuptools.packages.find]\nwhere = ["memory"]', []),
        (TOML, '[tool.ruff]\nexclude = ["memory"]', []),
        (TOML, '[x]\npackages = ["memory"]', []),
        (TOML, '[project]\nname = "memory"\nkeywords = ["memory"]', []),
        (INI, "[mypy-memory.*,os]", [("config", True)]),
        (INI, "[memory]", []),
        (INI, "[isort]\nknown_third_party = os,memory", [("config", True)]),
        (INI, "[options.entry_points]\nx =\n  memory = memory.cli", [("entry-point", True)]),
        (INI, "[metadata]\nversion = attr: memory.__version__", [("config", True)]),
        (INI, "[pytest]\naddopts = -p memory -m memory", [("command", True)]),
        (YAML, "plugins:\n- memory\npackages: [memory]", []),
        (YAML, "memory: 512", []),
        (YAML, "- a.compatible", []),
    ],
)
def test_configuration(
    mentions: Mentions,
    places: Callable[..., Places],
    kind: FileType,
    text: str,
    expected: list[tuple[str, bool]],
) -> None:
    here = places(text + "\n", "c.x")
    record_config(kind, mentions, here)
    assert [(r.kind.value, r.counts) for r in here.references] == expected


@pytest.mark.parametrize("path", ["offramp.toml", "configs/legacy_imports.yml"])
def test_our_own_files_are_no_use(
    mentions: Mentions, places: Callable[..., Places], path: str
) -> None:
    here = places("a.compat: a.core\n", path)
    record_config(YAML, mentions, here)
    assert [(r.counts, r.note) for r in here.references] == [(False, "offramp's own settings")]
