"""Tokens of text that no parser accepts."""

from __future__ import annotations

import pytest

from offramp.imports.syntax.lexing import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print x", ["name print", "name x"]),
        ("a \\\n.b", ["name a", "other .", "name b"]),
        ("x # y\r\nz", ["name x", "comment # y", "newline \r\n", "name z"]),
        ("ur'x'", ["string ur'x'"]),
        ("'''a\nb'''", ["string '''a\nb'''"]),
        ("1.5e3L", ["other 1.5e3L"]),
        ("'open", ["other '", "name open"]),
        (
            "<<<<<<< a\n=======\n",
            ["comment <<<<<<< a", "newline \n", "comment =======", "newline \n"],
        ),
        ("x <", ["name x", "other <"]),
        ("f'{a}b'", ["string f'{a}b'", "other {", "name a"]),
        (
            "rF'{a[0]}'",
            ["string rF'{a[0]}'", "other {", *["name a", "other [", "other 0", "other ]"]],
        ),
        ("'{a}'", ["string '{a}'"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    found = list(tokens(text))
    assert [f"{token.kind} {token.text}" for token in found] == expected
    assert all(text[t.start : t.end] == t.text for t in found)
