from __future__ import annotations

import ast

import pytest

from offramp.imports.rewriting.edits import Draft
from offramp.imports.rewriting.statements import Item, Laid, Statement, relative, render


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
        ("from m import a  # noqa: E402\n", "X  # noqa: E402\nY  # noqa: E402\n"),
        ("from m import a  # why\n", "X\nY  # why\n"),
        ("from m import (  # type: ignore\n    a,\n)\n", "X  # type: ignore\nY  # type: ignore\n"),
        ("from m import (  # why\n    a,\n    # end\n)\n", "# why\n# end\nX\nY\n"),
        ("x; from m import (  # noqa\n    a)\n", "x; X; Y\n"),
    ],
)
def test_what_speaks_to_tools_is_said_of_each_statement(text: str, after: str) -> None:
    found = statement(text)
    found.substitute(["X", "Y"])
    assert found.draft.result().decode() == after


def test_an_alias_takes_its_comments_along() -> None:
    found = statement(
        "from m import (  # head\n    # 1\n    a,  # 2\n    # 3\n    # 4\n    b,\n)\n"
    )
    a, b = (found.laid(alias, Item("n", alias.name, "")) for alias in found.names)
    assert (a.beside, a.above) == ("# 2", ("# 1",))
    assert (b.beside, b.above) == ("", ("# 3", "# 4"))
    assert render("n", [b]) == "from n import (\n    # 3\n    # 4\n    b,\n)"
    found.remove(found.names[1:])
    assert found.draft.result().decode() == ("from m import (  # head\n    # 1\n    a,  # 2\n)\n")


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
    short = [Laid(Item("m", "a", "a")), Laid(Item("m", "b", "c"))]
    assert render("m", short) == "from m import a, b as c"
    assert render("m", [Laid(Item("m", "a", "a"), "# x")]) == "from m import a  # x"
    assert render("m", [Laid(Item("m", "a", "a"), "# x"), short[1]]) == (
        "from m import (\n    a,  # x\n    b as c,\n)"
    )
    long = [Laid(Item("m", f"name_{i:02}_of_many", "")) for i in range(8)]
    assert render("m", long).count("\n") == 9
    assert render("", [Laid(Item("top", "", "t"))]) == "import top as t"


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
