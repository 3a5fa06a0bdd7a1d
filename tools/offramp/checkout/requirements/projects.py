"""The dependencies that a project declares: PEP 621, PEP 735, or what its build backend says."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.checkout.requirements import poetry
from offramp.checkout.requirements.own import normal
from offramp.errors import EnvironmentProblem

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - one of the two lines runs on each Python
    import tomli as tomllib

if TYPE_CHECKING:
    from offramp.checkout.requirements.files import Reader


BUILD_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
_BESIDE = ("*requirements*.txt", "requirements/*.txt")
_INCLUDES = re.compile(r"^\s*(-r|--requirement|-e|--editable)\b", re.M)
_QUOTED = re.compile(r"[\"']([\w./ -]{1,200})[\"']")


def read(reader: Reader, extras: Sequence[str], groups: Sequence[str] = ()) -> None:
    """Read the project's own dependencies (PEP 621) and groups of them (PEP 735).

    Where they are not said in so many words (``dynamic``, setup.py, setup.cfg), or
    where uv is told to take some of them from elsewhere, the project's build backend is asked when
    the environment is built (PEP 517, ``prepare_metadata_for_build_wheel``).

    Args:
        reader: what reads the tree's files, and takes the lines.
        extras: the project's extras that are wanted too.
        groups: the dependency groups that are wanted too.

    Raises:
        EnvironmentProblem: it has no such extra or group.
    """
    there = (reader.tree / "pyproject.toml").is_file()
    data = reader.toml("pyproject.toml") if there else {}
    project, table = _table(data, "project"), poetry.table_of(data)
    if "dependencies" in table and "dependencies" not in project:
        lines = poetry.dependencies(table, extras)
        lines += [line for name in groups for line in poetry.group(table, name)]
        for line in lines:
            reader.take(line, "pyproject.toml")
        return
    if _must_be_asked(reader.tree, data):
        _ask(reader, data, extras, groups)
        return
    dynamic = _table(_table(_table(data, "tool"), "setuptools"), "dynamic")
    if "dependencies" not in {*project, *dynamic}:
        reader.source.notes.append("pyproject.toml declares no dependencies (PEP 621)")
    lines = _declared(reader, project.get("dependencies"), dynamic.get("dependencies"))
    lines += _of_extras(reader, project, dynamic, extras)
    tables = _table(data, "dependency-groups")
    for name in groups:
        of_poetry = "group" in table and _pick(tables, name) is None
        lines += poetry.group(table, name) if of_poetry else _group(tables, name, ())
    reader.source.lines += lines


def _of_extras(
    reader: Reader, project: Mapping[str, Any], dynamic: Mapping[str, Any], extras: Sequence[str]
) -> list[str]:
    """Return what extras need, those that they name of the same project included."""
    lines: list[str] = []
    own = normal(str(project.get("name", "")))
    wanted, done = list(extras), set[str]()
    while wanted:
        name = wanted.pop(0)
        if normal(name) in done:
            continue
        done.add(normal(name))
        optional = _pick(_table(project, "optional-dependencies"), name)
        later = _pick(_table(dynamic, "optional-dependencies"), name)
        if optional is None and later is None:
            raise _no_such("extra", name, _table(project, "optional-dependencies"))
        for line in _declared(reader, optional, later):
            named, _, rest = line.partition("[")
            if own and rest and normal(named) == own:  # the project's own: "demo[redis]"
                wanted += [extra.strip() for extra in rest.partition("]")[0].split(",")]
            else:
                lines.append(line)
    return lines


def declares(tree: Path) -> bool:
    """Whether the tree has a project that may need something, by its pyproject.toml or setup.py."""
    if any((tree / name).is_file() for name in BUILD_FILES[1:]):
        return True
    text = (tree / "pyproject.toml").read_text(encoding="utf-8", errors="replace")
    return bool(re.search(r"^\s*\[(?:project|tool\.poetry)\b", text, re.M))


def offered(tree: Path, module: str) -> list[str]:
    """Return the extras, groups and files of a tree that would have installed a missing module.

    Args:
        tree: the root of the tree.
        module: its dotted name; a package of another name than its module is not found.

    Returns:
        Settings that choose them, as ``extras = ["server"]``.
    """
    try:
        data = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = {}
    project, table = _table(data, "project"), poetry.table_of(data)
    wanted = normal(module.partition(".")[0])
    sets: dict[str, Mapping[str, Any]] = {
        "extras": {**_table(table, "extras"), **_table(project, "optional-dependencies")},
        "groups": {
            **{
                name: _table(group, "dependencies")
                for name, group in _table(table, "group").items()
            },
            **_table(data, "dependency-groups"),
        },
    }
    choices = [
        f'{key} = ["{name}"]'
        for key, named in sets.items()
        for name, lines in sorted(named.items())
        if wanted in distributions(map(str, lines))
    ]
    return choices + _files(tree, wanted)


def _files(tree: Path, wanted: str) -> list[str]:
    """Return the settings that add a requirement file to the one that decides by itself."""
    decides = next((n for n in ("requirements.txt", *BUILD_FILES) if (tree / n).is_file()), None)
    choices = []
    for path in sorted({p for pattern in _BESIDE for p in tree.glob(pattern) if p.is_file()}):
        name, text = path.relative_to(tree).as_posix(), path.read_text("utf-8", "replace")
        if name != decides and wanted in distributions(text.splitlines()):
            alone = decides is None or _INCLUDES.search(text)
            names = [name] if alone else [str(decides), name]
            choices.append(f"requirements = {json.dumps(names, ensure_ascii=False)}")
    return choices


def distributions(lines: Iterable[str]) -> set[str]:
    """Return the names, normalised, that lines of requirements begin with."""
    return {normal(re.split(r"[\s\[<>=!~;(@]", line)[0]) for line in lines}


def _must_be_asked(tree: Path, data: Mapping[str, Any]) -> bool:
    """Whether only the build backend, or uv, knows what the project needs."""
    project, tool = _table(data, "project"), _table(data, "tool")
    if _table(_table(tool, "uv"), "sources"):
        return True
    if "dependencies" in project:
        return False
    if project:
        from_files = _table(_table(tool, "setuptools"), "dynamic")
        listed = project.get("dynamic", [])
        return "dependencies" in listed and "dependencies" not in from_files
    return any((tree / name).is_file() for name in BUILD_FILES[1:])


def _ask(
    reader: Reader, data: Mapping[str, Any], extras: Sequence[str], groups: Sequence[str]
) -> None:
    """Have the installer ask the build backend; what it may read counts in the digest."""
    source = reader.source
    names = BUILD_FILES if {"project", "build-system"} & data.keys() else BUILD_FILES[1:]
    there = [name for name in names if (reader.tree / name).is_file()]
    if there[0] in source.projects:
        return
    source.projects.append(there[0])
    source.chosen += [f"--extra={name}" for name in extras]
    source.chosen += [f"--group=pyproject.toml:{name}" for name in groups]
    texts = {name: reader.read(name) for name in there}
    mentioned = {name for text in texts.values() for name in _QUOTED.findall(text)}
    for name in sorted(mentioned - texts.keys()):
        place = (reader.tree / name).resolve()
        if place.is_relative_to(reader.tree) and place.is_file():
            texts[name] = sha256(place.read_bytes()).hexdigest()
    for name in _libraries(reader.tree, data, mentioned):
        reader.local(name, there[0])
    source.local += [f"{name} {sha256(text.encode()).hexdigest()}" for name, text in texts.items()]


def _libraries(tree: Path, data: Mapping[str, Any], mentioned: Iterable[str]) -> list[str]:
    """Return the other projects of the tree that may be installed with it: their code counts."""
    members = _table(_table(_table(data, "tool"), "uv"), "workspace").get("members", [])
    named = [tree / name for name in mentioned if not name.startswith("/")]
    places = {p.resolve() for p in [*named, *(q for m in members for q in tree.glob(str(m)))]}
    return sorted(
        place.relative_to(tree).as_posix()
        for place in places
        if place != tree
        and place.is_relative_to(tree)
        and any((place / name).is_file() for name in BUILD_FILES)
    )


def _declared(reader: Reader, static: object, dynamic: object) -> list[str]:
    if static is not None:
        return _texts(static, "dependencies")
    files = dynamic.get("file", []) if isinstance(dynamic, dict) else []
    for name in [files] if isinstance(files, str) else files:
        reader.requirements(str(name))
    return []


def _group(groups: Mapping[str, Any], name: str, within: tuple[str, ...]) -> list[str]:
    entries = _pick(groups, name)
    if entries is None or name in within:
        raise _no_such("dependency group", name, groups)
    lines: list[str] = []
    for entry in entries if isinstance(entries, list) else _texts(entries, name):
        if isinstance(entry, dict):
            lines += _group(groups, str(entry.get("include-group")), (*within, name))
        else:
            lines.append(str(entry))
    return lines


def _texts(value: object, what: str) -> list[str]:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return value
    raise EnvironmentProblem(
        f"{what} in pyproject.toml is no list of requirements",
        expected='a list, like ["fastapi>=0.100"]',
        found=repr(value)[:200],
        where="pyproject.toml",
    )


def _no_such(what: str, name: str, known: Mapping[str, Any]) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"the project has no {what} {name!r}",
        expected=", ".join(sorted(known)) or f"no {what} at all",
        where="pyproject.toml",
        next="correct extras in [tool.offramp.environment]",
    )


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _pick(table: Mapping[str, Any], name: str) -> Any:
    """Return the entry of that name, compared as PEP 503 says, or None."""
    return next((v for k, v in table.items() if normal(k) == normal(name)), None)
