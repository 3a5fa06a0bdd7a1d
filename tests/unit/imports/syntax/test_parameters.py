"""Which names are parameters, and where, told from tokens alone."""

from __future__ import annotations

import pytest

from offramp.imports.syntax.lexing import tokens
from offramp.imports.syntax.parameters import parameters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(a):\n    print a\nb\n", {"a": ":\n    print a\n"}),
        ("def f(a, *b, **c): pass\n", dict.fromkeys("abc", ": pass\n")),
        ("def f(a=b, c=g(d)): x\n", dict.fromkeys("ac", ": x\n")),
        ("def f(\n  a,  # why\n  b):\n  x\n", dict.fromkeys("ab", ":\n  x\n")),
        ("x = lambda a: a\nb\n", {"a": " a"}),
        ("if x:\n  def f(a):\n    y\n  z\n", {"a": ":\n    y\n  "}),
        ("def f(a):\n    x\n\n# why\n    y\n", {"a": ":\n    x\n\n# why\n    y\n"}),
        ("def f(a", {}),
        ("define(a)\n", {}),
    ],
)
def test_parameters(text: str, expected: dict[str, str]) -> None:
    found = parameters(list(tokens(text)))
    assert {n: text[a : min(b, len(text))] for n, [(a, b)] in found.items()} == expected
