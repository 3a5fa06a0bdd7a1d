"""What a tree wants installed: its lock or requirement files, read without running its code.

The project itself is never in the result: an installed copy of one side would be imported by the
other (S2). Its dependencies stand in for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from offramp.checkout.requirements import projects
from offramp.checkout.requirements.files import Reader
from offramp.checkout.requirements.lockfiles import READERS, pylock
from offramp.checkout.requirements.own import normal, own
from offramp.checkout.requirements.sources import Source
from offramp.errors import EnvironmentProblem

_PYLOCK = re.compile(r"\Apylock(\.[^.]+)?\.toml\Z")
_UNCLEAR = (
    *("requirements*.txt", "requirements*.in", "requirements/*.txt", "requirements/*.in"),
    *("reqs/*.txt", "*-requirements.txt", "Pipfile", "environment*.yml", "environment*.yaml"),
    *("conda*.yml", "pixi.lock", "pylock.*.toml"),
)
"""Files that say what to install, of which none decides by its name."""


def find(
    tree: Path,
    requirements: Sequence[str] = (),
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    command: Sequence[str] = (),
) -> Source:
    """Find out what the tree wants installed.

    Files that are named go first; else the first there is of uv.lock, pylock.toml, poetry.lock,
    pdm.lock, Pipfile.lock, requirements.txt, and the dependencies that the project declares in
    pyproject.toml, setup.py or setup.cfg.

    Args:
        tree: the root of the tree.
        requirements: the files to use, relative to it.
        extras: extras of the project (PEP 621).
        groups: dependency groups of the project (PEP 735).
        command: what installs in their place; the files named are its inputs.

    Raises:
        EnvironmentProblem: a file is missing or cannot be read.
    """
    if command:
        source = Source("command", command=tuple(command))
        reader = Reader(tree, source)
        source.lines = [reader.read(name) for name in requirements]
        return source
    named = list(requirements) or _default(tree)
    bases = [name.rpartition("/")[2] for name in named]
    kind = _PYLOCK.sub("pylock.toml", bases[0]) if len(named) == 1 else "requirements"
    source = Source(kind if kind in (*READERS, *projects.BUILD_FILES) else "requirements")
    project = own(tree)
    source.own, source.python = normal(project.name), project.python
    reader = Reader(tree, source)
    if not named:
        source.kind = "nothing"
        source.notes.append("no lock or requirement file was found: nothing is installed")
    elif not requirements:
        source.notes += _not_read(tree, named[0])
    if len(named) > 1 and any(map(_PYLOCK.fullmatch, bases)):
        raise EnvironmentProblem(
            "pylock.toml does not go together with other files",
            found=", ".join(named),
            next="name it alone in [tool.offramp.environment]",
        )
    for name in named:
        _read(reader, name, extras, groups)
    if (extras or groups) and source.kind == "requirements":
        projects.read(reader, extras, groups)
    if named:
        _installers_own(reader)
    return source


def lacking(tree: Path, name: str) -> str:
    """Return the setting that adds a package which the deciding file leaves out.

    Args:
        tree: the root of the tree.
        name: the package's, normalised.

    Returns:
        The setting, as ``groups = ["dev"]``; empty where the package is there, or nothing is known.
    """
    try:
        source = find(tree)
    except EnvironmentProblem:
        return ""
    known = source.lines and source.kind != "pylock.toml" and not source.projects
    if not known or name in projects.distributions(source.lines):
        return ""
    return next(iter(projects.offered(tree, name)), "")


def _read(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read one file by its kind.

    Raises:
        EnvironmentProblem: it is missing, or not what its name says.
    """
    base = name.rpartition("/")[2]
    try:
        if base in READERS or _PYLOCK.fullmatch(base):
            READERS.get(base, pylock)(reader, name, extras, groups)
        elif base in projects.BUILD_FILES:
            projects.read(reader, extras, groups)
        else:
            reader.requirements(name)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        # a number where a table should be, say: these formats have no schema to check first
        raise EnvironmentProblem(
            f"{name} is malformed", found=f"{type(error).__name__}: {error}", where=name
        ) from error


def _default(tree: Path) -> list[str]:
    """Return the file that decides where none is named.

    Raises:
        EnvironmentProblem: there are only files of which nobody knows which is meant.
    """
    for name in (*READERS, "requirements.txt"):
        if (tree / name).is_file():
            return [name]
    there = [name for name in projects.BUILD_FILES if (tree / name).is_file()]
    if there and projects.declares(tree):
        return there[:1]
    unclear = sorted(
        path.relative_to(tree).as_posix()
        for pattern in _UNCLEAR
        for path in tree.glob(pattern)
        if path.is_file()
    )
    if len(unclear) == 1 and unclear[0].endswith((".txt", ".in")):
        return unclear
    if unclear:
        readable = [name for name in unclear if name.endswith((".txt", ".in", ".toml"))]
        advice = f'requirements = ["{readable[0]}"]' if readable else "command, which installs them"
        raise EnvironmentProblem(
            "which files say what to install is not clear",
            expected=f"one of {', '.join([*READERS, 'requirements.txt', *projects.BUILD_FILES])}",
            found=", ".join(unclear[:20]),
            next=f"set {advice}, in [tool.offramp.environment]",
        )
    return there[:1]


def _not_read(tree: Path, decides: str) -> list[str]:
    """Say which files might have decided as well, and were not asked."""
    others = [n for n in (*READERS, "requirements.txt") if n != decides and (tree / n).is_file()]
    return [f"{decides} decides what is installed; not read: {', '.join(others)}"] if others else []


def _installers_own(reader: Reader) -> None:
    """Note the settings of uv in the tree: indexes, overrides, dates decide as well."""
    source = reader.source
    before = f"{source.folder}/" if source.folder else ""
    if (reader.tree / f"{before}uv.toml").is_file():
        source.settings.append(reader.read(f"{before}uv.toml"))
    elif (reader.tree / f"{before}pyproject.toml").is_file():
        table = reader.toml(f"{before}pyproject.toml").get("tool", {}).get("uv")
        source.settings += [json.dumps(table, sort_keys=True, default=str)] if table else []
