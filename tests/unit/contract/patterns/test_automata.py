"""What is not regular, or would be too large, is refused and not guessed."""

from __future__ import annotations

import pytest

from offramp.contract.patterns.automata import automaton
from offramp.contract.patterns.expressions import Unknown


@pytest.mark.parametrize(
    "pattern",
    [r"(a)\1", "(?<=a)b", "(?i)a", "a{2000}", "a{1,1200}", "(?:(?:a{200}){200})", r"a\bb"],
)
def test_refused(pattern: str) -> None:
    with pytest.raises(Unknown):
        automaton(pattern)


def accepts(pattern: str, text: str) -> bool:
    made = automaton(pattern)
    states = made.begin()
    for char in text:
        states = made.step(states, ord(char))
    return made.accepts(states, at_start=not text)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("^ab$", ["ab"], ["", "a", "abc", "xab"]),
        ("ab", ["ab", "xaby"], ["", "a b"]),
        ("a^b|c$", ["c", "abc"], ["ab", "ca"]),
        ("^$", [""], ["a"]),
        ("^(?!ad)a", ["a", "ab"], ["ad", "b"]),
        ("^a(?=$)", ["a"], ["ab"]),
        ("^([a-z]|-(?!-))+$", ["a-b", "-"], ["a--b", ""]),
        ("^(?!a(?!b))", ["ab", "", "b"], ["a", "ac"]),
    ],
)
def test_texts(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [text for text in yes if not accepts(pattern, text)] == []
    assert [text for text in no if accepts(pattern, text)] == []


def test_once_anything_may_follow_it_is_settled() -> None:
    made = automaton("ab")
    states = made.step(made.step(made.begin(), ord("a")), ord("b"))
    assert made.is_settled(states)
    assert not made.is_settled(made.begin())
