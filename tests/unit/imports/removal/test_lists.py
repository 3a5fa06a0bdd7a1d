from __future__ import annotations

import pytest

from offramp.errors import CannotJudge
from offramp.imports.removal.lists import tidy_lines, tidy_yaml
from offramp.imports.removal.match import matcher

MEANS = matcher(["a.compat"], ["src/a/compat"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# old\nmap:\n  b: c\nallowlist:\n  - a/compat/**\n  - docs/**  # prose\n",
            "# old\nmap:\n  b: c\nallowlist:\n  - docs/**  # prose\n",
        ),
        ("allowlist:\n  - a/compat/**\nmap: {}\n", "allowlist: []\nmap: {}\n"),
        ("allowlist:\n- docs\n- src/a/compat/*", "allowlist:\n- docs\n"),
        ("ignore: [a/compat, docs]\n", "ignore: [docs]\n"),
        ("ignore: [docs, 'a/compat']\n", "ignore: [docs]\n"),
        ("ignore: [a/compat]\n", "ignore: []\n"),
        ("x:\r\n  - a/compat\r\n  - y\r\n", "x:\r\n  - y\r\n"),
    ],
)
def test_whole_entries_go(before: str, after: str) -> None:
    """G14: two allowlists still named the layer after its removal."""
    text, done = tidy_yaml("f.yml", before, MEANS)
    assert text == after
    assert len(done) == 1
    assert tidy_yaml("f.yml", after, MEANS) == (after, [])


def test_a_map_of_names_is_no_list() -> None:
    text = "map:\n  a.compat: b\n"
    assert tidy_yaml("f.yml", text, MEANS) == (text, [])


def test_what_is_not_yaml_cannot_be_judged() -> None:
    with pytest.raises(CannotJudge, match="not YAML"):
        tidy_yaml("f.yml", "a: [", MEANS)


def test_lines_about_the_layer_go() -> None:
    text = "# /src/a/compat/ is old\n/src/a/compat/ @team\n/src/a/ @team\n"
    assert tidy_lines(text, MEANS) == (
        "# /src/a/compat/ is old\n/src/a/ @team\n",
        ["/src/a/compat/ @team"],
    )
    assert tidy_lines("recursive-include src/a/compat *.json\n", MEANS)[0] == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("include a/compat/x b.txt\ngraft c\n", "include b.txt\ngraft c\n"),
        ("include b.txt  a/compat/x\r\n", "include b.txt\r\n"),
        ("include a/compat/x src/a/compat/y\n", ""),
        ("graft a/compat\nprune a/compat/sub\n", ""),
        ("a/compat/* linguist-generated\n*.py text\n", "*.py text\n"),
        ("include\n\n", "include\n\n"),
    ],
)
def test_other_patterns_of_a_line_stay(before: str, after: str) -> None:
    assert tidy_lines(before, MEANS)[0] == after
