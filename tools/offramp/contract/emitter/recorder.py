"""What fails quietly while an application is made: imports, warnings, connections.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import importlib.util
import os
import sys
import warnings
from collections.abc import Callable, Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

LIMIT = 50
"""How many of each kind are kept."""

_LOOKUPS = (
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
)


class NetworkDenied(ConnectionError):
    """The application asked for the network while its document was made."""

    __module__ = "offramp"  # as tracebacks show it


class Recorder:
    """Records what fails quietly while an application is made: imports, warnings, connections."""

    def __init__(self, root: str, network: bool) -> None:
        self.root = os.path.realpath(root)
        self.network = network
        self.import_errors: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.denied: list[str] = []
        self.written: set[str] = set()
        self._seen: list[BaseException] = []
        self._raised: list[tuple[BaseException, dict[str, Any]]] = []
        self._foretold = ""

    def start(self) -> None:
        """Put the recorders in place."""
        self._import = builtins.__import__
        self._import_module = importlib.import_module
        setattr(builtins, "__import__", self.on_import)  # noqa: B010 - wider than typeshed
        importlib.import_module = self.on_import_module
        self._find_spec = importlib.util.find_spec
        importlib.util.find_spec = self.on_find_spec
        self._exec_module = SourceFileLoader.exec_module
        setattr(SourceFileLoader, "exec_module", self._executing())  # noqa: B010 - a method
        warnings.simplefilter("default")
        warnings.showwarning = self.on_warning
        sys.addaudithook(self.on_event)

    def on_import(
        self,
        name: str,
        globals: dict[str, Any] | None = None,  # noqa: A002 - the signature of __import__
        locals: dict[str, Any] | None = None,  # noqa: A002 - as above
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        """Stand in for ``__import__``: note an import that fails in the tree, and pass it on."""
        try:
            module = self._import(name, globals, locals, fromlist, level)
            missing = [w for w in fromlist or () if w != "*" and not _has(module, w)]
        except (Exception, SystemExit) as error:
            self.note(error, "." * level + name, sys._getframe(1))
            raise
        for wanted in missing:
            # The interpreter raises this error itself, after __import__ has returned.
            message = f"cannot import name {wanted!r} from {getattr(module, '__name__', '?')!r}"
            self._foretold = message
            self.note(ImportError(message), "." * level + name, sys._getframe(1))
        return module

    def on_import_module(self, name: str, package: str | None = None) -> Any:
        """Stand in for ``importlib.import_module``."""
        try:
            return self._import_module(name, package)
        except (Exception, SystemExit) as error:
            self.note(error, name, sys._getframe(1))
            raise

    def on_find_spec(self, name: str, package: str | None = None) -> Any:
        """Stand in for ``importlib.util.find_spec``: what is not there may be left out unseen."""
        try:
            found = self._find_spec(name, package)
        except Exception as error:
            self.note(error, name, sys._getframe(1))
            raise
        if found is None:
            self.note(ModuleNotFoundError(f"No module named {name!r}"), name, sys._getframe(1))
        return found

    def _executing(self) -> Callable[[SourceFileLoader, ModuleType], None]:
        """Return a stand-in for ``SourceFileLoader.exec_module``.

        A module of the tree that raises while it runs was loaded somehow, and be it by a plug-in
        system; whether anything of the tree has noted that is known only at the end.
        """
        execute, raised, inside = self._exec_module, self._raised, self.inside

        def exec_module(loader: SourceFileLoader, module: ModuleType) -> None:
            try:
                execute(loader, module)
            except Exception as error:
                place = inside(loader.path)
                if place is not None and len(raised) < LIMIT:
                    line, trace = 1, error.__traceback__
                    while trace is not None:
                        if trace.tb_frame.f_code.co_filename == loader.path:
                            line = trace.tb_lineno
                        trace = trace.tb_next
                    raised.append((error, _told(error, loader.name, place, line)))
                raise

        return exec_module

    def failed_imports(self) -> list[dict[str, Any]]:
        """Return what failed, at the place that asked for it, or else where it failed.

        Where the module that asked was imported all the same, it ``survived`` the failure.
        """
        for error, told in self._raised:
            if not any(error is other for other in self._seen):
                self._seen.append(error)
                self.import_errors.append(told)
        alive = {self.inside(self.origin_of(module)) for module in list(sys.modules.values())}
        return [{**told, "survived": told["path"] in alive} for told in self.import_errors[:LIMIT]]

    def note(self, error: BaseException, module: str, frame: FrameType) -> None:
        """Note a failed import once, at the innermost place in the tree that asked for it."""
        place = self.inside(frame.f_code.co_filename)
        if place is None or any(error is other for other in self._seen):
            return
        if (
            self._foretold
            and str(error) != self._foretold
            and str(error).startswith(self._foretold)
        ):
            self._seen.append(error)  # the interpreter's own, noted at its place already
            return
        self._seen.append(error)
        if len(self.import_errors) < LIMIT:
            self.import_errors.append(_told(error, module, place, frame.f_lineno))

    def on_warning(
        self,
        message: Any,
        category: Any,
        filename: str,
        lineno: int,
        *_: Any,
        **__: Any,
    ) -> None:
        """Note a warning; deprecations only where they are the tree's own."""
        place = self.inside(filename)
        quiet = issubclass(
            category, (DeprecationWarning, PendingDeprecationWarning, ResourceWarning)
        )
        if len(self.warnings) < LIMIT and (place or not quiet):
            self.warnings.append(
                {
                    "category": category.__name__,
                    "message": str(message),
                    "path": place,
                    "line": lineno if place else None,
                }
            )

    def on_event(self, event: str, args: Any) -> None:
        """See what is written into the tree, and refuse the network (an audit hook, PEP 578)."""
        if event == "open":
            if _writes(args) and len(self.written) < LIMIT:
                self._note_written(args[0])
        elif event in ("os.mkdir", "os.rename", "sqlite3.connect"):
            self._note_written(args[1] if event == "os.rename" else args[0])
        elif not self.network and event.startswith("socket."):
            self._on_socket(event, args)

    def _note_written(self, path: Any) -> None:
        with contextlib.suppress(TypeError, ValueError, OSError):  # a number, or no path at all
            place = self.inside(os.path.realpath(os.fsdecode(path)))
            if place is not None and "__pycache__" not in place:
                self.written.add(place)

    def _on_socket(self, event: str, args: Any) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            host = args[1][0] if isinstance(args[1], tuple) and args[1] else None
        elif event in _LOOKUPS:
            host = args[0][0] if isinstance(args[0], tuple) else args[0]
        else:
            return
        if isinstance(host, (bytes, bytearray)):
            host = host.decode("ascii", "replace")
        if host is None or _is_local(str(host)):
            return
        if str(host) not in self.denied and len(self.denied) < LIMIT:
            self.denied.append(str(host))
        raise NetworkDenied(f"offramp: no network while the document is made ({host})")

    def holds(self, module: Any) -> bool:
        """Whether a module lies in the tree."""
        return self.inside(self.origin_of(module)) is not None

    def names_of(self, things: Iterable[Any]) -> list[str]:
        """Return what modules of the tree call these things: ``module:attribute``, sorted."""
        wanted = {id(thing) for thing in things}
        return sorted(
            f"{name}:{attribute}"
            for name, module in list(sys.modules.items())
            if self.holds(module)
            for attribute, value in list(vars(module).items())
            if id(value) in wanted
        )

    @staticmethod
    def origin_of(module: Any) -> str | None:
        """Return the file that a module was loaded from, else the one that it names, or None.

        The module is not asked: a lazy one would load, and may raise.
        """
        try:
            names = object.__getattribute__(module, "__dict__")
        except AttributeError:
            return None
        for said in (getattr(names.get("__spec__"), "origin", None), names.get("__file__")):
            if isinstance(said, str) and Path(said).is_absolute():
                return said
        return None

    def inside(self, filename: Any) -> str | None:
        """Return a file's path relative to the tree, or None where it lies elsewhere."""
        if not isinstance(filename, str) or filename.startswith("<"):
            return None
        try:
            path = os.path.realpath(filename)
        except (OSError, ValueError):  # the folder that it runs in is gone; a zero byte
            return None
        if not path.startswith(self.root + os.sep):
            return None
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        packages = ("site-packages/", "dist-packages/")
        return None if any(part in relative for part in packages) else relative


def _told(error: BaseException, module: str, path: str, line: int) -> dict[str, Any]:
    kind = type(error).__name__
    return {"module": module, "type": kind, "message": str(error), "path": path, "line": line}


def _writes(args: Any) -> bool:
    """Whether what is opened is to be written to: by its mode, or by the flags of ``os.open``."""
    _, mode, flags = args
    if mode is None:
        return bool(flags & (os.O_WRONLY | os.O_RDWR))
    return any(letter in mode for letter in "wax+")


def _has(module: Any, name: str) -> bool:
    if hasattr(module, name):
        return True
    return f"{getattr(module, '__name__', '')}.{name}" in sys.modules


def _is_local(host: str) -> bool:
    host = host.partition("%")[0].lower()
    return host in ("", "localhost", "::1", "0.0.0.0", "::") or host.startswith("127.")  # noqa: S104 - names it, binds nothing
