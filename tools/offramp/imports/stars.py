"""What a star import brings: the public names of a module, or those that it lists."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from offramp.imports.layout import Layout
from offramp.imports.syntax.values import ascend


class StarExports:
    """Knows which names ``from module import *`` brings, for the modules of a tree.

    Args:
        layout: finds the modules.
        read: returns the content of a file.
    """

    def __init__(self, layout: Layout, read: Callable[[str], bytes]) -> None:
        self._layout = layout
        self._read = read
        self._known: dict[str, frozenset[str]] = {}

    def names(self, module: str) -> frozenset[str]:
        """Return what a star import from the module brings; nothing if the tree has it not."""
        if module not in self._known:
            self._known[module] = frozenset()  # two modules may star-import each other
            self._known[module] = frozenset(self._public(module))
        return self._known[module]

    def _public(self, module: str) -> Iterable[str]:
        path = self._layout.find(module)
        if path is None:
            return ()
        try:
            tree = ast.parse(self._read(path))
        except (OSError, SyntaxError, ValueError, RecursionError):
            return ()
        listed = _listed(tree)
        if listed is not None:
            return listed
        inside = path.rpartition("/")[2].startswith("__init__.")
        package = module if inside else module.rpartition(".")[0]
        return (n for n in self._bound(tree, package) if not n.startswith(("_", "*")))

    def _bound(self, tree: ast.Module, package: str) -> Iterable[str]:
        for node in _at_the_top(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    yield alias.asname or alias.name.partition(".")[0]
                if isinstance(node, ast.ImportFrom):
                    yield from self._brought(node, package)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, _DEFINITIONS):
                yield node.name

    def _brought(self, node: ast.ImportFrom, package: str) -> Iterable[str]:
        module = node.module or ""
        if node.level == 1 and module:
            # Importing a submodule binds it in its package (the import reference, 5.4.2).
            yield module.partition(".")[0]
        if node.names[0].name == "*":
            yield from self.names(ascend(package, node.level, module) if node.level else module)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (*_DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _at_the_top(tree: ast.Module) -> Iterable[ast.AST]:
    """Yield the nodes of a module, without what lies in a scope of its own."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def _listed(tree: ast.Module) -> list[str] | None:
    """Return the names in ``__all__``, or None where the module has none."""
    found: list[str] | None = None
    for node in tree.body:
        value = None
        if isinstance(node, ast.Assign):
            named = any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
            value = node.value if named else None
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            named = isinstance(node.target, ast.Name) and node.target.id == "__all__"
            value = node.value if named else None
        if value is not None:
            constants = (n.value for n in ast.walk(value) if isinstance(n, ast.Constant))
            found = [*(found or []), *(v for v in constants if isinstance(v, str))]
    return found
