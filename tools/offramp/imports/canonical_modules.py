"""What the modules of a tree bind, read without running them."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from offramp.imports.files import candidates
from offramp.imports.layout import Layout, parent
from offramp.imports.source import Source

_DOTTED = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)*")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass
class Names:
    """What one module binds at its top level.

    Attributes:
        defined: names that the module itself makes: functions, classes, assigned values.
        imported: name → the dotted names that imports give to it; more than one where branches
            differ (``try`` … ``except ImportError``).
        assigned: name → what is written right of ``=`` where that is but a name: ``text = str``.
        modules: names that a plain ``import x`` binds: incidental, no part of what is offered.
        stars: modules whose names are taken with ``*``.
        exports: the literal ``__all__``, or None.
        maps: entries of literal dicts from text to text (or to a pair), as dotted names.
        dynamic: the module has a ``__getattr__`` (PEP 562).
    """

    defined: set[str] = field(default_factory=set)
    imported: dict[str, set[str]] = field(default_factory=dict)
    assigned: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    exports: tuple[str, ...] | None = None
    maps: dict[str, str] = field(default_factory=dict)
    dynamic: bool = False

    @property
    def bound(self) -> set[str]:
        """Every name but those that a star brings."""
        return self.defined | set(self.imported)


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
        if name in names.bound or name in names.maps:
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
            return Names()
        found = Names()
        for statement in _top_level(tree.body):
            _read(statement, package, found)
        _follow_assignments(module, found)
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                found.maps.update(_literal_map(node))
        return found


def _top_level(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements that run when a module is imported, those in blocks too."""
    for statement in body:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for block in _BLOCKS:
                yield from _top_level(getattr(statement, block, ()))


def _read(node: ast.AST, package: str, found: Names) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            name, module = (alias.asname, alias.name) if alias.asname else (root, root)
            found.imported.setdefault(name, set()).add(module)
            if not alias.asname:
                found.modules.add(root)
    elif isinstance(node, ast.ImportFrom):
        _read_from(node, absolute(node, package), found)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        found.dynamic |= node.name == "__getattr__"
        found.defined.add(node.name)
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        _read_assignment(node, found)


def _read_from(node: ast.ImportFrom, module: str, found: Names) -> None:
    for alias in node.names if module not in ("", "__future__") else ():
        if alias.name == "*":
            found.stars.append(module)
        else:
            name = alias.asname or alias.name
            found.imported.setdefault(name, set()).add(f"{module}.{alias.name}")


def _read_assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign, found: Names) -> None:
    added = isinstance(node, ast.AugAssign)
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Name) and not added:
            found.assigned.setdefault(target.id, set()).add(node.value.id)
            continue
        found.defined |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
        if isinstance(target, ast.Name) and target.id == "__all__" and node.value is not None:
            # What is added to __all__ later cannot be told from here.
            found.exports = None if added else _strings(node.value)


def _follow_assignments(module: str, found: Names) -> None:
    """Take ``new = old`` for an import of the old name: the module's own, or a builtin."""
    own = found.bound | found.assigned.keys()
    for name, sources in found.assigned.items():
        for source in sources:
            # "str = str" reads the builtin: the module's own is not bound before.
            if source in own and found.assigned.get(source) != {source}:
                found.imported.setdefault(name, set()).add(f"{module}.{source}")
            elif hasattr(builtins, source):
                found.imported.setdefault(name, set()).add(f"builtins.{source}")
            else:
                found.defined.add(name)


def absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the module that a ``from`` import names; empty where it leads out of the package."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if node.level > len(parts):
        return ""
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _strings(node: ast.expr) -> tuple[str, ...] | None:
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return None
    values = [e.value for e in node.elts if isinstance(e, ast.Constant)]
    return tuple(v for v in values if isinstance(v, str)) if len(values) == len(node.elts) else None


def _literal_map(node: ast.Dict) -> Mapping[str, str]:
    """Return the entries of a dict that lead from one dotted name to another.

    A value may be ``"package.module"``, ``"package.module:name"`` or a pair of the two parts.
    """
    entries = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        words = _strings(value) if isinstance(value, ast.Tuple) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            words = (value.value,)
        name = ".".join(words or ()).replace(":", ".")
        if _DOTTED.fullmatch(key.value) and _DOTTED.fullmatch(name):
            entries[key.value.replace(":", ".")] = name
    return entries
