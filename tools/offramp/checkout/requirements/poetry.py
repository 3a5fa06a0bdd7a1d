"""Poetry's own table of dependencies as lines that an installer takes (PEP 508).

Source: Poetry's documentation, "Dependency specification".
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from offramp.checkout.requirements.own import normal
from offramp.errors import EnvironmentProblem

_CLAUSE = re.compile(r"(\^|~=|~|===|==|!=|>=|<=|>|<|=)?\s*v?([^\s,<>=!~^]+)")


def table_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``[tool.poetry]`` of a pyproject.toml."""
    found = data.get("tool", {}).get("poetry", {})
    return found if isinstance(found, dict) else {}


def dependencies(table: Mapping[str, Any], extras: Sequence[str]) -> list[str]:
    """Return what a Poetry project needs, one line each.

    Args:
        table: ``[tool.poetry]``.
        extras: the extras that are wanted too.

    Raises:
        EnvironmentProblem: there is no such extra, or a version says what no installer but Poetry
            understands.
    """
    known = {normal(name): names for name, names in table.get("extras", {}).items()}
    optional = {
        normal(re.split(r"[\s\[<>=!~(;]", name)[0])
        for extra in extras
        for name in _known("extra", extra, known)
    }
    return _lines(table["dependencies"], optional)


def group(table: Mapping[str, Any], name: str) -> list[str]:
    """Return what a group of a Poetry project needs, one line each.

    Raises:
        EnvironmentProblem: there is no such group.
    """
    old = {"dev": table["dev-dependencies"]} if "dev-dependencies" in table else {}
    new = {normal(n): g.get("dependencies", {}) for n, g in table.get("group", {}).items()}
    return _lines(_known("dependency group", name, {**old, **new}), frozenset())


def python_marker(versions: str) -> str:
    """Return a constraint on Python as a marker (PEP 508); empty where any will do."""
    clauses = [_CLAUSE.fullmatch(clause) for clause in _clauses(versions, "python")]
    return " and ".join(f"python_full_version {c[1]} '{c[2]}'" for c in clauses if c)


def _lines(table: Mapping[str, Any], optional: Container[str]) -> list[str]:
    lines = []
    for name, said in table.items():
        for one in said if isinstance(said, list) else [said]:
            entry = {"version": one} if isinstance(one, str) else one
            wanted = not entry.get("optional") or normal(name) in optional
            if name.lower() != "python" and wanted:
                lines.append(_line(name, entry))
    return lines


def _known(what: str, name: str, table: Mapping[str, Any]) -> Any:
    if normal(name) not in table:
        raise EnvironmentProblem(
            f"the project has no {what} {name!r}",
            expected=", ".join(sorted(table)) or f"no {what} at all",
            where="pyproject.toml",
            next="correct it in [tool.offramp.environment]",
        )
    return table[normal(name)]


def _line(name: str, entry: Mapping[str, Any]) -> str:
    extras = f"[{','.join(entry['extras'])}]" if entry.get("extras") else ""
    if "git" in entry:
        at = next((f"@{entry[key]}" for key in ("rev", "tag", "branch") if key in entry), "")
        address = re.sub(r"\A(\w+@[^:/]+):", r"ssh://\1/", entry["git"])
        below = f"#subdirectory={entry['subdirectory']}" if "subdirectory" in entry else ""
        line = f"{name}{extras} @ git+{address}{at}{below}"
    elif "url" in entry or "path" in entry or "file" in entry:
        place = entry.get("url") or "./" + (entry.get("path") or entry["file"]).removeprefix("./")
        line = f"{name}{extras} @ {place}"
    else:
        line = f"{name}{extras}{','.join(_clauses(entry.get('version', '*'), name))}"
    markers = [entry["markers"]] if "markers" in entry else []
    markers += [python_marker(entry["python"])] if entry.get("python", "*") != "*" else []
    markers += [f"sys_platform == '{entry['platform']}'"] if "platform" in entry else []
    return line + (" ; " + " and ".join(f"({m})" for m in markers) if markers else "")


def _clauses(version: str, name: str) -> list[str]:
    """Return the clauses of a version constraint as PEP 440 has them."""
    if "|" in version:
        raise EnvironmentProblem(
            f"the versions of {name} are said in a way that only Poetry knows",
            expected="clauses that hold together",
            found=version,
            where="pyproject.toml",
            next="commit poetry.lock, or name requirement files in [tool.offramp.environment]",
        )
    return [
        clause
        for operator, number in _CLAUSE.findall(version)
        for clause in _clause(operator, number)
        if number != "*"
    ]


def _clause(operator: str, number: str) -> list[str]:
    if operator in ("^", "~"):
        parts = [int(part) for part in re.findall(r"\d+", re.split(r"[^\d.]", number)[0])]
        if operator == "~":
            at = min(1, len(parts) - 1)
        else:  # the first that is not zero, or the last that is said
            at = next((i for i, part in enumerate(parts) if part), len(parts) - 1)
        above = ".".join(map(str, [*parts[:at], parts[at] + 1]))
        return [f">={number}", f"<{above}"]
    return [f"{'==' if operator in ('', '=') else operator}{number}"]
