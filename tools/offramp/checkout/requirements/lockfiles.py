"""Lock files: what each kind pins, as lines that an installer takes."""

from __future__ import annotations

import posixpath
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from offramp.checkout.environments.installers import child_environment, find_uv, last_lines
from offramp.checkout.requirements import other_locks, poetry_lock
from offramp.checkout.requirements.own import normal
from offramp.errors import EnvironmentProblem

if TYPE_CHECKING:
    from offramp.checkout.requirements.files import Reader


def uv_lock(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Read ``uv.lock`` with uv itself, which knows what the format means.

    Raises:
        EnvironmentProblem: there is no uv, or it refuses the file.
    """
    uv = find_uv()
    if uv is None:
        raise EnvironmentProblem(
            f"{name} cannot be read without uv",
            expected="the program uv",
            next="pip install uv, or name requirement files in [tool.offramp.environment]",
        )
    reader.read(name)
    folder = (reader.tree / name).parent
    chosen = [f"--extra={extra}" for extra in extras] + [f"--group={group}" for group in groups]
    done = subprocess.run(
        [
            *(uv, "export", "--frozen", "--no-emit-project", "--no-dev", "--no-annotate"),
            *("--no-header", "--quiet", *chosen),
        ],
        cwd=folder,
        env=child_environment(),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise EnvironmentProblem(
            f"uv could not read {name}", found=last_lines(done.stderr), where=name
        )
    reader.source.folder = name.rpartition("/")[0]
    for line in _joined(done.stdout.decode()):
        reader.take(_below(reader.source.folder, line), name)
    reader.source.whole = True
    before = f"{reader.source.folder}/" if reader.source.folder else ""
    if (reader.tree / f"{before}pyproject.toml").is_file() and _is_older(
        reader.toml(name), reader.toml(f"{before}pyproject.toml")
    ):
        reader.source.notes.append(f"{name} is older than pyproject.toml (uv lock renews it)")


def _is_older(lock: Mapping[str, Any], project: Mapping[str, Any]) -> bool:
    """Whether the project asks for something else than when uv locked it; its extras apart."""
    from packaging.requirements import InvalidRequirement, Requirement

    table = project.get("project", {})
    own = next(
        (
            package
            for package in lock.get("package", [])
            if normal(package["name"]) == normal(str(table.get("name", "")))
        ),
        None,
    )
    if own is None or "dependencies" not in table:
        return False
    try:
        asked = {(normal(r.name), r.specifier) for r in map(Requirement, table["dependencies"])}
        locked = {
            (normal(r.name), r.specifier)
            for entry in own.get("metadata", {}).get("requires-dist", [])
            if "extra ==" not in entry.get("marker", "")
            for r in [Requirement(entry["name"] + entry.get("specifier", ""))]
        }
    except InvalidRequirement:
        return False
    return asked != locked


def pylock(reader: Reader, name: str, extras: Sequence[str], groups: Sequence[str]) -> None:
    """Take ``pylock.toml`` (PEP 751) as it is, for the installer reads it: all but the project.

    Raises:
        EnvironmentProblem: it is no pylock.
    """
    data = reader.toml(name)
    if not isinstance(data.get("packages"), list) or "lock-version" not in data:
        raise EnvironmentProblem(
            f"{name} is no lock file", expected="lock-version and packages (PEP 751)", where=name
        )
    text = reader.read(name)
    if any(_paths(package) for package in data["packages"]):
        text = _localised(reader, name, text)
    reader.source.lines.append(text)
    reader.source.chosen += [f"--extra={extra}" for extra in extras]
    reader.source.chosen += [f"--group={group}" for group in groups]


def _localised(reader: Reader, name: str, text: str) -> str:
    """Return a pylock without the project itself, and with copies in place of what is editable."""
    import tomlkit

    document: Any = tomlkit.parse(text)
    folder = name.rpartition("/")[0]
    for index in reversed(range(len(document["packages"]))):
        package = document["packages"][index]
        if "directory" in package:
            package["directory"]["editable"] = False
        for path in _paths(package):
            inside = reader.local(f"{folder}/{path}" if folder else path, name)
            if inside is None:  # the root of the tree is the project itself
                del document["packages"][index]
    return tomlkit.dumps(document)


def _paths(package: Mapping[str, Any]) -> list[str]:
    kinds = [package.get(kind, {}) for kind in ("directory", "archive", "sdist")]
    return [entry["path"] for entry in [*kinds, *package.get("wheels", [])] if "path" in entry]


def _below(folder: str, line: str) -> str:
    """Return a line of a lock with its path relative to the tree, not to the lock's folder."""
    found = re.fullmatch(r"(-e )?(\.\.?(?:/\S*)?)(.*)", line)
    if not found or not folder:
        return line
    path = posixpath.normpath(f"{folder}/{found[2]}")
    return f"{found[1] or ''}{'.' if path == '.' else './' + path}{found[3]}"


def _joined(text: str) -> list[str]:
    return [
        " ".join(line.split()) for line in text.replace("\\\n", " ").splitlines() if line.strip()
    ]


READERS: Mapping[str, Callable[[Reader, str, Sequence[str], Sequence[str]], None]] = {
    "uv.lock": uv_lock,
    "pylock.toml": pylock,
    "poetry.lock": poetry_lock.read,
    "pdm.lock": other_locks.pdm,
    "Pipfile.lock": other_locks.pipfile,
}
"""Which lock file is read by whom, by file name."""
