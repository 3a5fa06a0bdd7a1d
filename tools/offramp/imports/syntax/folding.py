"""What string operations give, as far as their operands are known: templates, and methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

HOLE = "\x00"
"""Stands in a folded string for a part that is not known."""

PURE = {"strip", "lstrip", "rstrip", "replace", "lower", "upper", "removeprefix", "removesuffix"}
"""Methods of ``str`` that give a string, and of which the argument is one."""

SPLITTING = {"split", "rsplit", "partition", "rpartition"}
"""Methods of ``str`` that cut it into parts."""

_PERCENT = re.compile(r"%(?:\((?P<key>[^)]*)\))?(?P<how>[-#0 +*.\d]*)(?P<type>[a-zA-Z%])")


class Field(NamedTuple):
    """A piece of a template: its constant text, and then what is put in.

    Attributes:
        before: the constant text.
        name: ``""`` for the next argument, a number or a name for another one, None for nothing.
        plain: the value is put in as it is.
    """

    before: str
    name: str | None
    plain: bool = True


def holds_text(node: ast.expr) -> bool:
    """Whether an operand of a concatenation, or a part of an f-string, is constant text."""
    if isinstance(node, ast.JoinedStr):
        return any(map(holds_text, node.values))
    while isinstance(node, ast.BinOp):
        if holds_text(node.right):
            return True
        node = node.left
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def quotients(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the operands of ``a / b / c``: the parts of a path."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield from quotients(node.left)
        yield from quotients(node.right)
    else:
        yield node


def braces(template: str) -> list[Field]:
    """Return the pieces of a template of ``str.format`` (format string syntax)."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        return [Field("", "", plain=False)]
    return [Field(a, n, f"{how or ''}{spec or ''}" in {"", "s"}) for a, n, spec, how in parsed]


def percents(template: str) -> Iterator[Field]:
    """Yield the pieces of a template of the ``%`` operator (printf-style formatting)."""
    at, before = 0, ""
    for match in _PERCENT.finditer(template):
        before += template[at : match.start()]
        at = match.end()
        if match.group("type") == "%":
            before += "%"
            continue
        plain = match.group("type") in "sd" and not match.group("how")
        yield Field(before, match.group("key") or "", plain)
        before = ""
    yield Field(before + template[at:], None)


def method(text: str, name: str, args: list[ast.expr]) -> str:
    """Return what a method of ``PURE`` gives for constant arguments, ``HOLE`` for others."""
    found = _called(text, name, args)
    return found if isinstance(found, str) else HOLE


def part(text: str, cut: ast.expr | None, key: ast.expr) -> str:
    """Return what a subscript takes out of a text, or out of the parts that a method gives.

    Args:
        text: the text.
        cut: the call of a method of ``SPLITTING``; None where the text itself is subscripted.
        key: the subscript.
    """
    if HOLE in text:
        return HOLE
    parts: object = text
    if isinstance(cut, ast.Call) and isinstance(cut.func, ast.Attribute):
        parts = _called(text, cut.func.attr, cut.args)
    try:
        bounds = [key.lower, key.upper, key.step] if isinstance(key, ast.Slice) else [key]
        numbers = [None if b is None else ast.literal_eval(b) for b in bounds]
        found = parts[slice(*numbers) if len(numbers) > 1 else numbers[0]]  # type: ignore[index] # told below
    except (TypeError, ValueError, IndexError, KeyError):
        return HOLE
    return found if isinstance(found, str) else HOLE


def _called(text: str, name: str, args: list[ast.expr]) -> object:
    try:
        return getattr(text, name)(*map(ast.literal_eval, args))
    except (AttributeError, TypeError, ValueError):
        return None
