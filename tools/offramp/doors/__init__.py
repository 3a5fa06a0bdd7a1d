"""What stands behind every door: Invoke tasks, the ``offramp`` command and nox sessions alike.

``guard`` turns what happened into output and an exit code; the other modules hold one function
for each door, which returns a reply. A module is imported when its door is entered: to compare two
files takes none of what a removal does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.doors import accept, compat, house, openapi, polish, stages, suites, walk
    from offramp.doors.guard import Reply, answer
    from offramp.doors.options import Options

_HOME = {"Options": "options", "Reply": "guard", "answer": "guard"}
_MODULES = frozenset({"accept", "compat", "house", "openapi", "polish", "stages", "suites", "walk"})

__all__ = [
    "Options",
    "Reply",
    "accept",
    "answer",
    "compat",
    "house",
    "openapi",
    "polish",
    "stages",
    "suites",
    "walk",
]


def __getattr__(name: str) -> Any:
    """Import a module of doors, or a public name, when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
