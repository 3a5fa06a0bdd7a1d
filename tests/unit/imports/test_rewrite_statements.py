from __future__ import annotations

import ast

import pytest

from offramp.imports.rewrite_edits import Draft
from offramp.imports.rewrite_statements import Item, Statement, relative, render


def statement(text: str) -> Statement:
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.Import, ast.ImportFrom))]
    return Statement(Draft("m.py", text.encode()), nodes[0])


@pytest.mark.parametrize(
    ("text", "gone", "after"),
    [
        ("from m import a, b, c\n", "a", "from m import b, c\n"),
        ("from m import a, b, c\n", "b", "from m import a, c\n"),
        ("from m import a, b, c\n", "bc", "from m import a\n"),
        ("from m import a, b as x, c; y\n", "b", "from m import a, c; y\n"),
        (
            "from m import (\n    a,  # 1\n    b,  # 2\n)\n",
            "a",
            "from m import (\n    b,  # 2\n)\n",
        ),
        (
            "from m import (\n    a,  # 1\n    b,  # 2\n)\n",
            "b",
            "from m import (\n    a,  # 1\n)\n",
        ),
        ("from m import (a,\n    b)\n", "b", "from m import (a)\n"),
        ("from m import (a,\n    b,\n)\n", "a", "from m import (b,\n)\n"),
        ("from m import a, \\\n    b\n", "b", "from m import a\n"),
        ("import a, b, c\n", "c", "import a, b\n"),
    ],
)
def test_an_alias_goes_with_its_comma_and_comment(text: str, gone: str, after: str) -> None:
    found = statement(text)
    found.remove([a for a in found.names if a.name in gone])
    new = found.draft.result().decode()
    assert new == after
    ast.parse(new)


@pytest.mark.parametrize(
    ("text", "module", "after"),
    [
        ("from a.b import c", "x", "from x import c"),
        ("from .b import c", ".x.y", "from .x.y import c"),
        ("from.b import c", "x", "from x import c"),
        ("from . import c", "x", "from x import c"),
        ("from.import c", "x", "from x import c"),
        ("from a \\\n . b import c", "x", "from x import c"),
        ("from ..import c", "..x", "from ..x import c"),
    ],
)
def test_a_module_is_replaced_as_it_is_written(text: str, module: str, after: str) -> None:
    found = statement(text)
    found.retarget(module)
    assert found.draft.result().decode() == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("x = 1\nfrom a import b\n", "x = 1\n"),
        ("from a import b  # why\n", "pass  # why\n"),
        ("if x:\n    from a import b\n", "if x:\n    pass\n"),
        ("x; from a import b\n", "x; pass\n"),
    ],
)
def test_a_statement_is_dropped_where_it_can_be(text: str, after: str) -> None:
    found = statement(text)
    found.drop()
    assert found.draft.result().decode() == after


def test_new_statements_take_the_indent_and_the_line_ends() -> None:
    found = statement("if x:\r\n    from a import b\r\n")
    found.substitute(["from c import b", "from d import (\n    e,\n)"])
    assert found.draft.result() == (
        b"if x:\r\n    from c import b\r\n    from d import (\r\n        e,\r\n    )\r\n"
    )


def test_a_statement_is_laid_on_one_line_where_it_fits() -> None:
    short = [(Item("m", "a", "a"), ""), (Item("m", "b", "c"), "")]
    assert render("m", short) == "from m import a, b as c"
    assert render("m", [(Item("m", "a", "a"), "# x")]) == "from m import a  # x"
    assert render("m", [(Item("m", "a", "a"), "# x"), short[1]]) == (
        "from m import (\n    a,  # x\n    b as c,\n)"
    )
    long = [(Item("m", f"name_{i:02}_of_many", ""), "") for i in range(8)]
    assert render("m", long).count("\n") == 9
    assert render("", [(Item("top", "", "t"), "")]) == "import top as t"


@pytest.mark.parametrize(
    ("module", "package", "expected"),
    [
        ("a.b.c", "a.b", ".c"),
        ("a.b", "a.b", "."),
        ("a.x", "a.b.c", "...x"),
        ("a", "a.b", ".."),
        ("z.x", "a.b", "z.x"),
    ],
)
def test_a_module_as_seen_from_a_package(module: str, package: str, expected: str) -> None:
    assert relative(module, package) == expected
