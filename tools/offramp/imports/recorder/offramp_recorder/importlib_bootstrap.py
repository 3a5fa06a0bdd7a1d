"""The functions that stand in for ``__import__`` and its kin, while they pass everything on.

The name of this file matters. ``warnings.warn(…, stacklevel=2)`` in a module looks for whoever
imports it, and leaves out frames whose file has both "importlib" and "_bootstrap" in its name
(PEP 565 and the ``warnings`` module's ``_is_internal_frame``). So a deprecated layer blames the
importer and not the recorder, and the suite's warning filters match as they do without one.
"""

from __future__ import annotations

import sys
from _thread import get_ident

from .frames import statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType
    from typing import Any

    from .recording import Recorder

    Import = Callable[..., ModuleType]

__tracebackhide__ = True  # pytest shows the program's own frames


class Explained:
    """Which names a statement further up in this thread has already recorded."""

    def __init__(self) -> None:
        self._names: dict[int, Sequence[str]] = {}

    def begin(self, names: Sequence[str]) -> Sequence[str] | None:
        """Let loads of these names, and of the packages above them, pass without a hit.

        Returns:
            What `end` wants to have back.
        """
        before = self._names.get(get_ident())
        self._names[get_ident()] = names
        return before

    def end(self, before: Sequence[str] | None) -> None:
        """Go back to what held before."""
        if before is None:
            del self._names[get_ident()]
        else:
            self._names[get_ident()] = before

    def holds(self, name: str) -> bool:
        """Say whether a load of ``name`` follows from what has been recorded."""
        return any((n + ".").startswith(name + ".") for n in self._names.get(get_ident(), ()))


class Asked:
    """Which legacy names a statement asks for, worked out once for each way to say it."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.unrelated: set[object] = set()  # absolute names as they are, others with their package
        self._related: set[object] = set()
        self._names: dict[tuple[object, tuple[object, ...]], tuple[str, ...]] = {}

    def names(
        self, name: str, scope: Mapping[str, Any] | None, members: tuple[object, ...], level: int
    ) -> tuple[str, ...] | None:
        """Return the legacy names; None for a module that has nothing to do with one.

        Args:
            name: as the statement has it.
            scope: the namespace that a relative name starts from.
            members: what follows ``from … import``.
            level: the number of dots.
        """
        package = scope.get("__package__") if level and scope else None
        if (package, level, name) in self.unrelated:
            return None
        full = absolute(name, scope, level) if level else name
        if full not in self._related:
            if not isinstance(full, str) or not self._recorder.related(full):
                if package or not level:  # else the package has to be worked out each time
                    self.unrelated.add((package, level, name) if level else name)
                return None
            self._related.add(full)
        found = self._names.get((full, members))
        if found is None:
            found = self._recorder.asked_for(str(full), members)
            self._names[full, members] = found
        return found


def wrap_import(
    recorder: Recorder, explained: Explained, loaded: Callable[[], None], original: Import
) -> Import:
    """Return ``__import__`` with a look at what is imported; the signature is the language's.

    Args:
        recorder: who is told.
        explained: what loads follow from a statement.
        loaded: called when a watched name or a package above one may have been loaded.
        original: who does the work.
    """
    asked = Asked(recorder)
    unrelated = asked.unrelated

    def __import__(  # noqa: A001, N807 - it stands in for the builtin
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - so does this keyword
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - and this
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if not level and name in unrelated:
            return original(name, globals, locals, fromlist, level)
        members = tuple(fromlist or ())
        names = asked.names(name, globals, members, level)
        if names is None:
            return original(name, globals, locals, members, level)
        if not names:
            found = original(name, globals, locals, members, level)
            loaded()
            if "*" in members:
                full = absolute(name, globals, level) if level else name
                names = recorder.asked_for(str(full), getattr(found, "__all__", ()))
                recorder.hit(names, sys._getframe().f_back, "statement")
            return found
        frame = sys._getframe().f_back  # None where C calls, with no Python around it
        if frame and (frame.f_code.co_filename, frame.f_lineno, names) in recorder.known:
            return original(name, globals, locals, members, level)
        recorder.hit(names, statement(frame, globals), "statement")
        before = explained.begin(names)
        try:
            return original(name, globals, locals, members, level)
        finally:
            explained.end(before)
            loaded()

    return _named_like(__import__, original)


def wrap_call(
    recorder: Recorder,
    explained: Explained,
    loaded: Callable[[], None],
    original: Import,
    name_of: Callable[..., object],
) -> Import:
    """Return a function that loads a module, with the same look.

    Args:
        recorder: who is told.
        explained: what loads follow from a call.
        loaded: called when a watched name may have been loaded.
        original: who does the work.
        name_of: the full name of the module that a call with these arguments loads.
    """

    def wrapper(*args: Any, **keywords: Any) -> ModuleType:
        try:
            full = name_of(*args, **keywords)
        except (TypeError, AttributeError):  # the original says what is wrong
            full = None
        if not isinstance(full, str) or not recorder.watched(full):
            return original(*args, **keywords)
        recorder.hit((full,), sys._getframe().f_back, "call")
        before = explained.begin((full,))
        try:
            return original(*args, **keywords)
        finally:
            explained.end(before)
            loaded()

    return _named_like(wrapper, original)


def _named_like(wrapper: Import, original: Import) -> Import:
    """Return a wrapper that looks like what it wraps; functools.wraps is slow to import."""
    for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(wrapper, attribute, getattr(original, attribute, None))
    wrapper.__wrapped__ = original  # type: ignore[attr-defined] # for inspect.signature
    return wrapper


def absolute(name: str, scope: Mapping[str, Any] | None, level: int) -> str | None:
    """Resolve a relative import as the language does (PEP 328, PEP 366); None where it cannot."""
    scope = scope or {}
    package = scope.get("__package__")
    if package is None:
        package = getattr(scope.get("__spec__"), "parent", None)
    if package is None:
        package = scope.get("__name__")
        if isinstance(package, str) and "__path__" not in scope:
            package = package.rpartition(".")[0]
    return above(package, level, name)


def above(package: object, level: int, name: str) -> str | None:
    """Return ``name`` below the package that ``level`` dots mean; None where there is none."""
    if not isinstance(package, str) or not package:
        return None
    parts = package.split(".")
    if level > len(parts):
        return None
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{name}" if name else base
