"""What fails quietly while an application is made: imports, warnings, connections.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8.
"""

from __future__ import annotations

import builtins
import importlib
import os
import sys
import warnings
from types import FrameType
from typing import Any

LIMIT = 50
"""How many of each kind are kept."""


class NetworkDenied(ConnectionError):
    """The application asked for the network while its document was made."""


class Recorder:
    """Records what fails quietly while an application is made: imports, warnings, connections."""

    def __init__(self, root: str, network: bool) -> None:
        self.root = os.path.realpath(root)
        self.network = network
        self.import_errors: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.denied: list[str] = []
        self._seen: list[BaseException] = []
        self._foretold = ""

    def start(self) -> None:
        """Put the recorders in place."""
        self._import = builtins.__import__
        self._import_module = importlib.import_module
        setattr(builtins, "__import__", self.on_import)  # noqa: B010 - wider than typeshed
        importlib.import_module = self.on_import_module
        warnings.simplefilter("default")
        warnings.showwarning = self.on_warning
        if not self.network:
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
        except Exception as error:
            self.note(error, "." * level + name, sys._getframe(1))
            raise
        for wanted in fromlist or ():
            # The interpreter raises this error itself, after __import__ has returned.
            if wanted != "*" and not _has(module, wanted):
                message = f"cannot import name {wanted!r} from {module.__name__!r}"
                self._foretold = message
                self.note(ImportError(message), "." * level + name, sys._getframe(1))
        return module

    def on_import_module(self, name: str, package: str | None = None) -> Any:
        """Stand in for ``importlib.import_module``."""
        try:
            return self._import_module(name, package)
        except Exception as error:
            self.note(error, name, sys._getframe(1))
            raise

    def note(self, error: Exception, module: str, frame: FrameType) -> None:
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
            self.import_errors.append(
                {
                    "module": module,
                    "type": type(error).__name__,
                    "message": str(error),
                    "path": place,
                    "line": frame.f_lineno,
                }
            )

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
        """Refuse the network to the application (an audit hook, PEP 578)."""
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            host = args[1][0] if isinstance(args[1], tuple) else None
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = args[0]
        else:
            return
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if host is None or _is_local(str(host)):
            return
        if str(host) not in self.denied and len(self.denied) < LIMIT:
            self.denied.append(str(host))
        raise NetworkDenied(f"offramp: no network while the document is made ({host})")

    def inside(self, filename: str) -> str | None:
        """Return a file's path relative to the tree, or None where it lies elsewhere."""
        if filename.startswith("<"):
            return None
        path = os.path.realpath(filename)
        if not path.startswith(self.root + os.sep):
            return None
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        packages = ("site-packages/", "dist-packages/")
        return None if any(part in relative for part in packages) else relative


def _has(module: Any, name: str) -> bool:
    if hasattr(module, name):
        return True
    return f"{getattr(module, '__name__', '')}.{name}" in sys.modules


def _is_local(host: str) -> bool:
    host = host.partition("%")[0].lower()
    return host in ("", "localhost", "::1", "0.0.0.0", "::") or host.startswith("127.")  # noqa: S104 - names it, binds nothing
