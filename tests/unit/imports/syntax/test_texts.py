"""What strings an expression may be, with holes for what is not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.syntax.folding import HOLE
from offramp.imports.syntax.values import Values
from offramp.imports.syntax.walk import Use

ArgumentOf = Callable[[str], Use]


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
        ("f('%(p)s.b' % {'p': 'a'})", ["a.b"]),
        ("D = dict(p='a')\nf('%(p)s.b' % D)", ["a.b"]),
        ("f('{p}.b'.format_map({'p': 'a'}))", ["a.b"]),
        ("f('{p}.{q}'.format(**{'p': 'a', 'q': 'b'}))", ["a.b"]),
        ("f('{}.{}'.format(*['a', 'b']))", ["a.b"]),
        ("import a\nf('{0.__name__}.b'.format(a))", ["a.b"]),
        ("f('a/b'.replace('/', '.'))", ["a.b"]),
        ("f(__name__.rpartition('.')[0] + '.x')", ["p.x"]),
        ("f(__spec__.parent + '.x')", ["p.x"]),
        ("import a\nf(a.__package__)", ["a"]),
        ("import a.m\nf(a.m.__package__)", [HOLE]),  # it may be a module
        ("class C:\n  P = 'a'\nf(C.P + '.b')", ["a.b"]),
        ("class E(Enum):\n  P = 'a'\nf(E.P.value + '.b')", ["a.b"]),
        ("class C:\n  def g(self): self.p = 'a'\n  def h(self): f(self.p + '.b')", ["a.b"]),
        ("def g(n='b'): f('a.' + n)", ["a.b", f"a.{HOLE}"]),
        ("def g(n):\n  if n in ('b', 'c'): f('a.' + n)", ["a.b", "a.c"]),
        ("def g(n):\n  if n == 'b': return\n  f('a.' + n)", [f"a.{HOLE}"]),
        ("for i, n in enumerate(['b']): f('a.' + n)", ["a.b"]),
        ("for n in 'b c'.split(): f('a.' + n)", ["a.b", "a.c"]),
        ("for k, v in {'b': 1}.items(): f('a.' + k)", ["a.b"]),
    ],
)
def test_texts(values: Values, argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    assert values.texts(use.node, use.where) == expected


def test_a_table_of_many_modules_is_taken_whole(values: Values, argument_of: ArgumentOf) -> None:
    names = [f"m{i}" for i in range(40)]
    use = argument_of(f"T = {names}\nf('a.' + T[x])")
    assert values.texts(use.node, use.where) == [f"a.{n}" for n in names]
