"""What parameters may be, before any call is known."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from offramp.imports.syntax.scopes import Element
from offramp.imports.syntax.signatures import arguments, defaults, parametrized


def function(text: str) -> Any:
    return ast.parse(text).body[0]


def test_arguments_of_every_kind() -> None:
    found = arguments(function("def f(a, /, b, *c, d, **e): ...").args)
    assert sorted(a.arg for a in found) == ["a", "b", "c", "d", "e"]


def test_defaults_belong_to_the_last_parameters() -> None:
    found = defaults(function("def f(a, /, b=1, *, c, d=2): ...").args)
    assert [(name, ast.unparse(default.of)) for name, default in found] == [("b", "1"), ("d", "2")]


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("pytest.mark.parametrize('a', [1])", [("a", ())]),
        ("parametrize('a, b', x)", [("a", (0,)), ("b", (1,))]),
        ("parametrize(names, x)", []),
        ("parametrize('a')", []),
        ("mark.skip('a', x)", []),
        ("cache", []),
    ],
)
def test_parametrized(decorator: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    found = parametrized(function(f"@{decorator}\ndef f(): ...").decorator_list)
    assert [(n, v.at) for n, v in found if isinstance(v, Element)] == expected
