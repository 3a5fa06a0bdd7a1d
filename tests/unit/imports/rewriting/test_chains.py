"""Chains keep their layout; a new name is written only where nothing stands in the way."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from offramp.imports.rewriting.chains import extent, replace_chain
from offramp.imports.rewriting.edits import Draft

Rewritten = Callable[..., tuple[str, list[str]]]


@pytest.mark.parametrize(
    ("text", "new", "after"),
    [
        ("a.compat.x", "a.core.x", "a.core.x"),
        ("a . compat . x", "a.core.x", "a . core . x"),
        ("(a  # 1\n .compat  # 2\n .x)", "a.core.x", "(a  # 1\n .core  # 2\n .x)"),
        ("(a.compat).x", "a.b.core.x", "(a.b.core).x"),
        ("a \\\n.compat.x", "z.y", "z.y"),
        ("(a.compat\n .x)", "x", "(x)"),
        ("\uff41 . \uff43ompat.x", "a.core.x", "\uff41 . core.x"),
        ("(a  # 1\n .compat.x)", "x", "(x  # 1\n )"),
        ("(a  # 1.0\n . compat  # 2.0\n .x.y)", "b.y", "(b  # 1.0\n   # 2.0\n .y)"),
        ("((a).compat).x", "z", "((z))"),
        ("(a.compat).x", "a.b.y", "(a.b.y)"),
    ],
)
def test_what_is_the_same_at_both_ends_stays(text: str, new: str, after: str) -> None:
    draft = Draft("m.py", text.encode())
    node: ast.expr = ast.parse(text, mode="eval").body
    links: list[ast.Attribute] = []
    while isinstance(node, ast.Attribute):
        links.insert(0, node)
        node = node.value
    assert isinstance(node, ast.Name)
    assert extent(draft, node, node)[0] == text.index(text.strip("(")[0])
    replace_chain(draft, node, links, new)
    assert draft.result().decode() == after


def test_a_comment_inside_of_a_name_that_goes_stays(rewritten: Rewritten) -> None:
    after, reasons = rewritten("from a import compat\n(compat  # old\n .f(compat.h))\n")
    assert after.endswith("\n(f  # old\n (h))\n")
    assert reasons == []
