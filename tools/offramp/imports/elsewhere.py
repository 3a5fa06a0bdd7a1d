"""Names that look like a renamed root and are something else on the target's own path."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.machinery import PathFinder

from offramp.imports.layout import SUFFIXES, Layout
from offramp.imports.model import Kind, Reference
from offramp.imports.nearest import Found, Nearest
from offramp.imports.targets import Target, Targets

_STANDARD = frozenset(sys.stdlib_module_names) | {"test"}  # the one package that the set leaves out


class Elsewhere:
    """Tells whether a reference to a renamed root is resolved to something that was not renamed.

    A root such as ``tools`` or ``memory`` is a common word. It is something else where the standard
    library has a module of that name and the tree has none, where the file's own folder, tests or
    project have one, and where the tree still has the module under the old name and none under the
    new. Where both could be meant, it counts.

    Args:
        layout: the modules of the tree.
        targets: what is looked for.
        read: gives a file's bytes.
    """

    def __init__(self, layout: Layout, targets: Targets, read: Callable[[str], bytes]) -> None:
        self._layout = layout
        self._targets = targets
        self._read = read
        self._nearest = Nearest(layout, read)
        self.is_module = lru_cache(maxsize=4096)(self._is_module)
        self._moved = lru_cache(maxsize=None)(self._was_moved)
        self._present = lru_cache(maxsize=None)(self._is_present)
        words = [t for t in targets.direct if t.word and not t.layer]
        self._homes = {t.dotted: layout.homes(targets.canonical(t.dotted)) for t in words}

    def _is_module(self, legacy: str) -> bool:
        """Whether a name, or the one that it was renamed to, lies below a module of the tree."""
        homes = self._homes.get(legacy.partition(".")[0], self._layout.roots)
        return self._old_depth(legacy, homes) > 0 or self._new_depth(legacy, homes) > 0

    def _old_depth(self, legacy: str, homes: Collection[str]) -> int:
        """Return how many parts of a name, beyond its root, are modules of the tree."""
        return self._layout.longest(legacy, homes).count(".")

    def _new_depth(self, legacy: str, homes: Collection[str]) -> int:
        """Return the same for the name that it was renamed to."""
        new = self._targets.canonical(legacy) or ""
        found = self._layout.longest(new, homes)
        missing = new.count(".") - found.count(".")
        return max(legacy.count(".") - missing, 0) if found else 0

    def exports(self, path: str, exports: Mapping[str, str]) -> dict[str, str]:
        """Return the names that a module hands on, without those of something else.

        Args:
            path: the module.
            exports: its names → the legacy names that they stand for.
        """
        return {name: legacy for name, legacy in exports.items() if not self._why(path, legacy)}

    def judge(self, reference: Reference) -> Reference:
        """Return the reference, not counting where it is something else."""
        if not reference.counts or reference.kind is Kind.RE_EXPORT:
            return reference
        why = self._why(reference.path, reference.legacy)
        return replace(reference, counts=False, note=why) if why else reference

    def _why(self, path: str, legacy: str) -> str:
        """Return what a name stands for in a file, if not for what was renamed; else nothing."""
        homes = self._homes.get(legacy.partition(".")[0])
        match = self._targets.match(legacy)
        if homes is None or match is None or match.target.layer:
            return ""
        present = self._present(legacy.partition(".")[0])
        near = self._near(path, legacy, present, homes)
        if near:
            return f"resolves to {near}"
        if present:
            return self._kept(legacy, match.target, homes)
        root = legacy.partition(".")[0]
        if root not in _STANDARD or (self._is_new(legacy, homes) and not _in_library(legacy)):
            return ""
        return "the standard library's module"

    def _is_present(self, root: str) -> bool:
        """Whether the tree has a root under its old name.

        A folder without ``__init__`` comes after the standard library's modules (PEP 420).
        """
        look = self._layout.find_under if root in _STANDARD else self._layout.has
        return bool(look(root, self._homes[root]))

    def _near(self, path: str, legacy: str, present: bool, homes: Collection[str]) -> str:
        """Return the module that the file's folder, tests or project put before the old root."""
        found = self._nearest.beside(path, legacy)
        if found and (present and not self._nearest.runs(path)):
            found = None
        if not found:
            found = self._nearest.above(path, legacy)
            if found and present and len(found.module) <= len(self._layout.longest(legacy, homes)):
                found = None
        if not found or found.folder in homes or self._shadowed(found, homes):
            return ""
        new = self._targets.canonical(found.module)
        if new and self._layout.find_under(new, (found.folder,)):
            return ""
        if self._new_depth(legacy, homes) > found.module.count("."):
            return ""
        return self._layout.find_under(found.module, (found.folder,)) or ""

    def _shadowed(self, found: Found, homes: Collection[str]) -> bool:
        """Whether the old root comes first all the same: a folder without ``__init__`` is last."""
        root = found.module.partition(".")[0]
        find = self._layout.find_under
        return find(root, homes) is not None and find(root, (found.folder,)) is None

    def _kept(self, legacy: str, target: Target, homes: Collection[str]) -> str:
        """Return the module of the old root, if nothing shows that it became the new one."""
        if self._moved(target) or self._is_new(legacy, homes):
            return ""
        module = self._layout.longest(legacy, homes)
        file = self._layout.find_under(module, homes) or target.dotted
        return f"resolves to {file}, which was not renamed"

    def _is_new(self, legacy: str, homes: Collection[str]) -> bool:
        """Whether a name is that of a module below the new root, and of none below the old."""
        return self._new_depth(legacy, homes) > self._old_depth(legacy, homes)

    def _was_moved(self, target: Target) -> bool:
        """Whether the old root may have become the new one.

        It has not where both are there and no module of the one is found under the other, unless
        the old root itself speaks of the new one, as a shim does.
        """
        new = self._targets.canonical(target.dotted) or ""
        if not self._layout.has(new.partition(".")[0], self._layout.roots):
            return True
        files = [p for p in sorted(self._layout.own_files(target, new)) if p.endswith(SUFFIXES)]
        names = {p: name for p in files for name in self._layout.names(p)[:1]}
        below = [name for name in names.values() if name != target.dotted]
        moved = (self._targets.canonical(name) for name in below)
        if not below or any(name and self._layout.find(name) for name in moved):
            return True
        shim = re.compile(rf"""(?:\b(?:from|import)\s+|["']){re.escape(new)}\b""".encode())
        return any(shim.search(self._read(p)) for p, name in names.items() if name == target.dotted)


def _in_library(dotted: str) -> bool:
    """Whether the standard library has a module below one of its packages."""
    spec = PathFinder.find_spec(dotted.partition(".")[0])
    places = spec.submodule_search_locations if spec else None
    inner = dotted.split(".")[:2]
    return bool(places) and PathFinder.find_spec(".".join(inner), places) is not None
