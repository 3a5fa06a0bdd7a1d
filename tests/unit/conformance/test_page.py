"""The marked places of the page."""

from __future__ import annotations

import pytest

from conformance.page import fill, percent, stale, table

PAGE = (
    "# t\n<!-- conformance: a -->\nold\n<!-- end -->\nkept\n<!-- conformance: b -->\n<!-- end -->\n"
)


def test_a_place_gets_what_was_made_and_the_rest_stays() -> None:
    filled = fill(PAGE, {"a": "new\n"})
    assert "<!-- conformance: a -->\n\nnew\n\n<!-- end -->\nkept\n" in filled
    assert filled.endswith("<!-- conformance: b -->\n<!-- end -->\n")
    assert stale(PAGE, {"a": "new\n"}) == ["a"]
    assert stale(filled, {"a": "new\n"}) == []


def test_words_of_a_table_are_taken_as_they_are() -> None:
    assert r"\1" in fill(PAGE, {"a": r"\1"})


def test_what_has_no_place_is_an_error() -> None:
    with pytest.raises(SystemExit, match="no place for: c"):
        fill(PAGE, {"c": ""})


def test_table() -> None:
    assert table(("x", "n"), [("a", 1)]) == "| x | n |\n| --- | ---: |\n| a | 1 |\n"


@pytest.mark.parametrize(
    ("share", "said"), [(None, "-"), (1.0, "100%"), (0.999, "99%"), (0.5, "50%"), (0.0, "0%")]
)
def test_only_the_whole_is_a_hundred_percent(share: float | None, said: str) -> None:
    assert percent(share) == said
