"""``__all__`` as it is in the end, or nothing."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.exports import exports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", None),
        ("__all__ = []", ()),
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__: list[str] = ['a']", ("a",)),
        ("__all__ = ('a',) + ('b',)", ("a", "b")),
        ("__all__ = list(('a',))", ("a",)),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__.extend(['b'])\n__all__.append('c')", ("a", "b", "c")),
        ("__all__ = ['a', 'b']\n__all__.remove('a')", ("b",)),
        ("__all__ = other.__all__ + ['a']", ("o", "a")),
        ("__all__ = [*other.__all__, 'a']", ("o", "a")),
        ("__all__ = ['a']\n__all__ += other.__all__", ("a", "o")),
        ("__all__ = ['a']\n__all__ = ['b']", ("b",)),
        ("__all__ = ['a']\n__all__ += f()", None),
        ("__all__ = ['a']\n__all__.extend(f())", None),
        ("__all__ = [n for n in dir()]", None),
        ("__all__ = ['a', b]", None),
        ("__all__ += ['a']", None),
        ("__all__ = ['a'] * 2", None),
    ],
)
def test_what_is_listed(text: str, expected: tuple[str, ...] | None) -> None:
    """A list that is added to is not what it was before: what cannot be read makes it unknown."""

    def others(node: ast.expr) -> tuple[str, ...] | None:
        return ("o",) if ast.unparse(node) == "other.__all__" else None

    assert exports(ast.parse(text).body, others) == expected


def test_a_long_sum_is_read() -> None:
    text = "__all__ = " + " + ".join(f"['n{i}']" for i in range(950))
    assert exports(ast.parse(text).body, lambda _: None) == tuple(f"n{i}" for i in range(950))
