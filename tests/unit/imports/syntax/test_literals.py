"""Where a part of a string stands in the source."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.source import Source
from offramp.imports.syntax.literals import Written


def part(text: str, what: str) -> tuple[str, bool]:
    source = Source(text.encode())
    node = next(n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
    start, end, exact = Written(source, node).find(what, str(node.value).index(what))
    return source.text[start:end], exact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 'see a.b'", ("a.b", True)),
        ("x = r'a.b\\d'", ("a.b", True)),
        ("x = '''\na.b\n'''", ("a.b", True)),
        ("x = 'ö a.b'", ("a.b", True)),
        ("x = 'a.b\\n'", ("a.b", True)),
        ("x = '''\r\na.b\r\n'''", ("a.b", True)),
        ("x = '''\r\n\r\na.b\r\na.b\r\n'''", ("a.b", True)),
        ("x = ('x ' 'a.b')", ("a.b", True)),
        ("x = ('a.' 'b')", ("'a.' 'b'", False)),
        ("x = 'a\\x2eb'", ("'a\\x2eb'", False)),
        ("x = 'a.b\\n a.b'", ("'a.b\\n a.b'", False)),
    ],
)
def test_a_part_is_exact_where_it_is_written_out_once(
    text: str, expected: tuple[str, bool]
) -> None:
    assert part(text, "a.b") == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_place_in_a_value_is_found_in_the_source(end: str) -> None:
    text = f"x = '''a{end}b{end}{end}c'''{end}"
    source = Source(text.encode())
    node = next(n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
    written = Written(source, node)
    value = str(node.value)
    assert [source.text[written.at(value.index(c))] for c in "abc"] == ["a", "b", "c"]
