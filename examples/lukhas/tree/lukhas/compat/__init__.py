"""The compatibility layer: the names of before 0.8, kept alive for those who have not moved yet.

Importing it puts an alias finder on ``sys.meta_path``, which serves three kinds of old names:
the old roots (``candidate`` is ``labs``, ``lucas`` is ``lukhas``), modules that moved
(``lukhas.compat.memory``), and, as plain files beside this one, modules that were split or merged.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from lukhas.compat._aliases import MODULES, install

__all__ = ["install"]

install()


def __getattr__(name: str) -> ModuleType:
    """Serve ``compat.memory`` without an import of ``lukhas.compat.memory`` before."""
    if f"{__name__}.{name}" in MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
