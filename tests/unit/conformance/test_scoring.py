"""How reports are counted against sites."""

from __future__ import annotations

import pytest

from conformance.scoring import Case, Score, by_class, score, statement_lines

SITES = (frozenset({1}), frozenset({3, 4}))


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (set(), Score(0, 2, 0)),
        ({1, 4}, Score(2, 0, 0)),
        ({3, 4}, Score(1, 1, 0)),
        ({1, 3, 9}, Score(2, 0, 1)),
        ({0}, Score(1, 1, 0)),
    ],
)
def test_score(said: set[int], counted: Score) -> None:
    assert score(Case("c", "m.py", SITES), {"m.py": said, "other.py": {7}}) == counted


def test_a_near_miss_is_wrong_however_it_is_reported() -> None:
    assert score(Case("c", "m.py", ()), {"m.py": {0}}) == Score(0, 0, 1)
    assert score(Case("c", "m.py", (), strict=False), {"m.py": {2}}) == Score(0, 0, 1)


def test_what_a_corpus_does_not_speak_of_is_not_counted() -> None:
    assert score(Case("c", "m.py", SITES, strict=False), {"m.py": {1, 3, 9}}) == Score(2, 0, 0)


def test_shares() -> None:
    assert (Score(3, 1, 1).recall, Score(3, 1, 1).precision) == (0.75, 0.75)
    assert (Score(0, 0, 1).recall, Score(0, 1, 0).precision) == (None, None)


def test_classes_keep_their_order() -> None:
    cases = [Case("b", "x", SITES), Case("a", "y", SITES), Case("b", "z", SITES)]
    assert list(by_class(cases, {"x": {1}}).items()) == [
        ("b", Score(1, 3, 0)),
        ("a", Score(0, 2, 0)),
    ]


@pytest.mark.parametrize(
    ("text", "path", "line", "lines"),
    [
        ("from a import (\n  b,\n  c)\n", "m.py", 2, {1, 2, 3}),
        ("def f():\n  import a\n", "m.py", 2, {2}),
        ('"""\n>>> import a\n"""\n', "m.py", 2, {2}),
        ("import a\nprint 1\n", "m.py", 1, {1}),
        ("a\nb\n", "m.txt", 2, {2}),
    ],
)
def test_any_line_of_the_statement_will_do(
    text: str, path: str, line: int, lines: set[int]
) -> None:
    assert statement_lines(text, path, line) == lines
