"""How an import is seen: three mechanisms, each shown to work when it is installed.

A wrapper around ``builtins.__import__`` sees every statement, cached or not; wrappers around
``importlib.import_module`` and ``importlib.__import__`` see the calls; a finder in front of
``sys.meta_path`` sees first loads that bypass all three. Out of reach: reading ``sys.modules``,
and an attribute of a parent package that somebody else has imported.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import importlib
import os
import sys
from _thread import get_ident

from . import SELFTEST
from .frames import is_question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType
    from typing import Any

    from .recording import Recorder

    Import = Callable[..., ModuleType]


class Explained:
    """Which names a statement further up in this thread has already recorded."""

    def __init__(self) -> None:
        self._names: dict[int, Sequence[str]] = {}

    @contextlib.contextmanager
    def by(self, names: Sequence[str]) -> Iterator[None]:
        """Let loads of these names, and of the packages above them, pass without a hit."""
        thread = get_ident()
        before = self._names.get(thread)
        self._names[thread] = names
        try:
            yield
        finally:
            if before is None:
                del self._names[thread]
            else:
                self._names[thread] = before

    def holds(self, name: str) -> bool:
        """Say whether a load of ``name`` follows from what has been recorded."""
        return any((n + ".").startswith(name + ".") for n in self._names.get(get_ident(), ()))


def install(recorder: Recorder) -> None:
    """Hook this process's imports and send a synthetic hit through each mechanism (G1)."""
    explained = Explained()
    load = importlib.import_module
    builtins.__import__ = _wrap_import(recorder, explained, builtins.__import__)
    importlib.__import__ = _wrap_import(recorder, explained, importlib.__import__)
    importlib.import_module = _wrap_import_module(recorder, explained, load)
    sys.meta_path.insert(0, Finder(recorder, explained))
    for attempt in (_statement, importlib.import_module, load):
        with contextlib.suppress(ImportError):
            attempt(SELFTEST)
    atexit.register(_finish, recorder)


def _statement(_name: str) -> None:
    import __offramp_selftest__  # type: ignore[import-not-found] # noqa: F401 - it is meant to fail, here


def _finish(recorder: Recorder) -> None:
    """Say at the end of the process whether import statements still come past the recorder."""
    if os.getpid() != recorder.pid:  # a fork that recorded nothing
        return
    before = recorder.heard
    with contextlib.suppress(ImportError):
        _statement(SELFTEST)
    recorder.write({"end": True, "intact": recorder.heard > before})


def _wrap_import(recorder: Recorder, explained: Explained, original: Import) -> Import:
    """Return ``__import__`` with a look at what is imported; the signature is the language's."""
    unrelated: set[str] = set()
    asked: dict[tuple[str, object], tuple[str, ...]] = {}

    def __import__(  # noqa: A001, N807 - it stands in for the builtin
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - so does this keyword
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - and this
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if not level and name in unrelated:
            return original(name, globals, locals, fromlist, level)
        full = _absolute(name, globals, level) if level else name
        if not isinstance(full, str) or full in unrelated:
            return original(name, globals, locals, fromlist, level)
        members = tuple(fromlist or ())
        names = asked.get((full, members))
        if names is None:
            if not recorder.related(full):
                unrelated.add(full)
            names = asked[full, members] = recorder.asked_for(full, members)
        if not names:
            found = original(name, globals, locals, fromlist, level)
            if "*" in members:
                names = recorder.asked_for(full, getattr(found, "__all__", ()))
                recorder.hit(names, sys._getframe(1), "statement")
            return found
        frame = sys._getframe(1)
        if (frame.f_code.co_filename, frame.f_lineno, names) in recorder.known:
            return original(name, globals, locals, fromlist, level)
        recorder.hit(names, frame, "statement")
        with explained.by(names):
            return original(name, globals, locals, fromlist, level)

    return __import__


def _wrap_import_module(recorder: Recorder, explained: Explained, original: Import) -> Import:
    """Return ``importlib.import_module`` with the same look."""

    def import_module(name: str, package: str | None = None) -> ModuleType:
        full: str | None = name
        if name.startswith("."):
            bare = name.lstrip(".")
            full = _above(package, len(name) - len(bare), bare)
        if full is None or not recorder.watched(full):
            return original(name, package)
        recorder.hit((full,), sys._getframe(1), "call")
        with explained.by((full,)):
            return original(name, package)

    return import_module


class Finder:
    """The first entry of ``sys.meta_path``: it finds nothing, and sees what comes past the rest."""

    def __init__(self, recorder: Recorder, explained: Explained) -> None:
        self._recorder = recorder
        self._explained = explained

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - PEP 451
        """Record a load that no wrapper has seen; ``importlib.util.find_spec`` only asks."""
        if not self._recorder.watched(fullname):
            return
        frame = sys._getframe(1)
        if not self._explained.holds(fullname) and not is_question(frame):
            self._recorder.hit((fullname,), frame, "finder")
        if fullname == SELFTEST:
            raise ImportError("there is no such module: it only shows that imports are recorded")


def _absolute(name: str, scope: Mapping[str, Any] | None, level: int) -> str | None:
    """Resolve a relative import as the language does (PEP 328, PEP 366); None where it cannot."""
    scope = scope or {}
    package = scope.get("__package__")
    if package is None:
        package = getattr(scope.get("__spec__"), "parent", None)
    if package is None:
        package = scope.get("__name__")
        if isinstance(package, str) and "__path__" not in scope:
            package = package.rpartition(".")[0]
    return _above(package, level, name)


def _above(package: object, level: int, name: str) -> str | None:
    """Return ``name`` below the package that ``level`` dots mean; None where there is none."""
    if not isinstance(package, str) or not package:
        return None
    parts = package.split(".")
    if level > len(parts):
        return None
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name else base
