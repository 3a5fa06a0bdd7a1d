from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.report.markdown import code, plain, table


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("lukhas.compat", "`lukhas.compat`"),
        ("a`b", "`` a`b ``"),
        ("`", "`` ` ``"),
        ("a``b`c", "``` a``b`c ```"),
        ("int | None", "<code>int &#124; None</code>"),
        ("a|`*b*`", r"<code>a&#124;\`\*b\*\`</code>"),
        ("two\nlines", "`two lines`"),
        ("__init__ <b>", "`__init__ <b>`"),
        ("", "<code></code>"),
    ],
)
def test_code(text: str, markdown: str) -> None:
    assert code(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("3 hits, budget 0", "3 hits, budget 0"),
        ("max_hits", "max_hits"),
        ("__init__ and _x_", r"\_\_init\_\_ and \_x\_"),
        ("a | b", "a &#124; b"),
        (r"^a\|b$", r"^a\\&#124;b$"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("![x](y)", r"!\[x\](y)"),
        ("*all* ~~gone~~", r"\*all\* \~\~gone\~\~"),
        ("&lt;", "&amp;lt;"),
        ("two\r\nlines\tand tab", "two lines and tab"),
    ],
)
def test_plain(text: str, markdown: str) -> None:
    assert plain(text) == markdown


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_whatever_is_in_it_a_row_is_one_line_with_as_many_cells(texts: list[str]) -> None:
    """A name with a bar must not push the rest of its row into the next column."""
    for fill in (plain, code):
        row = table(["A", "B"], [[fill(text) for text in texts]])[2]
        assert len(row.splitlines()) == 1
        assert row.count("|") == 3


def test_a_table_has_a_line_below_its_header() -> None:
    assert table(["A", "B"], [["1", "2"]]) == ["| A | B |", "|---|---|", "| 1 | 2 |"]
