"""Names written out in text, and the form that each stands in."""

from __future__ import annotations

import pytest

from offramp.imports.mentions import Form, Mentions


def forms(mentions: Mentions, text: str, *, certain: bool = False) -> list[tuple[str, str]]:
    return [(m.dotted, m.form.value) for m in mentions.find(text, certain=certain)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a.compat", Form.NAME),
        ("a.compat.*", Form.NAME),
        ("KEY=a.compat", Form.NAME),
        ("ignore::Warning:a.compat", Form.NAME),
        ("a.core, a.compat", Form.NAME),
        ("!!python/object:a.compat {}", Form.NAME),
        ("!!python/object/apply:a.compat [1]", Form.NAME),
        ("a.compat:main", Form.ENTRY),
        ("x = a.compat:main", Form.ENTRY),
        ("python -m a.compat now", Form.OPTION),
        ("-pa.compat", Form.OPTION),
        ("python -m a.compat.sh", Form.OPTION),
        ("a.compat.sh:main", Form.ENTRY),
        ("a.compat.json", Form.NAME),
        ("${X:-a.compat}", Form.PROSE),
        ("<%! import a.compat %>", Form.CODE),
        ("pytest -pa.compat", Form.OPTION),
        ("import os, a.compat", Form.CODE),
        ("from a import compat", Form.CODE),
        (">>> from a.compat import x", Form.CODE),
        ("src/a/compat/x.py", Form.PATH),
        ("read a.compat first", Form.PROSE),
        ("import a.compat is gone", Form.PROSE),
    ],
)
def test_the_form_of_a_mention(mentions: Mentions, text: str, form: Form) -> None:
    assert [m.form for m in mentions.find(text)] == [form]


@pytest.mark.parametrize(
    "text",
    [
        "a.compatible",
        "b.a.compat",
        "a.compat-lib",
        "me@a.compat",
        "a.compat.com",
        "a.compat.tar.gz",
        "a.compat.py",
        "a.compat:8080",
        "${a.compat}",
        "/a.compat",
        "x-a.compat",
    ],
)
def test_near_misses(mentions: Mentions, text: str) -> None:
    assert forms(mentions, text) == []


def test_members_belong_to_the_name_and_offsets_hold_over_lines(mentions: Mentions) -> None:
    text = "one\r\nx a.compat.b.c y\n"
    found = list(mentions.find(text))
    assert [text[m.start : m.end] for m in found] == ["a.compat.b.c"]


@pytest.mark.parametrize(
    ("text", "certain", "expected"),
    [
        ("memory", False, []),
        ("memory", True, []),
        ("memory.usage", False, []),
        ("memory.usage", True, [("memory.usage", "name")]),
        ("memory.store", False, [("memory.store", "name")]),
        ("python -m memory", False, [("memory", "option")]),
        ("memory:main", False, [("memory", "entry-point")]),
        ("import memory", False, [("memory", "code")]),
        ("pytest -m memory", False, []),
        ("ansible -m memory.usage", False, []),
        ("ansible -m memory.store", False, [("memory.store", "prose")]),
        ("x/memory/y", False, []),
    ],
)
def test_one_word_needs_a_form_or_a_module(
    mentions: Mentions, text: str, certain: bool, expected: list[tuple[str, str]]
) -> None:
    assert forms(mentions, text, certain=certain) == expected


def test_one_word_is_a_module_where_nothing_else_can_be(mentions: Mentions) -> None:
    for text in ("memory", "memory.usage"):
        assert [m.dotted for m in mentions.find(text, words=True)] == [text]
    assert not list(mentions.find("all of memory", words=True))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a.core, " * 300 + "a.compat, " + "b.c, " * 300, Form.NAME),
        ("word " * 400 + "a.compat" + " word" * 400, Form.PROSE),
        ("word " * 400 + "-m a.compat", Form.OPTION),
        (" " * 3000 + "a.compat", Form.NAME),
    ],
)
def test_of_a_long_line_only_the_words_nearby_are_looked_at(
    mentions: Mentions, text: str, form: Form
) -> None:
    assert [m.form for m in mentions.find(text)] == [form]
