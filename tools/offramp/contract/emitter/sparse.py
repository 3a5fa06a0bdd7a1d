"""What an application reaches for in a tree that lacks a part of its commit.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. What is
reached for is written to a file, and the process ends there and then: no ``except`` of the
application's may take what is only not laid out for what is not there. C code that opens files by
itself is not seen, unless it tells Python (as sqlite3 and ctypes do).
"""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Any

_OPENS = frozenset({"open", "sqlite3.connect", "ctypes.dlopen"})
_LISTS = frozenset({"os.listdir", "os.scandir"})
_STARTS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"}
)
_ASKS = ("stat", "lstat", "access", "readlink")
# The import system asks for names, which find_spec sees; packages' metadata has names of its own.
_NAMES_ONLY = (
    *("importlib._bootstrap_external", "_frozen_importlib_external"),
    *("importlib.metadata", "importlib_metadata", "pkg_resources"),
)
_METADATA = (".dist-info", ".egg-info", ".egg", ".egg-link")


class Watch:
    """Ends the process where it reaches for what is absent."""

    def __init__(self, root: str, absent: list[str], said: str) -> None:
        self.root = os.path.realpath(root)
        self.absent = frozenset(absent)
        self.said = said
        self.names: dict[str, set[str]] = {}
        for path in absent:
            above, _, name = path.rpartition("/")
            self.names.setdefault(above, set()).add(name)
        self._lstat = os.lstat

    def start(self) -> None:
        """Watch from here on."""
        for name in _ASKS:
            setattr(os, name, self._asking(getattr(os, name)))
        accessor = getattr(pathlib, "_NormalAccessor", None)  # before Python 3.11
        for name in _ASKS:
            if hasattr(accessor, name):
                setattr(accessor, name, staticmethod(getattr(os, name)))
        sys.meta_path.insert(0, self)
        sys.addaudithook(self.on_event)

    def on_event(self, event: str, args: Any) -> None:
        """Look at what is opened, listed and started (an audit hook, PEP 578)."""
        if event in _OPENS:
            self.look(args[0])
        elif event in _LISTS:
            self.look(args[0] if args[0] is not None else ".")
            self._listed(args[0] if args[0] is not None else ".")
        elif event in _STARTS:
            self.end(f"a program, {args[0]!r}")

    def find_spec(self, name: str, path: Any = None, *_: object) -> None:
        """Look at where a module could lie; a finder of ``sys.meta_path`` that finds nothing."""
        if name in sys.builtin_module_names:
            return
        tail = name.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            inner = self._inside(folder or ".") if isinstance(folder, str) else None
            if inner is None:
                continue
            self.look(folder or ".")
            for other in self.names.get(inner, ()):
                if other.partition(".")[0] == tail:
                    self.end(f"{inner}/{other}".lstrip("/"))

    def look(self, path: Any) -> None:
        """End where a path is absent, or lies in a folder that is."""
        inner = self._inside(path)
        while inner:
            if inner in self.absent:
                self.end(inner)
            inner = inner.rpartition("/")[0]

    def end(self, what: str) -> None:
        """Say what was reached for, and end the process."""
        new = os.open(self.said + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(new, what.encode("utf-8", "surrogateescape"))
        os.close(new)
        os.replace(self.said + ".new", self.said)  # noqa: PTH105 - pathlib may be watched
        os._exit(0)

    def _asking(self, ask: Any) -> Any:
        def asked(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is None:
                self.look(path)
            return ask(path, *args, **kwargs)

        return asked

    def _listed(self, path: Any) -> None:
        inner = self._inside(path)
        names = self.names.get(inner, set()) if inner is not None else set()
        if not names:
            return
        asker = sys._getframe(2).f_globals.get("__name__", "")
        if asker.startswith(_NAMES_ONLY):
            names = {name for name in names if name.endswith(_METADATA)}
        if names:
            self.end(f"the list of files in {inner or '.'}")

    def _inside(self, path: Any) -> str | None:
        """Return a path relative to the tree, links resolved; None where it lies elsewhere."""
        if isinstance(path, int):
            return None
        try:
            text = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - pathlib may be watched
        except (TypeError, ValueError):
            return None
        if text != self.root and not text.startswith(self.root + "/"):
            return None
        for _ in range(40):  # as many links as the system follows
            there = self._first_link(text)
            if there is None:
                break
            text = there
        if text == self.root:
            return ""
        return text[len(self.root) + 1 :] if text.startswith(self.root + "/") else None

    def _first_link(self, text: str) -> str | None:
        """Return a path with its first link within the tree replaced by where it leads."""
        place = self.root
        parts = text[len(self.root) + 1 :].split("/") if text.startswith(self.root + "/") else []
        for number, part in enumerate(parts):
            place += "/" + part
            try:
                mode = self._lstat(place).st_mode
            except (OSError, ValueError):
                return None
            if mode & 0o170000 == 0o120000:
                rest = os.path.join(_readlink(place), *parts[number + 1 :])  # noqa: PTH118 - as above
                return os.path.normpath(os.path.join(os.path.dirname(place), rest))  # noqa: PTH118, PTH120 - as above
        return None


_readlink = os.readlink
