"""The alias map, and the finder that serves it. An alias is the new module itself, no copy."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType

ROOTS = {
    "candidate": "labs",
    "lucas": "lukhas",
}
"""Old root package → new root package; everything below moves with it."""

MODULES = {
    "lukhas.compat.logs": "lukhas.observability.logs",
    "lukhas.compat.memory": "labs.memory.folds",
    "lukhas.compat.tokens": "labs.text.tokens",
}
"""Old module → the one that took its place."""

_HERE = str(Path(__file__).parent)


def canonical_name(name: str) -> str | None:
    """Return the new name of the module ``name``, or None where it is not an old one."""
    if name in MODULES:
        return MODULES[name]
    root, dot, rest = name.partition(".")
    return ROOTS[root] + dot + rest if root in ROOTS else None


def warn_moved(old: str, new: str) -> None:
    """Warn that ``old`` is now ``new``, at the line that asked for the old name.

    A fixed ``stacklevel`` would be right for one form of import alone: how many frames lie between
    the importer and this layer differs between a statement, ``import_module`` and a nested import.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_machinery(frame):
        frame = frame.f_back
    warnings.warn_explicit(
        f"{old} is deprecated, import {new}",
        DeprecationWarning,
        frame.f_code.co_filename,
        frame.f_lineno,
        module=frame.f_globals.get("__name__", "sys"),
        registry=frame.f_globals.setdefault("__warningregistry__", {}),
    )


def _is_machinery(frame: FrameType) -> bool:
    owner = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return owner == "importlib" or frame.f_code.co_filename.startswith((_HERE, "<frozen importlib"))


class AliasFinder(MetaPathFinder):
    """Finds the old names whose canonical module exists."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the protocol's argument
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol's argument
    ) -> ModuleSpec | None:
        canonical = canonical_name(fullname)
        if canonical is None or importlib.util.find_spec(canonical) is None:
            return None
        return ModuleSpec(fullname, AliasLoader(canonical))


class AliasLoader(Loader):
    """Loads an old name: hands out the canonical module."""

    def __init__(self, canonical: str) -> None:
        self.canonical = canonical
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        warn_moved(spec.name, self.canonical)
        module = importlib.import_module(self.canonical)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the alias's spec into the canonical module.
        module.__spec__ = self._spec


def install() -> None:
    """Put the finder before all others, once."""
    if not any(isinstance(finder, AliasFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, AliasFinder())
