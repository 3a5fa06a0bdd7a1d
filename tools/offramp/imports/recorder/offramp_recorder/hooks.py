"""How an import is seen: the mechanisms, each shown to work when it is installed.

A wrapper around ``builtins.__import__`` sees every statement, cached or not; wrappers around
``importlib.import_module``, ``importlib.__import__`` and ``module_from_spec`` see the calls; a
finder in front of ``sys.meta_path`` sees first loads that bypass all of these; `attributes` sees
who reads the layer from the package above it. Out of reach: reading ``sys.modules``, or a
package's ``__dict__``; a file of the layer that is run by its path; C code that holds a module.
"""

from __future__ import annotations

import atexit
import builtins
import importlib
import os
import sys
from importlib import _bootstrap  # importlib.util takes module_from_spec from there

from . import MECHANISMS, RUNNER, SELFTEST
from .attributes import Parents
from .children import Children
from .frames import is_machinery, is_question
from .importlib_bootstrap import Explained, above, wrap_call, wrap_import

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .recording import Recorder


def install(recorder: Recorder) -> None:
    """Hook this process's imports and send a synthetic hit through each mechanism (G1)."""
    explained = Explained()
    bare = importlib.import_module
    loaded = Parents(recorder).watch
    for module in (builtins, importlib):
        wrapped = wrap_import(recorder, explained, loaded, module.__import__)
        module.__import__ = wrapped  # type: ignore[attr-defined] # both have one
    importlib.import_module = wrap_call(recorder, explained, loaded, bare, _named)
    made = wrap_call(recorder, explained, loaded, _bootstrap.module_from_spec, _specified)
    _bootstrap.module_from_spec = made
    if "importlib.util" in sys.modules:
        sys.modules["importlib.util"].module_from_spec = made  # type: ignore[attr-defined] # as above
    sys.meta_path.insert(0, Finder(recorder, explained))
    sys.addaudithook(Children(recorder).hear)
    loaded()
    _attempt(bare)
    if RUNNER in sys.modules:
        recorder.write({"runner": RUNNER})
    atexit.register(_finish, recorder, bare)


def _attempt(bare: Callable[[str], object]) -> None:
    """Make a synthetic import in each way; what a replaced hook raises is its own affair."""
    for way in (_statement, importlib.import_module, bare):
        try:
            way(SELFTEST)
        except Exception:  # noqa: BLE001, PERF203, S112 - a hook that is not ours may raise anything
            continue


def _statement(_name: str) -> None:
    import __offramp_selftest__  # type: ignore[import-not-found] # noqa: F401 - it fails, here


def _finish(recorder: Recorder, bare: Callable[[str], object]) -> None:
    """Say at the end of the process whether imports still come past the recorder, in each way."""
    if os.getpid() != recorder.pid:  # a fork that recorded nothing
        return
    if RUNNER in sys.modules:  # whichever finder has found it
        recorder.write({"runner": RUNNER})
    recorder.heard.clear()
    _attempt(bare)
    recorder.write({"end": True, "silent": sorted(set(MECHANISMS) - recorder.heard)})


def _named(name: str, package: str | None = None) -> str | None:
    """Return the full name of the module that ``import_module(name, package)`` loads."""
    if not name.startswith("."):
        return name
    tail = name.lstrip(".")
    return above(package, len(name) - len(tail), tail)


def _specified(spec: object) -> object:
    """Return the name of the module that is made of a spec, unless an import does it."""
    return None if is_machinery(sys._getframe(2)) else getattr(spec, "name", None)


class Finder:
    """The first entry of ``sys.meta_path``: it finds nothing, and sees what comes past the rest."""

    def __init__(self, recorder: Recorder, explained: Explained) -> None:
        self._recorder = recorder
        self._explained = explained

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - PEP 451
        """Record a load that no wrapper has seen; ``importlib.util.find_spec`` only asks."""
        if fullname == RUNNER:
            self._recorder.write({"runner": RUNNER})
        if not self._recorder.watched(fullname):
            return
        frame, name = sys._getframe(1), fullname.rstrip(".")  # __import__("a", fromlist=[""])
        if not self._explained.holds(name) and not is_question(frame):
            self._recorder.hit((name,), frame, "finder")
        if fullname == SELFTEST:
            raise ImportError("there is no such module: it only shows that imports are recorded")
