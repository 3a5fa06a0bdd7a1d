"""The parts of a line: quoted, plain, comment; and the key each has."""

from __future__ import annotations

import pytest

from offramp.imports.text.regions import INI, JSON, SHELL, TOML, YAML, Syntax, regions


@pytest.mark.parametrize(
    ("line", "syntax", "expected"),
    [
        ('x = "a.b" # c', TOML, [("x", ""), ("a.b", "x"), ("# c", "x")]),
        ("x = '''a.b'''", TOML, [("x", ""), ("a.b", "x")]),
        ("x = k=v", INI, [("x", ""), ("k=v", "x")]),
        ("x = a == b", TOML, [("x", ""), ("a == b", "x")]),
        ("k: v w", YAML, [("k", ""), ("v w", "k")]),
        ("- k: 'v'", YAML, [("k", ""), ("v", "k")]),
        ("k: a:b", YAML, [("k", ""), ("a:b", "k")]),
        ("k: [a, b]", YAML, [("k", ""), ("a", "k"), ("b", "k")]),
        ("k: !T [a.b]", YAML, [("k", ""), ("!T", "k"), ("a.b", "k")]),
        ('{"k": "v"}', JSON, [("k", ""), ("v", "k")]),
        ("a#b", SHELL, [("a#b", "")]),
        ("# all", INI, [("# all", "")]),
        ('"a" # b', JSON, [("a", ""), ("# b", "a")]),
        ('"a" // b', JSON, [("a", ""), ("// b", "a")]),
        ('/* c */ "a"', JSON, [("/* c */", ""), ("a", "")]),
        ("", INI, []),
    ],
)
def test_regions(line: str, syntax: Syntax, expected: list[tuple[str, str]]) -> None:
    found = list(regions(line, syntax))
    assert [(r.text, r.key) for r in found] == expected
    assert all(line[r.start : r.start + len(r.text)] == r.text for r in found)


@pytest.mark.parametrize(
    ("line", "syntax"),
    [
        ("k: use 'a.b' no more", YAML),
        ("k: 'a.b' is old", YAML),
        ("k: see [a.b] there", YAML),
        ("k: it's a.b", YAML),
        ('k = use "a.b" no more', INI),
        ("k = see [a.b]", INI),
    ],
)
def test_a_sentence_is_one_part_whatever_it_quotes(line: str, syntax: Syntax) -> None:
    assert [r.text for r in regions(line, syntax)] == ["k", line[line.index(" ") :].lstrip("= ")]


def test_a_template_mixes_words_and_strings() -> None:
    found = list(regions('k: {{ .V | default "a.b" }}', YAML))
    assert ("a.b", True) in [(r.text, r.quoted) for r in found]


def test_where_the_value_of_a_part_begins() -> None:
    line = 'run = ["x", "y"]'
    assert [line[r.value : r.start] for r in regions(line, TOML) if r.text != ","] == [
        "",
        ' ["',
        ' ["x", "',
    ]
