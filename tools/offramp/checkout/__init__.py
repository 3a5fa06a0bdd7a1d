"""git as offramp uses it: baselines, worktrees, isolated environments and restore points.

The names below are looked up when they are first used, so that importing the room costs nothing.
Restore points are a module of their own: ``from offramp.checkout import restore``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.checkout.cache import DocumentCache
    from offramp.checkout.environments.environment import Environment, code_of, environment
    from offramp.checkout.environments.installers import find_uv
    from offramp.checkout.environments.interpreters import interpreter_identity
    from offramp.checkout.environments.kept import prune
    from offramp.checkout.history import Commit, borrowed, first_parents
    from offramp.checkout.refs import Baseline, baseline, resolve
    from offramp.checkout.requirements.finding import lacking
    from offramp.checkout.requirements.own import stand_in
    from offramp.checkout.requirements.projects import offered
    from offramp.checkout.requirements.sources import Source
    from offramp.checkout.restore import RestorePoint
    from offramp.checkout.sparse import absent
    from offramp.checkout.versions import Version, describe
    from offramp.checkout.worktrees import remarks, sweep, worktree

__all__ = [
    "Baseline",
    "Commit",
    "DocumentCache",
    "Environment",
    "RestorePoint",
    "Source",
    "Version",
    "absent",
    "baseline",
    "borrowed",
    "code_of",
    "describe",
    "environment",
    "find_uv",
    "first_parents",
    "interpreter_identity",
    "lacking",
    "offered",
    "prune",
    "remarks",
    "resolve",
    "stand_in",
    "sweep",
    "worktree",
]

_HOME = {
    "Baseline": "refs",
    "Version": "versions",
    "baseline": "refs",
    "describe": "versions",
    "resolve": "refs",
    "remarks": "worktrees",
    "sweep": "worktrees",
    "worktree": "worktrees",
    "Environment": "environments.environment",
    "code_of": "environments.environment",
    "environment": "environments.environment",
    "interpreter_identity": "environments.interpreters",
    "prune": "environments.kept",
    "lacking": "requirements.finding",
    "offered": "requirements.projects",
    "stand_in": "requirements.own",
    "Commit": "history",
    "borrowed": "history",
    "first_parents": "history",
    "find_uv": "environments.installers",
    "Source": "requirements.sources",
    "RestorePoint": "restore",
    "DocumentCache": "cache",
    "absent": "sparse",
}


def __getattr__(name: str) -> Any:
    """Return a public name from the module that defines it (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
