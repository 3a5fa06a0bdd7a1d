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
    ],
)
def test_items(argument_of: ArgumentOf, text: str, expected: list[str]) -> None:
    use = argument_of(text)
    found = items(use.node.value, use.node.slice, use.where)
    assert [ast.unparse(node) for node, _ in found] == expected
