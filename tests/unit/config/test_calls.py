"""A factory with what it is called with."""

from __future__ import annotations

import pytest

from offramp.config.calls import call


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("make()", "make()"),
        ('make( "prod",debug = True )', "make('prod', debug=True)"),
        ("make([1, {'a': None}], -1)", "make([1, {'a': None}], -1)"),
    ],
)
def test_a_call_with_literals(words: str, said: str) -> None:
    assert call("make", words) == said


@pytest.mark.parametrize(
    "words",
    ["make(", "make(x)", "make(**{})", "make(*[])", "make()()", "other()", "make()(1)", "make().x"],
)
def test_anything_else_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="a call with literals"):
        call("make", words)
