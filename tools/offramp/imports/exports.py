"""What a module's ``__all__`` lists, as far as it is written out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

_SAME = {"list", "tuple", "sorted", "set", "frozenset"}  # they change nothing but the order
Others = Callable[[ast.expr], "tuple[str, ...] | None"]
"""Gives the ``__all__`` of another module that an expression names, or None."""


def exports(statements: Iterable[ast.AST], others: Others) -> tuple[str, ...] | None:
    """Return the names that ``__all__`` has in the end; None where it is not there or not known.

    Literals are read, sums of them, ``extend``, ``append`` and ``remove``, and what is taken from
    the ``__all__`` of another module.

    Args:
        statements: those of the module's top level, in order.
        others: looks up the ``__all__`` of other modules.
    """
    listed: tuple[str, ...] | None = None
    for node in statements:
        change = _assigned(node) or _called(node)
        if change is None:
            continue
        how, value = change
        given = _texts(value, others)
        if how != "set" and listed is None:
            return None
        if given is None:
            return None
        if how == "set":
            listed = given
        elif how == "remove":
            listed = tuple(n for n in listed or () if n not in given)
        else:
            listed = (*(listed or ()), *given)
    return listed


def _assigned(node: ast.AST) -> tuple[str, ast.expr] | None:
    """Return what a statement sets ``__all__`` to, or adds to it."""
    if isinstance(node, ast.Assign):
        targets, how = node.targets, "set"
    elif isinstance(node, ast.AnnAssign):
        targets, how = [node.target], "set"
    elif isinstance(node, ast.AugAssign):
        targets, how = [node.target], "add"
    else:
        return None
    named = any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets)
    return (how, node.value) if named and node.value is not None else None


def _called(node: ast.AST) -> tuple[str, ast.expr] | None:
    """Return what ``__all__.extend(…)`` and the like change."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
        return None
    on, method = call.func.value, call.func.attr
    if not (isinstance(on, ast.Name) and on.id == "__all__"):
        return None
    if method in ("append", "remove"):
        one = ast.copy_location(ast.List(elts=call.args, ctx=ast.Load()), call)
        return ("add" if method == "append" else "remove"), one
    return "add", call.args[-1]


def _texts(node: ast.expr, others: Others) -> tuple[str, ...] | None:
    """Return the texts of a list that is written out; None where a part of it is not."""
    parts: list[tuple[str, ...] | None]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = [_element(e, others) for e in node.elts]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [_texts(term, others) for term in _terms(node)]
    elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        wrapped = isinstance(node.func, ast.Name) and node.func.id in _SAME
        parts = [_texts(node.args[0], others) if wrapped else None]
    else:
        parts = [others(node)]
    known = [p for p in parts if p is not None]
    return tuple(name for part in known for name in part) if len(known) == len(parts) else None


def _element(node: ast.expr, others: Others) -> tuple[str, ...] | None:
    if isinstance(node, ast.Starred):
        return _texts(node.value, others)
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _terms(node: ast.expr) -> list[ast.expr]:
    """Return what a sum is made of; a list may be the sum of hundreds."""
    terms = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    return [node, *reversed(terms)]
