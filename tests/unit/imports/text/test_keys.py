"""Under which keys a line stands, told from its indentation."""

from __future__ import annotations

import pytest

from offramp.imports.text.keys import Keys


def last(text: str, *, sections: bool = False, blocks: bool = False) -> Keys:
    keys = Keys(sections=sections, blocks=blocks)
    for line in text.splitlines():
        keys.step(line)
    return keys


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("a:\n  b:\n    c: 1", ["a", "b"]),
        ("a:\n- b", ["a"]),
        ("a:\n  - b: 1\n  - c", ["a"]),
        ("a:\n  - b: 1\n    c: 2", ["a"]),
        ("a:\n  b: 1\nc: 2", []),
        ("a:\n\n# b: x\n  c: 1", ["a"]),
        ('{\n  "a": {\n    "b": 1', ["a"]),
        ('{\n  "a": [\n    "b"\n  ],\n  "c": 1', []),
        ("'a.b':\n  c: 1", ["a.b"]),
        ("a: |\n  b: 1\n  c", ["a"]),
        ("x:\n  - |\n    b: 1\n    c", ["x"]),
        ("a: |\n  b\nc:\n  d", ["c"]),
        ("a:b\n  c", []),
    ],
)
def test_above(text: str, above: list[str]) -> None:
    assert last(text, blocks=True).above == above


@pytest.mark.parametrize(
    ("text", "section", "above"),
    [
        ("[a.b]\nc = [\n    'd'", "a.b", ["c"]),
        ("[a.b]\nc = [\n'd'", "a.b", ["c"]),
        ("[a.b]\nc = [\n  'd',\n]\ne = 1", "a.b", []),
        ("[[a]] # x\nb =\n  c", "a", ["b"]),
        ("b = 1\n[a]", "a", []),
    ],
)
def test_sections(text: str, section: str, above: list[str]) -> None:
    keys = last(text, sections=True)
    assert (keys.section, keys.above) == (section, above)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a: >-\n  b", True),
        ("a: |2 # x\n   b", True),
        ("a: |\n  b\nc", False),
        ("a: x|\n  b", False),
        ("- |\n  b", True),
    ],
)
def test_blocks(text: str, inside: bool) -> None:
    assert last(text, blocks=True).in_block is inside


def test_texts_of_many_lines_in_toml() -> None:
    keys = Keys(sections=True, blocks=False)
    seen = []
    for line in ('a = """', "[b]", 'c = 1"""', "d = '''e'''", "[f]"):
        keys.step(line)
        seen.append((keys.in_block, keys.section))
    assert seen == [(False, ""), (True, ""), (True, ""), (False, ""), (False, "f")]
