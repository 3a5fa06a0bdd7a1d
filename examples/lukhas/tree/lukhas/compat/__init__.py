"""The compatibility layer: the names of before 0.8, kept alive for those who have not moved yet.

Importing it puts an alias finder on ``sys.meta_path``, which serves three kinds of old names:
the old roots (``candidate`` is ``labs``, ``lucas`` is ``lukhas``), modules that moved
(``lukhas.compat.memory``), and, as files beside this one, modules that became something else.
Whichever it is, importers get the new module itself.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from lukhas.compat._aliases import install

__all__ = ["install"]

install()


def __getattr__(name: str) -> ModuleType:
    """Serve ``compat.memory`` without an import of ``lukhas.compat.memory`` before."""
    old = f"{__name__}.{name}"
    if old in sys.modules or importlib.util.find_spec(old):
        return importlib.import_module(old)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
