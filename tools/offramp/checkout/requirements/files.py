"""Requirements files as pip reads them, followed through what they include."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Any

from offramp.checkout.requirements import projects
from offramp.checkout.requirements.own import normal
from offramp.checkout.requirements.sources import Source
from offramp.checkout.requirements.text import decode, expand, logical_lines, without_secrets
from offramp.errors import EnvironmentProblem

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - one of the two lines runs on each Python
    import tomli as tomllib

_OPTION = re.compile(
    r"(?P<name>-r|--requirement|-c|--constraint|-e|--editable|-f|--find-links)"
    r"(?:\s*=\s*|\s+|(?<=-[rcef]))(?P<value>\S.*)"
)
_PATH = re.compile(
    r"(?:(?P<name>[\w.-]+)\s*(?P<before>\[[^\]]*\])?\s*@\s*)?"
    r"(?P<path>[^\[;]+?)(?P<extras>\[[^\]]*\])?(?P<rest>\s*(?:;|\s--).*)?\s*"
)
_REMOTE = re.compile(r"\A(?:[a-z]+\+)?(?:https?|ssh|git|hg|svn|bzr)(?:\+[a-z]+)?://|\Agit\+file:")
_ARCHIVES = (".whl", ".tar.gz", ".tar.bz2", ".zip")
_NAME = re.compile(r"(?P<name>[\w.-]+)\s*(?:\[(?P<extras>[^\]]*)\])?\s*(?:[;=<>!~@]|$)")
_LEFT_OUT = re.compile(r"\..|__pycache__$|node_modules$|.*\.egg-info$")
"""Folders within a folder of code that say nothing of it: tools leave them there."""


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
        for number, line in logical_lines(text):
            self._line(line, name, number, constraints=constraints)
        self._open.pop()

    def read(self, name: str, where: str | None = None) -> str:
        """Return a file's text, and note that it was read.

        Raises:
            EnvironmentProblem: it is not there, outside the tree, or not text.
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
            return decode(path.read_bytes())
        except (UnicodeDecodeError, LookupError) as error:
            raise EnvironmentProblem(
                "a requirements file is not text", found=str(error), where=name
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
        value = self._expanded(option["value"].strip("\"'") if option else line)
        folder = os.path.dirname(name)  # noqa: PTH120 - a relative name, not a place on disk
        if kind in ("r", "c"):
            included = os.path.normpath(os.path.join(folder, value))  # noqa: PTH118 - as above
            self.read(included, where)
            self.requirements(included, constraints=constraints or kind == "c")
        elif kind == "f":
            self._find_links(line, value, folder)
        elif kind == "e" and _REMOTE.match(value):
            self.source.lines.append(value)
        elif kind == "e" or _is_path(value):
            self._local(value, where)
        elif constraints:
            self.source.constraints.append(value)
        elif self._is_own(value):
            self._project(_NAME.match(value), where)
        else:
            secret = line.startswith("-") or "://" in line
            self.source.lines.append(line if secret else value)

    def _expanded(self, text: str) -> str:
        here = os.fspath(self.tree)
        return expand(text, {"PWD": here, "PROJECT_ROOT": here.lstrip("/")})

    def _is_own(self, line: str) -> bool:
        found = _NAME.match(line)
        return bool(found and self.source.own and normal(found["name"]) == self.source.own)

    def _find_links(self, line: str, value: str, folder: str) -> None:
        """Take a folder of archives: beside the file that names it, else below the root (pip)."""
        path = value.removeprefix("file:").removeprefix("//")
        near = self.tree / folder / path
        place = (near if near.exists() else self.tree / path).resolve()
        if "://" in path or not place.is_relative_to(self.tree) or not place.exists():
            self.source.lines.append(line)
            return
        inside = place.relative_to(self.tree).as_posix()
        self.source.lines.append(f"--find-links ${{OFFRAMP_TREE}}/{inside}")
        self.source.local.append(f"{inside} {_contents(place)}")

    def local(self, path: str, where: str) -> str | None:
        """Take a file or a folder of the tree that is to be installed, as a copy.

        Returns:
            Its path, relative to the tree; None for the tree itself, which is the project.

        Raises:
            EnvironmentProblem: it is not in the tree.
        """
        place = (self.tree / path.removeprefix("file:").removeprefix("//")).resolve()
        if not place.is_relative_to(self.tree) or not place.exists():
            raise EnvironmentProblem(
                "a requirement names a place that is not in the tree",
                found=without_secrets(path),
                where=where,
                next="name requirement files without it in [tool.offramp.environment]",
            )
        if place == self.tree:
            return None
        inside = place.relative_to(self.tree).as_posix()
        contents = f"{inside} {_contents(place)}"
        self.source.local.append(contents)
        if place.is_dir():
            self.source.code.append(contents)
        self.source.notes.append(f"{where}: {inside} is installed as a copy")
        return inside

    def _local(self, value: str, where: str) -> None:
        """Take a requirement that is a path: of the project, or of what lies beside it."""
        match = _PATH.fullmatch(value)
        path = match["path"] if match else value
        if match and match["name"] and not self._may_be_inside(path):
            self.source.lines.append(value)  # an archive that somebody put on this machine
            return
        inside = self.local(path, where)  # pip reads paths from where it is started: the root
        if inside is None:
            self._project(match, where)
        else:
            if match is None:
                raise EnvironmentProblem(
                    "a requirement is not understood", found=without_secrets(value), where=where
                )
            extras = match["extras"] or match["before"] or ""
            self.source.lines.append(f"./{inside}{extras}{match['rest'] or ''}")

    def _may_be_inside(self, path: str) -> bool:
        place = Path(path.removeprefix("file://"))
        return not path.startswith("file:///") or place.resolve().is_relative_to(self.tree)

    def _project(self, match: re.Match[str] | None, where: str) -> None:
        """Take the project's own dependencies in place of the project."""
        groups = match.groupdict() if match else {}
        extras = (groups.get("extras") or groups.get("before") or "").strip("[]")
        projects.read(self, [e.strip() for e in extras.split(",") if e.strip()])
        self.source.notes.append(f"{where}: the project itself is not installed")


def _is_path(line: str) -> bool:
    """Whether a requirement is a path, not a name or a URL elsewhere."""
    word = line.partition(";")[0].partition(" --")[0].strip()
    name, at, address = word.partition("@")
    if at and re.fullmatch(r"[\w.-]+\s*(\[[^\]]*\])?\s*", name):
        word = address.strip()
    if line.startswith("-") or _REMOTE.match(word) or ("@" in word and not at):
        return False
    word = word.partition("[")[0]
    return word.startswith((".", "/", "file:")) or "/" in word or word.endswith(_ARCHIVES)


def _contents(place: Path) -> str:
    """Return a digest of a file or of all files in a folder; what tools leave there apart."""
    found = hashlib.sha256()
    names = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    for path in names:
        inside = path.relative_to(place.parent)
        if not any(_LEFT_OUT.match(part) for part in inside.parts[1:-1]):
            found.update(os.fsencode(inside) + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
