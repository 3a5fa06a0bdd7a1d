"""What one process records, and how it gets to the disk.

Each process writes a file of its own: one ``os.write`` to an ``O_APPEND`` descriptor for each
first sight of a (name, file, line), which is then closed. Nothing is buffered and no descriptor is
kept, so ``os._exit``, a crash or a program that closes all descriptors loses nothing. Where a line
cannot be written (a full disk), the file is renamed to say so; where even that fails, the process
ends: silence must not look like a clean record.
"""

# ruff: noqa: PTH100, PTH104, PTH109, PTH112, PTH118 - pathlib is slow to import, and this runs in every process

from __future__ import annotations

import os
import sys
from _json import encode_basestring_ascii as _quoted

from . import CANNOT_RECORD, SCHEMA, SELFTEST
from .frames import anonymous, is_reader
from .importer import importer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import FrameType
    from typing import Any, NoReturn

LOST = ".lost"
"""What is added to the name of a file that a line could not be added to."""

_NO_MEMBER = frozenset({"*", "", "__path__"})
"""Members that import machinery asks for (runpy, find_spec), or that stand for no name at all."""


class Recorder:
    """The names that are watched, and this process's file."""

    def __init__(
        self, folder: str, names: Iterable[str], *, nonce: str, block: bool, reach: str
    ) -> None:
        """Resolve the folder now: the program may change its current folder later."""
        self.folder = os.path.abspath(folder)
        try:
            self.cwd = os.getcwd()
        except OSError:  # it has been deleted
            self.cwd = ""
        self.names = tuple(sorted(set(names)))
        self.nonce = nonce
        self.block = block
        self.reach = reach
        self.pid = 0
        self.path = ""
        self.heard: set[str] = set()  # the mechanisms that a synthetic import came past
        self.known: set[tuple[str, int, Sequence[str]]] = set()  # code that is its own importer
        self._lost = False
        self._passed: set[tuple[str, int, str, int]] = set()  # code that is no reader
        self._seen: set[tuple[str, str, int, str]] = set()

    def watched(self, name: str) -> bool:
        """Say whether ``name`` is a legacy name, or lies below one."""
        dotted = name + "."
        return any(dotted.startswith(w + ".") for w in self.names) or name == SELFTEST

    def related(self, name: str) -> bool:
        """Say whether an import of ``name`` may yield a legacy name: it is one, or above one."""
        dotted = name + "."
        return self.watched(name) or any(w.startswith(dotted) for w in self.names)

    def asked_for(self, name: str, members: Iterable[object] | None) -> tuple[str, ...]:
        """Return the legacy names that ``import name`` or ``from name import …`` asks for."""
        plain = [m for m in members or () if isinstance(m, str) and m not in _NO_MEMBER]
        full = [name + "." + m for m in plain] or [name]
        return tuple(n for n in full if self.watched(n))

    def open(self) -> None:
        """Begin a file for this process, with the header first.

        Raises:
            OSError: it cannot be made.
        """
        self.pid = os.getpid()
        unique = os.urandom(6).hex()
        self.path = os.path.join(self.folder, f"record-{self.pid}-{unique}.jsonl")
        self._append(
            {
                "schema": SCHEMA,
                "nonce": self.nonce,
                "names": self.names,
                "reach": self.reach,
                "pid": self.pid,
                "parent": os.getppid(),
                "argv": list(getattr(sys, "orig_argv", ()) or getattr(sys, "argv", ())),
                "python": ".".join(str(n) for n in sys.version_info[:3]),
            }
        )

    def write(self, entry: Mapping[str, object]) -> None:
        """Append one line, or leave a sign that one is missing."""
        if self._lost:
            return
        try:
            if os.getpid() != self.pid:  # a fork: the child has a file of its own
                self.reach = "fork"
                self.open()
            self._append(entry)
        except OSError as error:
            self._lost = True
            try:
                os.rename(self.path, self.path + LOST)
            except OSError:
                if os.path.isdir(
                    self.folder
                ):  # else the whole record is gone, and its judge sees it
                    cannot(error)

    def _append(self, entry: Mapping[str, object]) -> None:
        line = (_json(entry) + "\n").encode("ascii")
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self.path, flags, 0o644)
        try:
            if os.write(descriptor, line) < len(line):
                raise OSError("the disk took only a part of a line")
        finally:
            os.close(descriptor)

    def read(self, name: str, frame: FrameType | None) -> None:
        """Record that code reads ``name`` as an attribute, if it is code that means it.

        Raises:
            ImportError: imports are blocked.
        """
        if frame is None:  # C reads it: a walk, as far as anybody can tell
            return
        names, code = (name,), frame.f_code
        if (code.co_filename, frame.f_lineno, names) in self.known:
            return
        spot = (code.co_filename, code.co_firstlineno, code.co_name, frame.f_lasti)
        if spot in self._passed:
            return
        if is_reader(frame):
            self.hit(names, frame, "attribute")
        elif not anonymous(code.co_filename):
            self._passed.add(spot)

    def hit(self, names: tuple[str, ...], frame: FrameType | None, via: str) -> None:
        """Record ``names`` at the place where they were asked for.

        Args:
            names: legacy names, or the synthetic one.
            frame: where to begin to look for that place; None where no Python code asked.
            via: the mechanism that saw it.

        Raises:
            ImportError: imports are blocked; the hit stands in the file before (G5).
        """
        if not names:
            return
        file, line, module = importer(frame)
        for name in names:
            if name == SELFTEST:
                self.heard.add(via)
            key = (name, "", 0, via) if name == SELFTEST else (name, file, line, "")
            if key in self._seen:
                continue
            self._seen.add(key)
            self.write(
                {
                    "name": name,
                    "file": file if file.startswith("<") else os.path.join(self.cwd, file),
                    "line": line,
                    "module": module,
                    "test": os.environ.get("PYTEST_CURRENT_TEST"),
                    "via": via,
                }
            )
        here = frame and (frame.f_code.co_filename, frame.f_lineno)
        if not self.block and (file, line) == here:
            self.known.add((file, line, names))
        if self.block and SELFTEST not in names:
            raise ImportError("offramp blocks a legacy import: " + ", ".join(names), name=names[0])


def read_names(text: str) -> list[str]:
    """Return the names to watch, out of their environment variable.

    Raises:
        ValueError: it is no list of module names, with commas between them.
    """
    names = text.split(",")
    if not all(part.isidentifier() for name in names for part in name.split(".")):
        raise ValueError("no list of module names: " + text)
    return names


def _json(value: Any) -> str:
    """Return a value as JSON does; the module of that name would load a good deal more."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)}: {_json(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(map(_json, value)) + "]"


def cannot(error: BaseException) -> NoReturn:
    """End this process, because what it does from here on would leave no record."""
    message = f"offramp: this process cannot record its imports, so it must not run: {error}\n"
    try:
        os.write(2, message.encode(errors="backslashreplace"))
    finally:
        os._exit(CANNOT_RECORD)
