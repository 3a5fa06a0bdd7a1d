"""Chains keep their layout; a new name is written only where nothing stands in the way."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from offramp.imports.rewrite_chains import chain_edit, extent
from offramp.imports.rewrite_edits import Draft

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
        ("(a  # 1\n .compat.x)", "x", None),
        ("(a.compat).x", "z", None),
    ],
)
def test_what_is_the_same_at_both_ends_stays(text: str, new: str, after: str | None) -> None:
    draft = Draft("m.py", text.encode())
    node: ast.expr = ast.parse(text, mode="eval").body
    links: list[ast.Attribute] = []
    while isinstance(node, ast.Attribute):
        links.insert(0, node)
        node = node.value
    assert isinstance(node, ast.Name)
    assert extent(draft, node, node)[0] == text.index(text.strip("(")[0])
    edit = chain_edit(draft, node, links, new)
    if edit is not None:
        draft.replace(*edit)
    assert (draft.result().decode() if edit else None) == after


def test_a_comment_inside_of_a_name_that_goes_is_not_lost(rewritten: Rewritten) -> None:
    text = "from a import compat\n(compat  # old\n .f(compat.h))\n"
    after, reasons = rewritten(text)
    assert after == text
    assert "a comment or a bracket stands inside of a.compat.f" in reasons[0]
