"""Where the names of a module are used and bound: enough to know what a changed import breaks."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_BINDERS = (
    ast.Attribute,
    ast.Name,
    ast.arg,
    ast.alias,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
    ast.MatchMapping,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Global,
    ast.Nonlocal,
)


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
        nodes: every node of the module.

    Attributes:
        bound: how often each name is bound.
        exported: the strings of ``__all__``, by their text.
        declared: the names that a ``global`` or ``nonlocal`` statement lists.
        deleted: the names after ``del``, by their text.
    """

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        nodes = [n for n in nodes if isinstance(n, _BINDERS)]
        outer = {id(n.value): n for n in nodes if isinstance(n, ast.Attribute)}
        self._uses: dict[str, list[Use]] = defaultdict(list)
        self.bound: dict[str, int] = defaultdict(int)
        self.exported: dict[str, list[ast.Constant]] = defaultdict(list)
        self.declared: set[str] = set()
        self.deleted: dict[str, list[ast.Name]] = defaultdict(list)
        for node in nodes:
            if isinstance(node, ast.Attribute):
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self._uses[node.id].append(Use(node, tuple(_links(node, outer))))
                continue
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                self.declared.update(node.names)
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                self.deleted[node.id].append(node)
            for name in _bindings(node):
                self.bound[name] += 1
            for word in _exports(node):
                self.exported[str(word.value)].append(word)

    def of(self, name: str) -> list[Use]:
        """Return the uses of a name, in order of the syntax tree."""
        return self._uses.get(name, [])


def walk(tree: ast.AST) -> list[ast.AST]:
    """Return every node of a tree but the markers of contexts; quicker than ``ast.walk``."""
    found = [tree]
    for node in found:
        for value in node.__dict__.values():
            if isinstance(value, list):
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return found


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
        # except … as name, case … as name, case [*name], case {**rest}, and later type X[T]
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
