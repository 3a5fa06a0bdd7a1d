"""What a tree wants installed: its lock or requirement files, read without running its code.

The project itself is never in the result: an installed copy of one side would be imported by the
other (S2). Its dependencies stand in for it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offramp.errors import EnvironmentProblem

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - one of the two lines runs on each Python
    import tomli as tomllib

_OPTION = re.compile(
    r"(?P<name>-r|--requirement|-c|--constraint|-e|--editable)(?:\s*=\s*|\s+|(?<=-[rce]))(?P<value>\S.*)"
)
_EXTRAS = re.compile(r"\A(?P<path>[^\[]+)\[(?P<extras>[^\]]*)\]\Z")
_REMOTE = re.compile(r"\A(?:[a-z]+\+)?(?:https?|ssh|git|hg|svn|bzr)(?:\+[a-z]+)?://|\Agit\+file:")


@dataclass
class Source:
    """What an environment is built from.

    Attributes:
        kind: the file that decided: ``uv.lock``, ``pylock.toml``, ``poetry.lock``,
            ``requirements``, ``pyproject.toml``, ``command``, or ``nothing``.
        files: every file that was read, relative to the tree, sorted.
        lines: what the installer is given, one requirement or option each.
        constraints: what bounds the versions without asking for a package.
        whole: the lines name every package, so that nothing else is to be resolved.
        local: digests of folders of the tree that are installed from it.
        command: the command that installs, where the settings name one.
        notes: what a reader should know, one line each.
    """

    kind: str
    files: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    whole: bool = False
    local: list[str] = field(default_factory=list)
    command: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def hashed(self) -> bool:
        """Whether pip would check hashes: then each requirement must have one (S13)."""
        return any("--hash=" in line for line in self.lines)

    def digest(self, *more: str) -> str:
        """Return a digest of everything that decides what is installed, and of ``more``."""
        parts = (
            *("offramp.environment/1", self.kind, str(self.whole), *more, "lines", *self.lines),
            *("constraints", *self.constraints, "local", *self.local, "command", *self.command),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Reader:
    """Reads the requirement files of one tree, and notes which.

    Args:
        tree: the root of the tree.
        source: what is filled in.
    """

    def __init__(self, tree: Path, source: Source) -> None:
        self.tree = tree.resolve()
        self.source = source
        self._open: list[str] = []

    def requirements(self, name: str, *, constraints: bool = False) -> None:
        """Read a requirements file and those that it includes (pip's requirements file format).

        Args:
            name: the file, relative to the tree.
            constraints: the lines are bounds, not wishes.

        Raises:
            EnvironmentProblem: a file is missing, lies outside the tree, or includes itself.
        """
        if name in self._open:
            raise EnvironmentProblem("a requirements file includes itself", where=name)
        text = self.read(name)
        self._open.append(name)
        for number, line in _logical_lines(text):
            self._line(line, name, number, constraints=constraints)
        self._open.pop()

    def read(self, name: str, where: str | None = None) -> str:
        """Return a file's text, and note that it was read.

        Raises:
            EnvironmentProblem: it is not there, outside the tree, or not UTF-8.
        """
        path = self.tree / name
        inside = path.resolve().is_relative_to(self.tree)
        if not inside or not path.is_file():
            raise EnvironmentProblem(
                f"the requirements file {name} is not there",
                expected="a file of this tree",
                found=None if inside else "a path that leads out of the tree",
                where=where,
                next="correct requirements in [tool.offramp.environment]",
            )
        if name not in self.source.files:
            self.source.files.append(name)
            self.source.files.sort()
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise EnvironmentProblem(
                "a requirements file is not UTF-8", found=str(error), where=name
            ) from error

    def take(self, line: str, name: str) -> None:
        """Take one line, as if it stood in the file ``name``."""
        self._line(line, name, 1, constraints=False)

    def toml(self, name: str) -> dict[str, Any]:
        """Return a TOML file's table.

        Raises:
            EnvironmentProblem: it is missing or no TOML.
        """
        try:
            return tomllib.loads(self.read(name))
        except tomllib.TOMLDecodeError as error:
            raise EnvironmentProblem("a file is not TOML", found=str(error), where=name) from error

    def project(self, extras: Sequence[str], groups: Sequence[str] = ()) -> None:
        """Read the project's own dependencies (PEP 621) and groups of them (PEP 735).

        Raises:
            EnvironmentProblem: it has no such extra or group.
        """
        data = self.toml("pyproject.toml")
        project = _table(data, "project")
        dynamic = _table(_table(_table(data, "tool"), "setuptools"), "dynamic")
        lines = self._declared(project.get("dependencies"), dynamic.get("dependencies"))
        for name in extras:
            optional = _pick(_table(project, "optional-dependencies"), name)
            later = _pick(_table(dynamic, "optional-dependencies"), name)
            if optional is None and later is None:
                raise _no_such("extra", name, _table(project, "optional-dependencies"))
            lines += self._declared(optional, later)
        for name in groups:
            lines += _group(_table(data, "dependency-groups"), name, ())
        own = _normal(str(project.get("name", "")))
        for line in lines:  # an extra may name the project itself: "demo[redis]"
            name, _, rest = line.partition("[")
            if own and _normal(name) == own and rest:
                self.project([e.strip() for e in rest.partition("]")[0].split(",")])
            else:
                self.source.lines.append(line)

    def _declared(self, static: object, dynamic: object) -> list[str]:
        if isinstance(static, list):
            return [str(line) for line in static]
        files = dynamic.get("file", []) if isinstance(dynamic, dict) else []
        for name in [files] if isinstance(files, str) else files:
            self.requirements(str(name))
        return []

    def _line(self, line: str, name: str, number: int, *, constraints: bool) -> None:
        where = f"{name}:{number}"
        option = _OPTION.fullmatch(line)
        kind = option["name"].lstrip("-")[0] if option else ""
        value = option["value"].strip("\"'") if option else line
        folder = os.path.dirname(name)  # noqa: PTH120 - a relative name, not a place on disk
        if kind in ("r", "c"):
            included = os.path.normpath(os.path.join(folder, value))  # noqa: PTH118 - as above
            self.read(included, where)
            self.requirements(included, constraints=constraints or kind == "c")
        elif kind == "e" and _REMOTE.match(value):
            self.source.lines.append(value)
        elif kind == "e" or _is_path(value):
            self._local(value, where)
        else:
            (self.source.constraints if constraints else self.source.lines).append(line)

    def _local(self, value: str, where: str) -> None:
        """Take a requirement that is a folder of the tree: the project, or one beside it."""
        match = _EXTRAS.match(value)
        path, extras = (match["path"], match["extras"]) if match else (value, "")
        # pip reads such paths from where it is started: from the root.
        place = (self.tree / path.removeprefix("file:").removeprefix("//")).resolve()
        if not place.is_relative_to(self.tree) or not place.exists():
            raise EnvironmentProblem(
                "a requirement names a place that is not in the tree",
                found=value,
                where=where,
                next="name requirement files without it in [tool.offramp.environment]",
            )
        if place == self.tree:
            if (self.tree / "pyproject.toml").is_file():
                self.project([e.strip() for e in extras.split(",") if e.strip()])
            self.source.notes.append(f"{where}: the project itself is not installed")
            return
        inside = place.relative_to(self.tree).as_posix()
        self.source.lines.append(f"./{inside}" + (f"[{extras}]" if extras else ""))
        self.source.local.append(f"{inside} {_contents(place)}")
        self.source.notes.append(f"{where}: {inside} is installed as a copy")


def find(
    tree: Path,
    requirements: Sequence[str] = (),
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    command: Sequence[str] = (),
) -> Source:
    """Find out what the tree wants installed.

    Files that are named go first; else the first there is of uv.lock, pylock.toml, poetry.lock,
    requirements.txt, and the dependencies in pyproject.toml.

    Args:
        tree: the root of the tree.
        requirements: the files to use, relative to it.
        extras: extras of the project (PEP 621).
        groups: dependency groups of the project (PEP 735).
        command: what installs in their place; the files named are its inputs.

    Raises:
        EnvironmentProblem: a file is missing or cannot be read.
    """
    from offramp.checkout import lockfiles

    if command:
        source = Source("command", command=tuple(command))
        reader = Reader(tree, source)
        source.lines = [reader.read(name) for name in requirements]
        return source
    named = list(requirements) or _default(tree)
    source = Source(
        named[0] if len(named) == 1 and named[0] in lockfiles.READERS else "requirements"
    )
    reader = Reader(tree, source)
    if not named:
        source.kind = "nothing"
        source.notes.append("no lock or requirement file was found: nothing is installed")
    for name in named:
        base = os.path.basename(name)  # noqa: PTH119 - a relative name, not a place on disk
        if base in lockfiles.READERS:
            lockfiles.READERS[base](reader, name, extras, groups)
        elif base == "pyproject.toml":
            source.kind = "pyproject.toml"
            reader.project(extras, groups)
        else:
            reader.requirements(name)
    if extras and source.kind == "requirements":
        reader.project(extras, groups)
    return source


def _default(tree: Path) -> list[str]:
    for name in ("uv.lock", "pylock.toml", "poetry.lock", "requirements.txt", "pyproject.toml"):
        if (tree / name).is_file():
            return [name]
    return []


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a requirements file: 1-based number, text without comment."""
    begun, number = "", 1
    for here, raw in enumerate(text.splitlines(), 1):
        if not begun:
            number = here
        line = re.sub(r"(^|\s+)#.*$", "", raw)
        if line.endswith("\\"):
            begun += line[:-1]
            continue
        whole = " ".join((begun + line).split())
        begun = ""
        if whole:
            yield number, whole
    if begun.strip():
        yield number, " ".join(begun.split())


def _is_path(line: str) -> bool:
    """Whether a requirement is a path, not a name or a URL elsewhere."""
    word = line.partition(";")[0].strip()
    if line.startswith("-") or _REMOTE.match(word) or " @ " in f"{word} " or "@" in word:
        return False
    return word.startswith((".", "/", "file:")) or "/" in word.partition("[")[0]


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


def _pick(table: Mapping[str, Any], name: str) -> list[Any] | None:
    found = next((v for k, v in table.items() if _normal(k) == _normal(name)), None)
    return found if isinstance(found, (list, dict)) else None  # type: ignore[return-value]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip().lower()


def _contents(place: Path) -> str:
    """Return a digest of a file or of all files in a folder, bytecode apart."""
    found = hashlib.sha256()
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    for path in files:
        if "__pycache__" not in path.parts:
            found.update(os.fsencode(path.relative_to(place.parent)) + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
