"""Names that look like a renamed root and are something else on the target's own path."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import lru_cache

from offramp.imports.layout import Layout, parent
from offramp.imports.model import Kind, Reference
from offramp.imports.targets import Target, Targets

_IMPORTS = {
    Kind.IMPORT,
    Kind.FROM_IMPORT,
    Kind.ATTRIBUTE,
    Kind.DYNAMIC_IMPORT,
    Kind.STUB,
    Kind.STRING,
    Kind.COMMAND,
    Kind.NOTEBOOK,
}


class Elsewhere:
    """Tells whether a reference to a renamed root is resolved to something that was not renamed.

    A root such as ``tools`` or ``memory`` is a common word. It is something else where the standard
    library has a module of that name and the tree has none, where a script lies beside a file of
    that name, and where the tree still has the module under the old name and none under the new.

    Args:
        layout: the modules of the tree.
        targets: what is looked for.
    """

    def __init__(self, layout: Layout, targets: Targets) -> None:
        self._layout = layout
        self._targets = targets
        self.is_module = lru_cache(maxsize=4096)(self._is_module)
        self._present = {t.dotted: bool(layout.own_files(t)) for t in targets if t.word}

    def _is_module(self, legacy: str) -> bool:
        """Whether a name, or the one that it was renamed to, lies below a module of the tree."""
        return any(
            self._module(name, root) is not None
            for name, root in ((legacy, legacy), (self._targets.canonical(legacy), ""))
            if name
        )

    def _module(self, dotted: str, root: str) -> str | None:
        """Return the longest part of a dotted name, beyond its root, that is a module."""
        del root
        while "." in dotted:
            if self._layout.find(dotted) is not None:
                return dotted
            dotted = dotted.rpartition(".")[0]
        return None

    def judge(self, reference: Reference) -> Reference:
        """Return the reference, not counting where it is something else."""
        match = self._targets.match(reference.legacy)
        if match is None or not match.target.word or match.target.layer or not reference.counts:
            return reference
        if reference.kind not in _IMPORTS:
            return reference
        why = self._why(reference, match.target)
        return replace(reference, counts=False, note=why) if why else reference

    def _why(self, reference: Reference, target: Target) -> str:
        root = target.dotted
        if not self._present[root]:
            beside = self._beside(reference.path, root)
            if beside:
                return f"resolves to {beside}"
            return "the standard library's module" if root in sys.stdlib_module_names else ""
        old = self._module(reference.legacy, root)
        if old is None:
            return ""
        new = self._targets.canonical(old)
        if new is not None and self._layout.find(new) is None and self._unrelated(target):
            return f"resolves to {self._layout.find(old)}, which was not renamed"
        return ""

    def _beside(self, path: str, root: str) -> str:
        """Return the file that a script would import instead: its own folder comes first."""
        folder = parent(path)
        if not folder or f"{folder}/__init__.py" in self._layout.paths:
            return ""
        for name in (f"{folder}/{root}.py", f"{folder}/{root}/__init__.py"):
            if name in self._layout.paths:
                return name
        return ""

    def _unrelated(self, target: Target) -> bool:
        """Whether the old root holds modules of which none is found under the new root."""
        names = [n for p in self._layout.own_files(target) for n in self._layout.names(p)[:1]]
        moved = (self._targets.canonical(n) for n in names if n != target.dotted)
        return not any(n and self._layout.find(n) for n in moved)
