"""Tables of names: what a loop over a collection gives, and what a subscript of one gives.

A collection is one that is written out, in place or as the value of a name of the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from offramp.imports.syntax.scopes import Binding, Element, Where

_Literal = ast.List | ast.Tuple | ast.Set | ast.Dict
_LITERALS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_NAMESPACES = {"globals", "locals", "vars"}
_SAME_ELEMENTS = {"sorted", "list", "tuple", "set", "frozenset", "reversed", "iter"}
_MOST = 16  # bindings that are followed for one question

Found = tuple[ast.expr, Where]
"""An expression, and where it is to be understood."""

_Seen = set[int]  # ids of the bindings that were followed


def elements(node: ast.expr, where: Where, at: Sequence[int] = ()) -> Iterator[Found]:
    """Yield what a loop over an expression gives, of a mapping its keys, and where that stands.

    Args:
        node: what the loop is over.
        where: where it stands.
        at: what is taken out of each element, level by level, where it is unpacked.
    """
    return _elements(node, where, at, set())


def items(node: ast.expr, key: ast.expr, where: Where) -> Iterator[Found]:
    """Yield what a subscript may give, and where that stands.

    Args:
        node: what is subscripted.
        key: the subscript; all values are possible unless it is a constant.
        where: where the subscript stands.
    """
    for literal, place in _literals(node, where, set()):
        if isinstance(literal, ast.Dict):
            pairs = list(zip(literal.keys, literal.values, strict=True))
        else:
            count = len(literal.elts)
            below = isinstance(key, ast.UnaryOp)  # counted from the end: table[-1]
            pairs = [(ast.Constant(i - count * below), n) for i, n in enumerate(literal.elts)]
        yield from ((n, place) for k, n in pairs if k is not None and _may_equal(k, key))


def choices(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one is the value of this one."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.value] if isinstance(node, (ast.NamedExpr, ast.Await)) else []


def namespace(node: ast.expr) -> ast.expr | None:
    """Return the object of which ``vars(object)`` or ``object.__dict__`` has the attributes."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return node.args[0] if node.func.id == "vars" else None
    return None


def is_own(node: ast.expr) -> bool:
    """Whether an expression is the namespace that it stands in."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return False
    return node.func.id in _NAMESPACES and not node.args


def _elements(node: ast.expr, where: Where, at: Sequence[int], seen: _Seen) -> Iterator[Found]:
    for element, place in _whole_elements(node, where, seen):
        if isinstance(element, ast.Starred):
            yield from _elements(element.value, place, at, seen)
            continue
        part: ast.expr | None = _parameter(element)
        for index in at:
            fits = isinstance(part, (ast.Tuple, ast.List)) and -len(part.elts) <= index
            part = part.elts[index] if fits and index < len(part.elts) else None  # type: ignore[union-attr] # fits says what it is
        if part is not None:
            yield part, place


def _whole_elements(node: ast.expr, where: Where, seen: _Seen) -> Iterator[Found]:
    if isinstance(node, ast.Call):
        function, first = node.func, node.args[0] if node.args else None
        if isinstance(function, ast.Attribute):
            yield from _of_method(function, node, where, seen)
            return
        name = function.id if isinstance(function, ast.Name) else ""
        if name == "enumerate" and first is not None:
            for i, (element, place) in enumerate(_elements(first, where, (), seen)):
                yield ast.Tuple([ast.Constant(i), element], ast.Load()), place
            return
        if name in _SAME_ELEMENTS and len(node.args) == 1 and first is not None:
            node = first
    for literal, place in _literals(node, where, seen):
        found = literal.keys if isinstance(literal, ast.Dict) else literal.elts
        yield from ((n, place) for n in found if n is not None)


def _of_method(
    function: ast.Attribute, call: ast.Call, where: Where, seen: _Seen
) -> Iterator[Found]:
    """Yield what a loop over ``table.items()`` or ``"core compat".split()`` gives."""
    if function.attr == "split" and isinstance(function.value, ast.Constant):
        text, by = function.value.value, getattr(call.args[0], "value", "") if call.args else None
        if isinstance(text, str) and (by is None or (isinstance(by, str) and by)):
            words = text.split(by)
            yield from ((ast.copy_location(ast.Constant(w), function), where) for w in words)
    elif function.attr in {"keys", "values", "items", "copy"}:
        for literal, place in _literals(function.value, where, seen):
            if not isinstance(literal, ast.Dict):
                continue
            for key, value in zip(literal.keys, literal.values, strict=True):
                if key is not None:
                    pair = ast.Tuple([key, value], ast.Load())
                    one = value if function.attr == "values" else key
                    yield (pair if function.attr == "items" else one), place


def _literals(node: ast.expr, where: Where, seen: _Seen) -> Iterator[tuple[_Literal, Where]]:
    """Yield the literals that an expression may stand for, also by way of names."""
    if isinstance(node, _LITERALS):
        yield node, where
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left, where, seen)
        yield from _literals(node.right, where, seen)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "dict":
            keys: list[ast.expr | None] = [ast.Constant(k.arg) for k in node.keywords if k.arg]
            yield ast.Dict(keys, [k.value for k in node.keywords if k.arg]), where
    elif isinstance(node, ast.Name):
        place = (node.lineno, node.col_offset)
        for binding in where.scope.lookup(node.id, place, where.block) or ():
            if id(binding) not in seen and len(seen) < _MOST:
                seen.add(id(binding))
                yield from _bound(binding, seen)


def _bound(binding: Binding, seen: _Seen) -> Iterator[tuple[_Literal, Where]]:
    value = binding.value
    if isinstance(value, Element):
        for element, inner in _elements(value.of, binding.where, value.at, seen):
            yield from _literals(element, inner, seen)
    elif isinstance(value, ast.expr):
        yield from _literals(value, binding.where, seen)


def _parameter(node: ast.expr) -> ast.expr:
    """Return what ``pytest.param(…)`` wraps, any other expression as it is."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return node
    if node.func.attr != "param" or not node.args:
        return node
    return node.args[0] if len(node.args) == 1 else ast.Tuple(node.args, ast.Load())


def _may_equal(one: ast.expr, other: ast.expr) -> bool:
    left, right = _constant(one), _constant(other)
    return left is None or right is None or left.value == right.value


def _constant(node: ast.expr) -> ast.Constant | None:
    """Return the constant that an expression is, also where it is written with a sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = getattr(node.operand, "value", None)
        return ast.Constant(-number) if isinstance(number, (int, float)) else None
    return node if isinstance(node, ast.Constant) else None
