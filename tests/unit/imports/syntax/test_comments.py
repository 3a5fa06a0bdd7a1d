"""Comments: types count, the rest is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.syntax.comments import record_comments

TYPED = ("a.compat.T", "type-comment", True)
LISTED = ("a.compat.T", "comment", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1  # type: a.compat.T\n", [TYPED]),
        ("x = 1  #type:List[a.compat.T]\n", [TYPED]),
        ("def f(x):\n    # type: (a.compat.T) -> None\n    pass\n", [TYPED]),
        ("x = 1  # type: int  # a.compat.T\n", [LISTED]),
        ("x = 1  # type: ignore[a.compat.T]\n", [LISTED]),
        ("x = 1  # type:  ignore  a.compat.T\n", [LISTED]),
        ("x = 1  # was a.compat.T\n", [LISTED]),
        ("x = '# type: a.compat.T'\n", []),
        ("x = 1\n", []),
        ("x = (  # a.compat.T\n", [LISTED]),  # what is no module ends the search, quietly
    ],
)
def test_comments(
    mentions: Mentions,
    places: Callable[..., Places],
    found: Callable[[Places], object],
    text: str,
    expected: list[object],
) -> None:
    here = places(text)
    record_comments(mentions, here, lambda name: (name,))
    assert found(here) == expected


def test_a_lone_carriage_return_ends_a_line(
    mentions: Mentions, places: Callable[..., Places]
) -> None:
    here = places("x = 1\r# a.compat.T\r")
    record_comments(mentions, here, lambda name: (name,))
    assert [(r.line, r.column) for r in here.references] == [(2, 2)]


def test_a_type_may_begin_with_a_name_that_an_import_gave(
    mentions: Mentions, places: Callable[..., Places], found: Callable[[Places], object]
) -> None:
    here = places("x = 1  # type: List[q.compat.T]\ny = 1  # was q.compat.T\n")
    record_comments(mentions, here, lambda name: ("a",) if name == "q" else (name,))
    assert found(here) == [("a.compat.T", "type-comment", True)]
