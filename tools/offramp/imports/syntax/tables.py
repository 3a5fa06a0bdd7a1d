"""Tables of names: what a loop over a collection gives, and what a subscript of one gives.

A collection is one that is written out, in place or as the value of a name of the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from offramp.imports.syntax.scopes import Where

_Literal = ast.List | ast.Tuple | ast.Set | ast.Dict
_LITERALS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_NAMES = 4  # names between an expression and the literal that it stands for
_SAME_ELEMENTS = {"sorted", "list", "tuple", "set", "frozenset", "reversed"}


def elements(node: ast.expr, where: Where) -> Iterator[tuple[ast.expr, Where]]:
    """Yield what a loop over an expression gives, of a mapping its keys, and where that stands."""
    values = False
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        values = node.func.attr == "values"
        node = node.func.value if values or node.func.attr == "keys" else node
    elif isinstance(node, ast.Call) and len(node.args) == 1 and _keeps_elements(node.func):
        node = node.args[0]
    for literal, place in _literals(node, where):
        if isinstance(literal, ast.Dict):
            found = literal.values if values else literal.keys
            yield from ((n, place) for n in found if n is not None)
        else:
            yield from ((n, place) for n in literal.elts)


def items(node: ast.expr, key: ast.expr, where: Where) -> Iterator[tuple[ast.expr, Where]]:
    """Yield what a subscript may give, and where that stands.

    Args:
        node: what is subscripted.
        key: the subscript; all values are possible unless it is a constant.
        where: where the subscript stands.
    """
    for literal, place in _literals(node, where):
        if isinstance(literal, ast.Dict):
            pairs = list(zip(literal.keys, literal.values, strict=True))
        else:
            pairs = [(ast.Constant(i), n) for i, n in enumerate(literal.elts)]
        yield from ((n, place) for k, n in pairs if k is not None and _may_equal(k, key))


def _literals(
    node: ast.expr, where: Where, names: int = _NAMES
) -> Iterator[tuple[_Literal, Where]]:
    """Yield the literals that an expression may stand for, by way of a few names at most."""
    if isinstance(node, _LITERALS):
        yield node, where
    elif isinstance(node, ast.Name) and names:
        place = (node.lineno, node.col_offset)
        for binding in where.scope.lookup(node.id, place, where.block) or ():
            if isinstance(binding.value, ast.expr):
                yield from _literals(binding.value, binding.where, names - 1)


def _keeps_elements(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in _SAME_ELEMENTS


def _may_equal(one: ast.expr, other: ast.expr) -> bool:
    constants = isinstance(one, ast.Constant) and isinstance(other, ast.Constant)
    return not constants or ast.dump(one) == ast.dump(other)
