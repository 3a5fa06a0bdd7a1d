"""The dependencies that pyproject.toml declares: PEP 621, PEP 735 and setuptools' own tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from offramp.errors import EnvironmentProblem

if TYPE_CHECKING:
    from offramp.checkout.requirement_files import Reader


def read(reader: Reader, extras: Sequence[str], groups: Sequence[str] = ()) -> None:
    """Read the project's own dependencies (PEP 621) and groups of them (PEP 735).

    Args:
        reader: what reads the tree's files, and takes the lines.
        extras: the project's extras that are wanted too.
        groups: the dependency groups that are wanted too.

    Raises:
        EnvironmentProblem: it has no such extra or group.
    """
    data = reader.toml("pyproject.toml")
    project = _table(data, "project")
    dynamic = _table(_table(_table(data, "tool"), "setuptools"), "dynamic")
    lines = _declared(reader, project.get("dependencies"), dynamic.get("dependencies"))
    if "dependencies" not in {*project, *dynamic}:
        reader.source.notes.append("pyproject.toml declares no dependencies (PEP 621)")
    own = _normal(str(project.get("name", "")))
    wanted, done = list(extras), set[str]()
    while wanted:
        name = wanted.pop(0)
        if _normal(name) in done:
            continue
        done.add(_normal(name))
        optional = _pick(_table(project, "optional-dependencies"), name)
        later = _pick(_table(dynamic, "optional-dependencies"), name)
        if optional is None and later is None:
            raise _no_such("extra", name, _table(project, "optional-dependencies"))
        for line in _declared(reader, optional, later):
            named, _, rest = line.partition("[")
            if own and rest and _normal(named) == own:  # the project's own: "demo[redis]"
                wanted += [extra.strip() for extra in rest.partition("]")[0].split(",")]
            else:
                lines.append(line)
    for name in groups:
        lines += _group(_table(data, "dependency-groups"), name, ())
    reader.source.lines += lines


def _declared(reader: Reader, static: object, dynamic: object) -> list[str]:
    if isinstance(static, list):
        return [str(line) for line in static]
    files = dynamic.get("file", []) if isinstance(dynamic, dict) else []
    for name in [files] if isinstance(files, str) else files:
        reader.requirements(str(name))
    return []


def _group(groups: Mapping[str, Any], name: str, within: tuple[str, ...]) -> list[str]:
    entries = _pick(groups, name)
    if entries is None or name in within:
        raise _no_such("dependency group", name, groups)
    lines: list[str] = []
    for entry in entries:
        if isinstance(entry, dict):
            lines += _group(groups, str(entry.get("include-group")), (*within, name))
        else:
            lines.append(str(entry))
    return lines


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
    return next((v for k, v in table.items() if _normal(k) == _normal(name)), None)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip().lower()
