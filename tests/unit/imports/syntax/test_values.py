"""What an expression may be: dotted names, and texts with holes."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable

import pytest

from offramp.imports.syntax.values import HOLE, Values, argument, ascend
from offramp.imports.syntax.walk import Use

ArgumentOf = Callable[[str], Use]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b\nf(a.c)", ["a.c"]),
        ("import a.b as x\ny = x\nf(y.z)", ["a.b.z"]),
        ("from a import b\nf(b)", ["a.b"]),
        ("from . import b\nf(b)", ["p.b"]),
        ("x = a1 if q else b1\nimport a as a1\nf(x)", ["a", "b1"]),
        ("import a\nf(None or a)", ["a"]),
        ("import a, b\nx, y = a, b\nf(y)", ["b"]),
        ("import a\nfor m in (a,): f(m)", ["a"]),
        ("import a\nM = [a]\nfor m in M: f(m)", ["a"]),
        ("import a\nf(getattr(a, 'x'))", ["a.x"]),
        ("import sys\nf(sys.modules['a.b'])", ["a.b"]),
        ("f(__import__('a.b'))", ["a"]),
        ("f(__import__('a.b', None, None, ['x']))", ["a.b"]),
        ("import importlib as i\nf(i.import_module('.x', 'a'))", ["a.x"]),
        ("from a import *\nf(compat)", ["a.compat"]),
        ("from a import *\nf(other)", ["other"]),
        ("def g(a): f(a)", []),
        ("import a\na = g()\nf(a)", ["g.()"][:0]),
    ],
)
def test_dotted(values: Values, argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    assert list(values.dotted(use.node, use.where)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f('a' + '.b')", ["a.b"]),
        ("n = 'b'\nf(f'a.{n}')", ["a.b"]),
        ("f(f'a.{n}.c')", [f"a.{HOLE}.c"]),
        ("n = 'b'\nf(f'a.{n!r}')", [f"a.{HOLE}"]),
        ("f('%s.b' % 'a')", ["a.b"]),
        ("f('%s.%s' % ('a', x))", [f"a.{HOLE}"]),
        ("f('{}.{x}'.format('a', x='b'))", ["a.b"]),
        ("f('{1}.{0}'.format('b', 'a'))", ["a.b"]),
        ("f('{}.{}'.format('a'))", [f"a.{HOLE}"]),
        ("N = ['a', 'b']\nf('.'.join(N))", ["a.b"]),
        ("f(__name__ + '.x')", ["p.m.x"]),
        ("f(__package__)", ["p"]),
        ("import a\nf(a.__name__)", ["a"]),
        ("from a.compat import b\nf(b.__name__)", [HOLE]),  # it has a name of its own
        ("n = 'a'\nn += '.b'\nf(n)", ["a.b"]),
        ("T = {'k': 'a'}\nf(T['k'])", ["a"]),
        ("T = {'k': 'a'}\nf(T.get(x))", ["a"]),
        ("for n in ('a', 'b'): f(n)", ["a", "b"]),
        ("N = ['a', 'b']\nfor n in N: f(n)", ["a", "b"]),
        ("for n in g(): f(n)", [HOLE]),
        ("f(1)", [HOLE]),
        ("f(str('a'))", ["a"]),
    ],
)
def test_texts(values: Values, argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    assert values.texts(use.node, use.where) == expected


def test_a_table_of_many_modules_is_taken_whole(values: Values, argument_of: ArgumentOf) -> None:
    names = [f"m{i}" for i in range(40)]
    use = argument_of(f"T = {names}\nf('a.' + T[x])")
    assert values.texts(use.node, use.where) == [f"a.{n}" for n in names]


@pytest.mark.parametrize(
    "text",
    [
        "for n in ('x', 'y', 'z'):\n" + "    o = getattr(o, n)\n" * 30 + "f(o)",
        "o = m\n" + "if q: o = getattr(o, n) or o\n" * 60 + "f(o)",
        "n = ''\n" + "if q: n += 'x' + n\n" * 60 + "f(n)",
        "".join(f"n{i} = n{i + 1} or n{i + 2}\n" for i in range(200)) + "def g(): f(n0)",
    ],
)
def test_names_that_lead_to_themselves_take_no_time(
    values: Values, argument_of: ArgumentOf, text: str
) -> None:
    use = argument_of(text)
    before = time.process_time()
    values.dotted(use.node, use.where)
    values.texts(use.node, use.where)
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("call", "expected"),
    [("g(1, 2)", "2"), ("g(1, name=3)", "3"), ("g(1)", None), ("g(*x, 2)", None)],
)
def test_an_argument_by_position_or_name(call: str, expected: str | None) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    given = argument(node, 1, "name")
    assert (ast.unparse(given) if given else None) == expected


@pytest.mark.parametrize(
    ("package", "level", "rest", "expected"),
    [
        ("a.b", 1, "c", "a.b.c"),
        ("a.b", 2, "c", "a.c"),
        ("a.b", 2, "", "a"),
        ("a.b", 3, "c", ""),
        ("", 1, "c", ""),
    ],
)
def test_ascend(package: str, level: int, rest: str, expected: str) -> None:
    """PEP 328: one dot is the package itself; above the top there is nothing."""
    assert ascend(package, level, rest) == expected
