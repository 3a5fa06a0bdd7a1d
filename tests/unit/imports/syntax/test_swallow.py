"""Which handlers take an ImportError and keep it."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.syntax.scopes import Module, Scope, Where
from offramp.imports.syntax.swallow import last_name, suppresses, takes_import_error


@pytest.mark.parametrize(
    ("clause", "takes"),
    [
        ("except ImportError: pass", True),
        ("except ModuleNotFoundError: x = None", True),
        ("except builtins.ImportError: pass", True),
        ("except (OSError, ImportError): pass", True),
        ("except BaseException: pass", True),
        ("except: pass", True),
        ("except OSError: pass", False),
        ("except (OSError, ValueError): pass", False),
        ("except ImportError: raise", False),
        ("except ImportError as e: raise SystemExit from e", False),
        ("except f(): pass", False),
        ("except ImportError: sys.exit('install it')", False),
        ("except ImportError: print('install it')", True),
    ],
)
def test_handlers(clause: str, takes: bool) -> None:
    statement = ast.parse(f"try: ...\n{clause}").body[0]
    assert isinstance(statement, ast.Try)
    assert takes_import_error(statement.handlers[0]) is takes


@pytest.mark.parametrize(
    ("item", "takes"),
    [
        ("suppress(ImportError)", True),
        ("contextlib.suppress(OSError, ModuleNotFoundError)", True),
        ("suppress(OSError)", False),
        ("suppress()", False),
        ("pytest.raises((ImportError, OSError))", True),
        ("self.assertRaises(ModuleNotFoundError)", True),
        ("open(ImportError)", False),
        ("suppress", False),
    ],
)
def test_with_items(item: str, takes: bool) -> None:
    where = Where(Scope("module"), (), swallowed=False)
    assert suppresses(ast.parse(item, mode="eval").body, where) is takes


def test_a_with_item_under_another_name() -> None:
    where = Where(Scope("module"), (), swallowed=False)
    where.scope.bind("quiet", (1, 0), Module(("contextlib.suppress",)), where)
    node = ast.parse("\nquiet(ImportError)").body[0]
    assert isinstance(node, ast.Expr)
    assert suppresses(node.value, where)


def test_the_last_part_of_a_name() -> None:
    names = [last_name(ast.parse(t, mode="eval").body) for t in ("a", "a.b.c", "a().b", "a()")]
    assert names == ["a", "c", "b", ""]
