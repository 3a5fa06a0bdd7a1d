"""References of one file: each once, in order, bounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports import places as module
from offramp.imports.model import Kind
from offramp.imports.places import Places


def test_a_place_is_taken_once_and_what_counts_wins(places: Callable[..., Places]) -> None:
    here = places("x a.compat\n")
    here.add(Kind.STRING, 2, 10, "a.compat", counts=False)
    here.add(Kind.IMPORT, 2, 10, "a.compat")
    here.add(Kind.COMMENT, 2, 10, "a.compat", counts=False)
    here.add(Kind.STRING, 2, 10, "a.compat")
    assert [(r.kind, r.counts) for r in here.references] == [(Kind.IMPORT, True)]


def test_the_statement_gives_the_column_on_its_own_line_alone(
    places: Callable[..., Places],
) -> None:
    here = places("  from a import (\n    compat)\n")
    here.add(Kind.FROM_IMPORT, 22, 28, "a.compat", at=2)
    here.add(Kind.FROM_IMPORT, 7, 8, "a.compat.x", at=2)
    assert [(r.line, r.column) for r in here.references] == [(1, 2), (2, 4)]


def test_a_name_handed_on_counts_where_it_is_used(places: Callable[..., Places]) -> None:
    here = places("from b import foo\nfoo.x\n")
    here.add(Kind.RE_EXPORT, 14, 17, "a.compat.foo", note="by way of b.foo")
    assert [r.counts for r in here.references] == [True]
    here.add(Kind.ATTRIBUTE, 18, 23, "a.compat.foo.x", note="by way of b.foo")
    assert [r.counts for r in here.references] == [False, True]


def test_a_file_with_very_many_is_cut_and_says_so(
    places: Callable[..., Places], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_IN_A_FILE", 2)
    here = places("x" * 10)
    for at in range(3):
        here.add(Kind.DOC, at, at + 1, "a.compat", counts=False)
    assert (len(here.references), here.references[-1].note) == (2, "and 1 more, not listed")
    assert not here.overflow
    here.add(Kind.IMPORT, 8, 9, "a.compat")
    assert here.overflow
