"""Inclusion of regular languages: "yes" and "no" are right, and "no" has an example."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.contract.patterns.languages import within


def found(pattern: str, text: str) -> bool:
    """Search as the validator does, which reads patterns by ECMA-262."""
    return jsonschema_rs.is_valid({"pattern": pattern}, text)


CASES = [
    ("^a", "^a", "yes"),
    ("^ab", "^a", "yes"),
    ("^a", "^ab", "no"),
    ("^[0-9]+$", "^[0-9a-f]+$", "yes"),
    ("^[0-9a-f]+$", "^[0-9]+$", "no"),
    ("^(a|b)$", "^[ab]$", "yes"),
    ("256|512", "256|512|1024", "yes"),
    ("256|512|1024", "256|512", "no"),
    ("a", "", "yes"),
    ("", "a", "no"),
    (r"^\d{3}$", r"^[0-9]{1,3}$", "yes"),
    (r"^\d{1,3}$", r"^[0-9]{3}$", "no"),
    (r"^\w*$", r"^[A-Za-z0-9_]*$", "yes"),
    (r"^\S+$", r"^.+$", "yes"),
    (r"^.+$", r"\S", "no"),
    ("^(?:a|bc)*$", "^[abc]*$", "yes"),
    ("^[^:]+$", "^.*$", "no"),
    ("^a|b$", "^(a|b)", "no"),
    ("^(?!x)a$", "^a$", "yes"),
    ("^a$", "^(?!a)", "no"),
    ("^[a-z]+$", "^(?!admin$)[a-z]+$", "no"),
    ("^([a-z]|-(?!-))*$", "^[a-z-]*$", "yes"),
    ("^[a-z-]*$", "^([a-z]|-(?!-))*$", "no"),
    ("^(?=.*[0-9])[a-z0-9]+$", "[0-9]", "yes"),
    (r"^[\p{L}\p{N}]+$", r"\p{L}|\p{Nd}|\p{N}", "yes"),
    (r"^\p{Lu}", r"^\p{L}", "yes"),
    (r"^\p{L}", r"^\p{Lu}", "no"),
    (r"^\P{L}$", r"\p{L}", "no"),
    (r"([\p{L}\p{Z}_]*)", r"^([\p{L}\p{Z}_]*)$", "no"),
    (r"^([\p{L}\p{Z}_]*)$", r"([\p{L}\p{Z}_]*)", "yes"),
    (r"^(a)\1$", "^aa$", "unknown"),
    ("^a$|^b$", "^a$|^b$|^c$", "yes"),
    ("^(^a|b$)$", "^[ab]$", "yes"),
    ("(?i)^a$", "^a$", "unknown"),
    ("^a{1,5000}$", "^a+$", "unknown"),
    ("x$y", "^a$", "yes"),
    ("a^b|c", "c", "yes"),
    ("(?<=a)b", "b", "unknown"),
    (r"a\bb", "a", "unknown"),
    ("(", "^a$", "unknown"),
]


@pytest.mark.parametrize(("inner", "outer", "word"), CASES)
def test_inclusion(inner: str, outer: str, word: str) -> None:
    answer = within(frozenset({inner}), frozenset({outer}))
    assert answer.word == word
    if word == "no":
        assert answer.example is not None
        assert found(inner, answer.example)
        assert not found(outer, answer.example)


def test_lengths_are_part_of_the_question() -> None:
    inner, outer = frozenset({"^[0-9a-f]+$"}), frozenset({"^[0-9a-f]{40}$"})
    assert within(inner, outer, 40, 40).word == "yes"
    assert (
        within(inner, outer, 3, 3).example == "000"
        or len(within(inner, outer, 3, 3).example or "") == 3
    )


def test_all_of_several_patterns() -> None:
    both = frozenset({"^a", "b$"})
    assert within(both, frozenset({"^a.*b$"})).word in ("yes", "no")
    assert within(both, frozenset({"^a"})).word == "yes"
    assert within(frozenset({"^a"}), both).word == "no"


PARTS = st.sampled_from(
    [
        "a",
        "b",
        "[ab]",
        "[^a]",
        ".",
        r"\d",
        "(a|b)",
        "a*",
        "b+",
        "(ab)?",
        "a{1,2}",
        "(?!a)",
        "(?=b)",
        "(?:a(?!b))*",
        r"\p{L}",
        "(?:a|$)",
        "(?!b|a$)",
    ]
)
PATTERNS = st.lists(PARTS, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["{}", "^{}", "{}$", "^{}$"]).map(
        lambda f: f.format("".join(parts))
    )
)


@given(PATTERNS, PATTERNS, st.lists(st.text("ab0c", max_size=5), max_size=20))
def test_answers_hold_on_samples(inner: str, outer: str, texts: list[str]) -> None:
    answer = within(frozenset({inner}), frozenset({outer}))
    assert answer.word in ("yes", "no")
    if answer.word == "no":
        assert answer.example is not None
        assert found(inner, answer.example)
        assert not found(outer, answer.example)
    else:
        assert not [t for t in texts if found(inner, t) and not found(outer, t)]
