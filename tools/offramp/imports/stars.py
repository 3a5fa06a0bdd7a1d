"""What a star import brings: the public names of a module, or those that it lists."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from offramp.imports.exports import exports
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
        self._lists: dict[str, tuple[str, ...] | None] = {}

    def names(self, module: str) -> frozenset[str]:
        """Return what a star import from the module brings; nothing if the tree has it not.

        Where it is not known what the module lists, that is all that it may list.
        """
        if module not in self._known:
            self._known[module] = frozenset()  # two modules may star-import each other
            self._known[module] = frozenset(self._public(module))
        return self._known[module]

    def _public(self, module: str) -> Iterable[str]:
        tree, package = self._parsed(module)
        listed = self._listed(module, tree, package)
        if listed is not None:
            return listed
        bound = (n for n in self._bound(tree, package) if not n.startswith(("_", "*")))
        return (*bound, *_mentioned(tree))

    def _parsed(self, module: str) -> tuple[ast.Module, str]:
        """Return a module, empty where it cannot be read, and the package that it is in."""
        path = self._layout.find(module)
        empty = ast.Module(body=[], type_ignores=[])
        if path is None:
            return empty, ""
        try:
            tree = ast.parse(self._read(path))
        except (OSError, SyntaxError, ValueError, RecursionError):
            return empty, ""
        inside = path.rpartition("/")[2].startswith("__init__.")
        return tree, module if inside else module.rpartition(".")[0]

    def _listed(self, module: str, tree: ast.Module, package: str) -> tuple[str, ...] | None:
        """Return what a module lists; None where that is not known."""
        if module not in self._lists:
            self._lists[module] = None  # two modules may take each other's list
            bound = dict(_imported(tree, package))
            if not any(map(_changes_it, tree.body)):
                self._lists[module] = exports(tree.body, lambda node: self._other(node, bound))
        return self._lists[module]

    def _other(self, node: ast.expr, bound: Mapping[str, str]) -> tuple[str, ...] | None:
        """Return what another module lists, where an expression is that list of it."""
        root, _, rest = ast.unparse(node).partition(".")
        module, _, name = f"{bound.get(root, root)}.{rest}".rstrip(".").rpartition(".")
        if name != "__all__":
            return None
        if module in self._lists:
            return self._lists[module]
        return self._listed(module, *self._parsed(module))

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
_CHANGES = ("append", "extend", "insert", "remove", "pop", "clear")
_SCOPES = (*_DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _at_the_top(tree: ast.Module) -> Iterable[ast.AST]:
    """Yield the nodes of a module, without what lies in a scope of its own."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def _imported(tree: ast.Module, package: str) -> Iterable[tuple[str, str]]:
    """Yield the names that a module imports, and what each stands for."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((a.asname, a.name) for a in node.names if a.asname)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            base = ascend(package, node.level, module) if node.level else module
            if node.level == 1 and module:
                below = module.partition(".")[0]
                yield below, f"{package}.{below}"
            yield from ((a.asname or a.name, f"{base}.{a.name}") for a in node.names)


def _changes_it(statement: ast.stmt) -> bool:
    """Whether ``__all__`` is set or added to where it is not known when, or whether, that runs."""
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)):
        return False
    return any(
        (isinstance(n, ast.Attribute) and _is_it(n.value) and n.attr in _CHANGES)
        or (_is_it(n) and isinstance(getattr(n, "ctx", None), ast.Store))
        for n in ast.walk(statement)
    )


def _is_it(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _mentioned(tree: ast.Module) -> Iterable[str]:
    """Yield the texts of the statements that speak of ``__all__``: each may be listed."""
    for statement in tree.body:
        inside = list(ast.walk(statement))
        if any(map(_is_it, inside)):
            constants = (node.value for node in inside if isinstance(node, ast.Constant))
            yield from (value for value in constants if isinstance(value, str))
