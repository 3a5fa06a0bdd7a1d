"""What the modules of a tree bind, read without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from offramp.imports.exports import exports
from offramp.imports.files import candidates
from offramp.imports.homes.lookup import Lookup
from offramp.imports.homes.names import Names, absolute, read_names, top_level
from offramp.imports.homes.runtime import RunTime
from offramp.imports.layout import Layout, parent
from offramp.imports.source import Source

_OF_EVERY_MODULE = frozenset(
    {"__dict__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__path__"}
    | {"__spec__"}
)


class Modules:
    """The modules of a tree, by dotted name.

    Args:
        root: the tree.
        layout: its files, where they are known already.
    """

    def __init__(self, root: Path, layout: Layout | None = None) -> None:
        self._root = root
        self.layout = layout or Layout(candidates(root))
        self._folders = {""}
        self._being_read: set[str] = set()
        python = (p for p in self.layout.paths if p.endswith((".py", ".pyi")))
        todo = {parent(path) for path in python}
        while todo := todo - self._folders:
            self._folders |= todo
            todo = {parent(folder) for folder in todo}
        self.names = lru_cache(maxsize=None)(self._names)

    def is_module(self, dotted: str) -> bool:
        """Say whether a dotted name is a module, a package, or a folder that holds modules."""
        return self.layout.find(dotted) is not None or self.is_folder(dotted)

    def is_folder(self, dotted: str) -> bool:
        """Say whether a dotted name is a folder that holds modules, below a source root."""
        inside = dotted.replace(".", "/")
        return any((f"{r}/{inside}" if r else inside) in self._folders for r in self.layout.roots)

    def knows(self, dotted: str) -> bool:
        """Say whether the name's root lies in the tree, so that its absence means something."""
        return self.is_module(dotted.partition(".")[0])

    def below(self, dotted: str) -> list[str]:
        """Return the names of the modules directly in a package, sorted."""
        file = self.layout.find(dotted)
        folder = parent(file) if file and file.endswith(("__init__.py", "__init__.pyi")) else None
        if folder is None:
            return []
        heads = (p[len(folder) + 1 :] for p in self.layout.paths if p.startswith(folder + "/"))
        stems = {
            h.partition("/")[0].partition(".")[0] for h in heads if h.endswith((".py", ".pyi"))
        }
        return sorted(stems - {"__init__", "__main__"})

    def exists(self, dotted: str) -> bool:
        """Say whether a dotted name is a module of the tree, or is bound in one.

        What lies below a bound name (``module.Class.method``) is not looked into.
        """
        module, names = self.split(dotted)
        return bool(module) and (not names or self.binds(module, names[0]))

    def split(self, dotted: str) -> tuple[str, list[str]]:
        """Return the longest module that begins a dotted name, and the names after it."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            module = ".".join(parts[:end])
            if self.is_module(module):
                return module, parts[end:]
        return "", parts

    def binds(self, module: str, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Say whether a module of the tree has a name, by itself or by way of a star."""
        names = self.names(module)
        if name in names.bound | names.looked_up | _OF_EVERY_MODULE or name in names.maps:
            return True
        public = not name.startswith("_")
        return any(
            star not in seen and public and self.binds(star, name, seen | {module})
            for star in names.stars
        )

    def _names(self, module: str) -> Names:
        file = self.layout.find(module)
        if file is None:
            return Names()
        package = module if "__init__." in file else module.rpartition(".")[0]
        try:
            tree = ast.parse(Source((self._root / file).read_bytes()).text)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return Names(computed=True)  # newer Python, Cython: who knows what it binds
        found = read_names(tree, module, package, self.is_module)
        statements = list(top_level(tree.body))
        run_time = RunTime(module, found, lambda node: absolute(node, package))
        run_time.read(statements)
        for node in statements:
            if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
                Lookup(run_time, node).read()
        with self._reading(module):
            found.exports = exports(
                statements, lambda node: self._all_of(run_time.dotted(node, {}))
            )
        return found

    @contextmanager
    def _reading(self, module: str) -> Iterator[None]:
        self._being_read.add(module)
        yield
        self._being_read.discard(module)

    def _all_of(self, dotted: str) -> tuple[str, ...] | None:
        """Return what ``module.__all__`` lists; None where it is not known."""
        module, _, name = dotted.rpartition(".")
        known = name == "__all__" and module not in self._being_read and self.is_module(module)
        return self.names(module).exports if known else None
