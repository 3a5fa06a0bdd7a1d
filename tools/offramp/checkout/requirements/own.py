"""The project of a tree itself: its name, its version, its entry points, and what stands in for it.

The target is never installed, because an installed copy of one side would be imported by the other
(S2). Many an application asks for its own version all the same (``importlib.metadata.version``),
or finds its plugins by entry points. Metadata without code answers both.
"""

from __future__ import annotations

import ast
import configparser
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - one of the two lines runs on each Python
    import tomli as tomllib

UNKNOWN = "0.0.0"
"""Stands in for a version that only a build would tell."""
_GROUPS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}


@dataclass
class Own:
    """What a tree says of its own project.

    Attributes:
        name: as it is written; empty where the tree has no project.
        version: as it is written; None where only a build would tell.
        python: the Pythons that it runs on, as a version specifier (PEP 440); empty for any.
        entry_points: group → name → object reference.
    """

    name: str = ""
    version: str | None = None
    python: str = ""
    entry_points: dict[str, dict[str, str]] = field(default_factory=dict)


def own(tree: Path) -> Own:
    """Return what the tree says of its own project (PEP 621, Poetry, setuptools); nothing is run.

    What is malformed says nothing here: whoever installs from it has the better words.
    """
    data = _toml(tree / "pyproject.toml")
    project, poetry = _table(data, "project"), _table(_table(data, "tool"), "poetry")
    found = Own(_text(project, "name") or _text(poetry, "name") or "")
    found.version = _text(project, "version") or _text(poetry, "version")
    found.python = _text(project, "requires-python") or ""
    for key, group in _GROUPS.items():
        _add(found, group, _table(project, key))
    for group, entries in _table(project, "entry-points").items():
        _add(found, group, entries)
    _add(found, "console_scripts", _table(poetry, "scripts"))
    for group, entries in _table(poetry, "plugins").items():
        _add(found, group, entries)
    if "version" not in {*project, *poetry}:
        found.version = _elsewhere(tree, _table(data, "tool"))
    _setuptools(tree, found)
    return found


def normal(name: str) -> str:
    """Return a name of a distribution in its one form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).strip().lower()


@contextmanager
def stand_in(tree: Path) -> Iterator[list[str]]:
    """Give a folder with the metadata of the tree's project, for the import path; none without one.

    It holds no code, so that nothing can be imported from it.
    """
    found = own(tree)
    if not found.name:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="offramp-metadata-") as scratch:
        stem = re.sub(r"[-_.]+", "_", found.name)
        info = Path(scratch, f"{stem}-{found.version or UNKNOWN}.dist-info")
        info.mkdir()
        head = f"Metadata-Version: 2.1\nName: {found.name}\nVersion: {found.version or UNKNOWN}\n"
        (info / "METADATA").write_text(head, encoding="utf-8")
        lines = []
        for group, entries in sorted(found.entry_points.items()):
            lines += [f"[{group}]", *(f"{name} = {entries[name]}" for name in sorted(entries)), ""]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        yield [scratch]


def _setuptools(tree: Path, found: Own) -> None:
    """Fill in what setup.cfg says, and setup.py in so many words."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string((tree / "setup.cfg").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        parser.clear()
    said = dict(parser["metadata"]) if parser.has_section("metadata") else {}
    if parser.has_section("options.entry_points"):
        for group, text in parser["options.entry_points"].items():
            pairs = [line.partition("=") for line in text.splitlines() if "=" in line]
            _add(found, group, {name.strip(): value.strip() for name, _, value in pairs})
    said.update(_said_in_code(tree / "setup.py"))
    found.name = found.name or said.get("name", "")
    version = said.get("version")
    if version and version.startswith("attr:"):
        version = _attribute(tree, version.removeprefix("attr:").strip())
    if version and not version.startswith("file:"):
        found.version = found.version or version


def _said_in_code(path: Path) -> dict[str, str]:
    """Return the texts that a ``setup()`` call is given by name."""
    try:
        code = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    return {
        word.arg: word.value.value
        for node in ast.walk(code)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setup")
        for word in node.keywords
        if word.arg in ("name", "version")
        and isinstance(word.value, ast.Constant)
        and isinstance(word.value.value, str)
    }


def _elsewhere(tree: Path, tool: Mapping[str, Any]) -> str | None:
    """Return a version that the build backend reads from a file of the tree."""
    dynamic = _table(_table(_table(tool, "setuptools"), "dynamic"), "version")
    if _text(dynamic, "attr"):
        return _attribute(tree, dynamic["attr"])
    if _text(dynamic, "file"):
        return _read(tree / dynamic["file"]).strip() or None
    path = _text(_table(_table(tool, "hatch"), "version"), "path")
    path = path or _text(_table(_table(tool, "pdm"), "version"), "path")
    return _literal(tree / path, ("__version__", "VERSION", "version")) if path else None


def _attribute(tree: Path, dotted: str) -> str | None:
    module, _, name = dotted.rpartition(".")
    stem = module.replace(".", "/")
    for root in ("", "src/"):
        for path in (f"{root}{stem}/__init__.py", f"{root}{stem}.py"):
            value = _literal(tree / path, (name,))
            if value:
                return value
    return None


def _literal(path: Path, names: tuple[str, ...]) -> str | None:
    """Return the text that a module of the tree gives one of the names, if it is a literal."""
    words = "|".join(names)
    found = re.search(rf"^(?:{words})\s*(?::\s*\w+\s*)?=\s*['\"]([^'\"]+)['\"]", _read(path), re.M)
    return found[1] if found else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError:
        return {}


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _add(found: Own, group: str, entries: object) -> None:
    if isinstance(entries, dict):
        kept = {str(k): v for k, v in entries.items() if isinstance(v, str)}
        if kept:
            found.entry_points.setdefault(group, {}).update(kept)
