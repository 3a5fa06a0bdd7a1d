"""Statements that bind names, and what they bind them to."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.scopes import Element, Module


def shown(value: object) -> str | None:
    if isinstance(value, Module):
        return "module " + "|".join(value.names)
    if isinstance(value, Element):
        return f"one of {ast.unparse(value.of)}"
    return ast.unparse(value) if isinstance(value, ast.expr) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import x.y", {"x": ["module x"]}),
        ("import x.y as z", {"z": ["module x.y"]}),
        ("from x import y as z, w", {"z": ["module x.y"], "w": ["module x.w"]}),
        ("from . import y", {"y": ["module p.y"]}),
        ("x = y = v", {"x": ["v"], "y": ["v"]}),
        ("x, (y, z) = a, (b, c)", {"x": ["a"], "y": ["b"], "z": ["c"]}),
        ("x, y = v", {"x": [None], "y": [None]}),
        ("x, y = a, b, *c", {"x": [None], "y": [None]}),
        ("x, *y = a, b", {"x": ["a"], "y": [None]}),
        ("x: int = v", {"x": ["v"]}),
        ("x: int", {}),
        ("x = v\nx += w", {"x": ["v", "x + w"]}),
        ("o.x += w", {}),
        ("(x := v)", {"x": ["v"]}),
        ("for x in (a, b): ...", {"x": ["one of (a, b)"]}),
        ("for x in names: ...", {"x": ["one of names"]}),
        ("for x, y in pairs: ...", {"x": ["one of pairs"], "y": ["one of pairs"]}),
    ],
)
def test_bindings(
    collect: Callable[[str], Collector], text: str, expected: dict[str, list[str | None]]
) -> None:
    scope = collect(text).scope
    assert {n: [shown(b.value) for b in bs] for n, bs in scope.bindings.items()} == expected


def test_stars_names_and_uses_of_what_is_added_to(collect: Callable[[str], Collector]) -> None:
    walked = collect("from x import *\ny += f(z).w\n")
    assert [star.names for star in walked.scope.stars] == [("x",)]
    assert {u.node.id for u in walked.names} == {"f", "z"}
    assert [u.node.attr for u in walked.chains] == ["w"]


def test_release_frees_the_bindings_of_every_scope(collect: Callable[[str], Collector]) -> None:
    walked = collect("x = 1\ndef f(): y = 2\n")
    walked.release()
    assert walked.scope.bindings == {}
