"""YAML by the JSON schema ruleset of YAML 1.2, without recursion and without bombs."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.reading.yamltext import Reader
from offramp.errors import DocumentError


def read(text: str) -> Any:
    return Reader(text, "x.yaml").read()[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("-1.5", -1.5),
        ("true", True),
        ("~", None),
        ('"1"', "1"),
        ("!!str 1", "1"),
        ("|\n  a\n  b", "a\nb"),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("18446744073709551616", 2.0**64),
        ("123456789012345678901", 123456789012345678901.0),
        ("0x" + "F" * 20, float(0xFFFFFFFFFFFFFFFFFFFF)),
        ("1.0", 1.0),
        ("NO", "NO"),
        ("y", "y"),
        ("12:30:45", "12:30:45"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("0b11", "0b11"),
        ("NaN", "NaN"),
        ("=", "="),
        ("! 12", 12),
        ("!!int 0x10", 16),
        ("!!float 1", 1),
        ("!!null ''", None),
        ("!!map {a: 1}", {"a": 1}),
    ],
)
def test_scalars(text: str, value: object) -> None:
    found = read(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_are_strings() -> None:
    assert read("200: a\ntrue: b\nnull: c\n") == {"200": "a", "true": "b", "null": "c"}


def test_merge_keys_give_way_to_own_keys() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\n"
    assert read(text)["c"] == {"x": 3, "y": 1, "z": 2}


def test_a_quoted_merge_sign_is_a_key() -> None:
    assert read('{"<<": 1}') == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: 1\nb: 2\na: 3", "given twice"),
        ("a: .nan", "JSON does not have"),
        ("a: -.inf", "JSON does not have"),
        ("a: 1e999", "not finite"),
        ("a: " + "9" * 5000, "not finite"),
        ("a: *b", "no anchor"),
        ("a: &a [*a]", "no anchor"),
        ("? [a]\n: 1", "not a string"),
        ("a: !!python/object:os.system x", "a tag"),
        ("a: !custom {}", "a tag"),
        ("a: !!set {b}", "a tag"),
        ("a: !!binary aGk=", "a tag"),
        ("a: !!timestamp 2020-01-01", "a tag"),
        ("a: !!str {b: 1}", "a tag"),
        ("a: !!seq {b: 1}", "a tag"),
        ("%TAG !! tag:example.com,2000:\n---\na: !!str 1", "a tag"),
        ("a: !!int abc", "what its tag says"),
        ("a: !!int 3.5", "what its tag says"),
        ("a: !!bool yes", "what its tag says"),
        ("a: !!float nan", "what its tag says"),
        ("a: !!null x", "what its tag says"),
        ("a: 0x" + "F" * 5000, "not finite"),
        ("? {a: 1}\n: 2", "not a string"),
        ("a: 1\n--- \n", "more than one"),
        ("x: &a 1\n---\nb: *a", "more than one"),
        ("a:\n\t- b", "not readable"),
        ('a: "\\ud800"', "not readable"),
        ("%YAML 3.0\n---\na: 1", "not readable"),
        ("a: 1\n---\nb: 2", "more than one"),
        ("<<: 1", "without a mapping"),
        ("a: [1", "not readable"),
        ("- " * 300 + "a", "nested more than"),
    ],
)
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(DocumentError, match=what):
        read(text)


def test_both_lines_of_a_repeated_key() -> None:
    with pytest.raises(DocumentError) as error:
        read("a: 1\nb: 2\na: 3")
    assert error.value.found == "lines 1 and 3"


@pytest.mark.parametrize(
    "pattern", ["{name}: &{name} [{many}]\n", "{name}: &{name} {{<<: [{many}]}}\n"]
)
def test_alias_and_merge_bombs_end_soon(pattern: str) -> None:
    first = "a: &a [x, x]\n" if "<<" not in pattern else "a: &a {x: 1}\n"
    lines = [first]
    for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True):
        many = ", ".join([f"*{before}"] * 10)
        lines.append(pattern.format(name=name, many=many))
    with pytest.raises(DocumentError, match="aliases"):
        read("".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "a: &s " + "A" * 100_000 + "\nb: [" + ", ".join(["*s"] * 20_000) + "]\n",
        "a: &s {" + "k" * 1000 + ": 1}\nb: [" + ", ".join(["*s"] * 80_000) + "]\n",
        "a: &k " + "k" * 100_000 + "\nb:\n" + "  - {*k : 1}\n" * 1000,
    ],
)
def test_long_texts_behind_aliases_count_too(text: str) -> None:
    """A value that is a megabyte long and named ten thousand times is ten gigabytes of JSON."""
    with pytest.raises(DocumentError, match="aliases"):
        read(text)


def test_a_character_that_yaml_does_not_have_is_told_with_its_line() -> None:
    with pytest.raises(DocumentError) as error:
        read("é: 1\nb: 2\nc: a\0b\n")
    assert error.value.where == "x.yaml:3"


def test_merged_members_stand_where_they_are_written() -> None:
    text = "a: &a\n  x: 1\nb: {y: 2}\nc:\n  <<: [*a, {z: 3}]\n  y: 4\n"
    _, node = Reader(text, "x").read()
    lines = {name: each.line for name, each in node.children["c"].children.items()}
    assert lines == {"<<": 4, "x": 1, "y": 5, "z": 4}


def test_places_are_those_of_keys() -> None:
    _, node = Reader("a:\n  b: [1, 2]\n", "x").read()
    inner = node.children["a"].children["b"]
    assert (inner.line, inner.column) == (1, 2)
    assert inner.children["1"].column == 9
