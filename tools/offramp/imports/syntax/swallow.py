"""Whether an ImportError that an import raises would be swallowed."""

from __future__ import annotations

import ast

from offramp.imports.syntax.scopes import Module, Where

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_EXPECTING = {"suppress", "raises", "assertRaises", "assertRaisesRegex"}
_ENDING = {"exit", "_exit", "quit", "abort"}


def takes_import_error(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes an ImportError and neither raises again nor ends the program."""
    if any(map(_goes_no_further, handler.body)):
        return False
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(last_name(kind) in _IMPORT_ERRORS for kind in kinds)


def suppresses(node: ast.expr, where: Where) -> bool:
    """Whether a ``with`` item goes on after an ImportError, as ``contextlib.suppress`` does.

    Args:
        node: what the ``with`` statement names.
        where: where it stands.
    """
    if not isinstance(node, ast.Call) or _imported_name(node.func, where) not in _EXPECTING:
        return False
    kinds = [k for a in node.args for k in (a.elts if isinstance(a, ast.Tuple) else [a])]
    return any(last_name(kind) in _IMPORT_ERRORS for kind in kinds)


def last_name(node: ast.expr) -> str:
    """Return the last part of a name or an attribute, as it is written."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _imported_name(node: ast.expr, where: Where) -> str:
    """Return the last part of a name, as the module has it that it was imported from."""
    if isinstance(node, ast.Name):
        for binding in where.scope.lookup(node.id, (node.lineno, node.col_offset), ()) or ():
            if isinstance(binding.value, Module):
                return binding.value.names[0].rpartition(".")[2] if binding.value.names else ""
    return last_name(node)


def _goes_no_further(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return last_name(statement.value.func) in _ENDING
    return isinstance(statement, ast.Raise)
