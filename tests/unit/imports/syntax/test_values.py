"""What an expression may be: dotted names, and texts with holes."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable

import pytest

from offramp.imports.syntax.values import Values, argument, ascend
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
        ("import a\nclass C:\n  m = a\nf(C.m)", ["a"]),
        ("import a\nclass B:\n  m = a\nclass C(B): ...\nf(C().m)", ["a"]),
        ("import a\nclass C:\n  def g(self): self.m = a\n  def h(self): f(self.m)", ["a"]),
        ("class C:\n  @property\n  def m(self):\n    import a\n    return a\nf(C().m)", ["a"]),
        ("class C:\n  def m(self):\n    import a\n    return a\nf(C().m)", []),
        ("class C:\n  def m(self):\n    import a\n    return a\nf(C().m())", ["a"]),
        ("import a\nclass C:\n  m = a\n  @staticmethod\n  def h(x): f(x.m)", []),
        ("import a\ndef g(m=a): f(m)", ["a"]),
        ("import a\ng = lambda: a\nf(g())", ["a"]),
        ("import a\ndef g():\n  return a\nf(g())", ["a"]),
        ("import a\nclass C:\n  m = a\n  def h(self): f(type(self).m)", ["a"]),
        ("import a\nclass C:\n  m = a\n  def h(self): f(self.__class__.m)", ["a"]),
        ("import a\nclass B:\n  m = a\nclass C(B):\n  def h(self): f(super().m)", ["a"]),
        ("import a\nm = b\nwhile q:\n  f(m)\n  m = a", ["b", "a"]),
        ("import a\nfor i in q:\n  m = b\n  f(m)\n  m = a", ["b"]),
        ("import a\nf(cast(Any, a))", ["a"]),
        ("f(globals()['a'])", []),
        ("import a\nD = {'k': a}\nf(D['k'])", ["a"]),
        ("import a\nD = {'k': a}\nf(D['j'])", []),
        ("import a\nf(vars(a)['x'])", ["a.x"]),
        ("import a\nf(a.__dict__.get('x'))", ["a.x"]),
        ("import a\nf(globals()['a'])", ["a"]),
        ("import a\nfor n, m in [(1, a)]: f(m)", ["a"]),
        ("import a\nx, *y = a, 1\nf(x)", ["a"]),
        ("import a\n[y := a for _ in x]\nf(y)", ["a"]),
        ("import a\ndel a\nf(a)", []),
    ],
)
def test_dotted(values: Values, argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    assert list(values.dotted(use.node, use.where)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "for n in ('x', 'y', 'z'):\n" + "    o = getattr(o, n)\n" * 30 + "f(o)",
        "o = m\n" + "if q: o = getattr(o, n) or o\n" * 60 + "f(o)",
        "n = ''\n" + "if q: n += 'x' + n\n" * 60 + "f(n)",
        "".join(f"n{i} = n{i + 1} or n{i + 2}\n" for i in range(200)) + "def g(): f(n0)",
        "".join(
            f"def g{i}():\n  if q: return g{i + 1}()\n  return g{i}() or g{i + 2}()\n"
            for i in range(200)
        )
        + "f(g0())",
        "n = []\n" + "if q: n += ['x', *n]\n" * 60 + "f('.'.join(n))",
        "".join(f"class C{i}(C{i + 1}, C{i + 2}): m = C{i + 1}.m\n" for i in range(99)) + "f(C0.m)",
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
