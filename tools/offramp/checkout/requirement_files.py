"""Requirements files as pip reads them, followed through what they include."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offramp.checkout import projects
from offramp.checkout.sources import Source
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
                projects.read(self, [e.strip() for e in extras.split(",") if e.strip()])
            self.source.notes.append(f"{where}: the project itself is not installed")
            return
        inside = place.relative_to(self.tree).as_posix()
        self.source.lines.append(f"./{inside}" + (f"[{extras}]" if extras else ""))
        self.source.local.append(f"{inside} {_contents(place)}")
        self.source.notes.append(f"{where}: {inside} is installed as a copy")


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


def _contents(place: Path) -> str:
    """Return a digest of a file or of all files in a folder, bytecode apart."""
    found = hashlib.sha256()
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    for path in files:
        if "__pycache__" not in path.parts:
            found.update(os.fsencode(path.relative_to(place.parent)) + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
