"""Code in strings and comments stands where the file has it, to the character."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.rewriting.inner import inner_code
from offramp.imports.rewriting.uses import walk
from offramp.imports.source import Source


def names(text: str) -> list[str]:
    """Return the names of the inner code, each read from the file at its place."""
    source = Source(text.encode())
    nodes = inner_code(walk(ast.parse(text)), source, [""])
    found = []
    for node in nodes:
        if isinstance(node, (ast.Name, ast.Attribute, ast.alias)):
            start = source.offset(node.lineno, node.col_offset)
            end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
            found.append(source.text[start:end])
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: 'c.T'\n", ["c", "c.T"]),
        ("Λ = 1; x: ' c.T' = Λ\n", ["c", "c.T"]),
        ("def f(a: 'c.T', *b: 'd') -> 'list[e.U]': ...\n", ["c", "c.T", "d", "e", "e.U", "list"]),
        ("x: Optional['c.T | None']\n", ["c", "c.T"]),
        ("x: dict[str, 'c.T']\n", ["c", "c.T"]),
        ("x: Literal['c.T']\n", []),
        ("x = CONFIG['c.T']\n", []),
        ("x = table['c.T']\n", []),
        ("x = cast('c.T', y)\n", ["c", "c.T"]),
        ("T = TypeVar('T', bound='c.T')\n", ["T", "c", "c.T"]),
        ("x: '''\n  c.T |\n  d'''\n", ["c", "c.T", "d"]),
        ("x: 'not a type'\n", []),
        ("x: 'c\\x2eT'\n", []),
    ],
)
def test_quoted_types(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = []  # type: list[c.T]\n", ["c", "c.T", "list"]),
        (
            "def f(a, b):\n    # type: (c.T, int) -> d.U  # why\n    pass\n",
            ["c", "c.T", "d", "d.U", "int"],
        ),
        ("x = 1  # type: ignore[c.T]\n", []),
        ("s = '# type: c.T'\n", []),
    ],
)
def test_type_comments(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eval('c.f(1)')\n", ["c", "c.f"]),
        ("exec('''from m import x\nx''')\n", ["x", "x"]),
        ("exec(dedent('''\n    if y:\n        c.f()\n    '''))\n", ["c", "c.f", "y"]),
        ("run([python, '-c', 'import m; m.f()'])\n", ["m", "m", "m.f"]),
        ("run([python, '-m', 'm.f'])\n", []),
        ("log('c.f(1)')\n", []),
    ],
)
def test_programs(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'''\n>>> c.f()\n3\n'''\n", ["c", "c.f"]),
        ("def f():\n    '''>>> from m import (a,\n    ...     b)\n    '''\n", ["a", "b"]),
        (
            "'''\n>>> for x in y:\n...     c.f(x)\n...\n>>> z\n'''\n",
            ["c", "c.f", "x", "x", "y", "z"],
        ),
        ("'''\n>>> c.f(\n>>> d.g()\n'''\n", ["d", "d.g"]),
        ("'''\n>>> from m \\\\\n...   import a\n'''\n", []),
        ("'''\r\n>>> c.f()\r\n'''\r\n", ["c", "c.f"]),
        ("x = '''\n>>> c.f()\n'''\n", []),
    ],
)
def test_examples_of_docstrings(text: str, expected: list[str]) -> None:
    """One example that does not parse, or goes on with a backslash, hides no other."""
    assert names(text) == expected


def test_strings_that_hold_no_name_are_not_read() -> None:
    text = "x: 'c.T'\ny: 'd.T'\nz = 1  # type: c.U\n"
    nodes = inner_code(walk(ast.parse(text)), Source(text.encode()), ["d"])
    assert [n.id for n in nodes if isinstance(n, ast.Name)] == ["d"]
