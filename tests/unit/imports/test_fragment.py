"""From places in a piece of code to places in the text around it."""

from __future__ import annotations

from collections.abc import Callable

from offramp.imports.fragment import FragmentPlaces, Piece
from offramp.imports.model import Kind
from offramp.imports.places import Places


def test_what_is_found_lands_in_the_outer_text(
    places: Callable[..., Places], found: Callable[..., object]
) -> None:
    outer = places("one\n>>> import a.compat\n>>> x\n")
    inner = FragmentPlaces(
        outer, [Piece("x = 1", 0, exact=False), Piece("import a.compat", 8)], Kind.STRING
    )
    start = inner.source.text.index("a.compat")
    inner.add(Kind.IMPORT, start, start + 8, "a.compat")
    assert found(outer) == [("a.compat", "string", True)]
    assert (outer.references[0].line, outer.references[0].column) == (2, 11)


def test_what_is_not_written_out_has_a_place_and_no_span(places: Callable[..., Places]) -> None:
    outer = places("x = '\\x61'\n")
    inner = FragmentPlaces(outer, [Piece("import a.compat", 4, exact=False)], Kind.STRING)
    inner.add(Kind.IMPORT, 7, 15, "a.compat")
    assert [(r.line, r.column, r.span) for r in outer.references] == [(1, 4, None)]


def test_what_goes_beyond_its_piece_has_no_span(places: Callable[..., Places]) -> None:
    outer = places("import a\n.compat\n")
    inner = FragmentPlaces(outer, [Piece("import a", 0), Piece(".compat", 9)], Kind.STRING)
    inner.add(Kind.IMPORT, 7, 15, "a.compat")
    assert [r.span for r in outer.references] == [None]
