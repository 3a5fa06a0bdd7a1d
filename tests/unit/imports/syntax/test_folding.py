"""Templates in pieces, and what string methods give for constants."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.syntax.folding import HOLE, Field, braces, holds_text, method, part, percents


def call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def subscript(text: str) -> ast.Subscript:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Subscript)
    return node


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a", [Field("a", None)]),
        ("a.{}", [Field("a.", "")]),
        ("{p}.b", [Field("", "p"), Field(".b", None)]),
        ("{0.__name__}", [Field("", "0.__name__")]),
        ("{{a}}{}", [Field("{", None), Field("a}", None), Field("", "")]),
        ("{!s}{:s}", [Field("", ""), Field("", "")]),
        ("{!r}", [Field("", "", plain=False)]),
        ("{:>9}", [Field("", "", plain=False)]),
        ("{", [Field("", "", plain=False)]),
    ],
)
def test_braces(template: str, expected: list[Field]) -> None:
    assert braces(template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a", [Field("a", None)]),
        ("a.%s", [Field("a.", ""), Field("", None)]),
        ("%(p)s.b", [Field("", "p"), Field(".b", None)]),
        ("100%% %s", [Field("100% ", ""), Field("", None)]),
        ("%r", [Field("", "", plain=False), Field("", None)]),
        ("%5s", [Field("", "", plain=False), Field("", None)]),
    ],
)
def test_percents(template: str, expected: list[Field]) -> None:
    assert list(percents(template)) == expected


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("a/b", "x.replace('/', '.')", "a.b"),
        (f"a/{HOLE}", "x.replace('/', '.')", f"a.{HOLE}"),
        (" a ", "x.strip()", "a"),
        ("a.py", "x.removesuffix('.py')", "a"),
        ("a", "x.replace(y, '.')", HOLE),
        ("a", "x.replace()", HOLE),
    ],
)
def test_methods(text: str, written: str, expected: str) -> None:
    node = call(written)
    assert isinstance(node.func, ast.Attribute)
    assert method(text, node.func.attr, node.args) == expected


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("a:b", "x.split(':')[0]", "a"),
        ("a.b.c", "x.rsplit('.', 1)[0]", "a.b"),
        ("a.b.c", "x.rpartition('.')[-1]", "c"),
        ("a.b", "x.split('.')[5]", HOLE),
        ("a.b", "x.split('.')[i]", HOLE),
        ("a.b", "x.split(y)[0]", HOLE),
        ("a.b", "x.split('.')[:1]", HOLE),  # a list is no text
        ("a.bcd", "x[:3]", "a.b"),
        ("b.a", "x[::-1]", "a.b"),
        (f"a{HOLE}", "x[:1]", HOLE),
    ],
)
def test_parts(text: str, written: str, expected: str) -> None:
    node = subscript(written)
    cut = node.value if isinstance(node.value, ast.Call) else None
    assert part(text, cut, node.slice) == expected


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("'a' + b", True),
        ("a + 'b' + c", True),
        ("f'{a}'", False),
        ("f'a{b}'", True),
        ("a % b", False),
    ],
)
def test_constant_text_among_operands(written: str, holds: bool) -> None:
    assert holds_text(ast.parse(written, mode="eval").body) is holds


def test_a_concatenation_of_thousands_is_looked_through() -> None:
    node: ast.expr = ast.Constant("a")
    for _ in range(5000):
        node = ast.BinOp(node, ast.Add(), ast.Name("x", ast.Load()))
    assert holds_text(node)
