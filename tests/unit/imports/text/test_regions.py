"""The parts of a line: quoted, plain, comment; and the key each has."""

from __future__ import annotations

import pytest

from offramp.imports.text.regions import regions


@pytest.mark.parametrize(
    ("line", "colons", "equals", "expected"),
    [
        ('x = "a.b" # c', False, True, [("x", ""), ("a.b", "x"), ("# c", "x")]),
        ("x = k=v", False, True, [("x", ""), ("k=v", "x")]),
        ("x = a == b", False, True, [("x", ""), ("a == b", "x")]),
        ("k: v w", True, False, [("k", ""), ("v w", "k")]),
        ("- k: 'v'", True, False, [("k", ""), ("v", "k")]),
        ("k: a:b", True, False, [("k", ""), ("a:b", "k")]),
        ("k: [a, b]", True, False, [("k", ""), ("a, b", "k")]),
        ('{"k": "v"}', True, False, [("k", ""), ("v", "k")]),
        ("a#b", False, False, [("a#b", "")]),
        ("# all", True, True, [("# all", "")]),
        ("", True, True, []),
    ],
)
def test_regions(line: str, colons: bool, equals: bool, expected: list[tuple[str, str]]) -> None:
    found = list(regions(line, colons=colons, equals=equals))
    assert [(r.text, r.key) for r in found] == expected
    assert all(line[r.start : r.start + len(r.text)] == r.text for r in found)


def test_where_a_hash_is_no_comment() -> None:
    found = list(regions('"a" # b', colons=True, equals=False, comments=False))
    assert not any(r.comment for r in found)
    assert [r.comment for r in regions("a # b", colons=True, equals=False)] == [False, True]
