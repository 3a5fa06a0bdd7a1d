"""Where the names of a module are used and bound: enough to know what a changed import breaks."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple


class Use(NamedTuple):
    """One use of a name.

    Attributes:
        name: the node of the name itself.
        links: the attributes that follow it, innermost first.
    """

    name: ast.Name
    links: tuple[ast.Attribute, ...]


class Uses:
    """The uses and bindings of every name in a module, whatever the scope.

    To take no notice of scopes errs on the side of doing nothing: a name that is bound twice is
    left alone.

    Args:
        tree: the module.
    """

    def __init__(self, tree: ast.Module) -> None:
        outer = {id(n.value): n for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        self._uses: dict[str, list[Use]] = defaultdict(list)
        self.bound: dict[str, int] = defaultdict(int)
        self.exported: dict[str, list[ast.Constant]] = defaultdict(list)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self._uses[node.id].append(Use(node, tuple(_links(node, outer))))
            for name in _bindings(node):
                self.bound[name] += 1
            for word in _exports(node):
                self.exported[str(word.value)].append(word)

    def of(self, name: str) -> list[Use]:
        """Return the uses of a name, in order of the syntax tree."""
        return self._uses.get(name, [])


def _links(node: ast.expr, outer: dict[int, ast.Attribute]) -> Iterator[ast.Attribute]:
    while id(node) in outer:
        node = outer[id(node)]
        yield node


def _bindings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    else:
        # except … as name, case … as name, case [*name], case {**rest}
        for field in ("name", "rest"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield value


def _exports(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the strings of an ``__all__``."""
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        targets = [node.target]
    else:
        return
    if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets) and node.value:
        for inner in ast.walk(node.value):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner
