"""What a loop over a collection gives, and what a subscript of one gives."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from offramp.imports.syntax.tables import elements, items
from offramp.imports.syntax.walk import Use

ArgumentOf = Callable[[str], Use]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(['x', y])", ["'x'", "y"]),
        ("f({'k': 'v', **more})", ["'k'"]),
        ("d = {'k': 'v'}\nf(d.keys())", ["'k'"]),
        ("d = {'k': 'v'}\nf(d.values())", ["'v'"]),
        ("n = ('x',)\nm = n\nf(sorted(m))", ["'x'"]),
        ("n = ['x']\nn = ['y']\nf(n)", ["'y'"]),
        ("n = ['x']\nif q: n = ['y']\nf(n)", ["'y'", "'x'"]),
        ("f(unknown)", []),
        ("n = g()\nf(n)", []),
        ("f(filter(['x']))", []),
        ("a = b\nb = a\ndef g(): f(a)", []),
        ("f({'k': 'v'}.items())", ["('k', 'v')"]),
        ("f(enumerate('x y'.split()))", ["(0, 'x')", "(1, 'y')"]),
        ("f('x,y'.split(','))", ["'x'", "'y'"]),
        ("f('x'.split(''))", []),
        ("n = ['x']\nf([*n, 'y'])", ["'x'", "'y'"]),
        ("n = ['x']\nn += ['y']\nf(n)", ["'x'", "'y'"]),
        ("f(dict(k=1))", ["'k'"]),
        ("f([pytest.param('x', id='i'), pytest.param('y', 1)])", ["'x'", "('y', 1)"]),
        ("for n in [['x'], ['y']]: f(n)", ["'x'", "'y'"]),
    ],
)
def test_elements(argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    assert [ast.unparse(node) for node, _ in elements(use.node, use.where)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d = {'k': 'v', 'l': 'w'}\nf(d['k'])", ["'v'"]),
        ("d = {'k': 'v', 'l': 'w'}\nf(d[x])", ["'v'", "'w'"]),
        ("d = {'k': 'v', x: 'w', **e}\nf(d['q'])", ["'w'"]),
        ("f(('x', 'y')[1])", ["'y'"]),
        ("f(('x', 'y')[i])", ["'x'", "'y'"]),
        ("f(d['k'])", []),
        ("f(('x', 'y')[-1])", ["'y'"]),
        ("f(dict(k='v')['k'])", ["'v'"]),
    ],
)
def test_items(argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    found = items(use.node.value, use.node.slice, use.where)
    assert [ast.unparse(node) for node, _ in found] == expected
