"""Whether an ImportError that an import raises would be swallowed."""

from __future__ import annotations

import ast

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def takes_import_error(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes an ImportError and does not raise again."""
    if any(isinstance(statement, ast.Raise) for statement in handler.body):
        return False
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(last_name(kind) in _IMPORT_ERRORS for kind in kinds)


def suppresses(node: ast.expr) -> bool:
    """Whether a ``with`` item is ``contextlib.suppress`` of an ImportError."""
    if not isinstance(node, ast.Call) or last_name(node.func) != "suppress":
        return False
    return any(last_name(argument) in _IMPORT_ERRORS for argument in node.args)


def last_name(node: ast.expr) -> str:
    """Return the last part of a name or an attribute, as it is written."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
