"""Cells of a notebook, as pieces of its text."""

from __future__ import annotations

import json

import pytest

from offramp.imports.text.notebooks import cells, without_magics


def notebook(*sources: object, kind: str = "code") -> str:
    return json.dumps(
        {"cells": [{"cell_type": kind, "source": s} for s in sources], "n": [1, None]}
    )


def test_exact_pieces_stand_in_the_file_as_they_are() -> None:
    text = notebook(["import a\n", 'x = "q"\n'], "y = 1")
    found = [(is_code, pieces) for is_code, pieces in cells(text)]
    assert [is_code for is_code, _ in found] == [True, True]
    pieces = [p for _, ps in found for p in ps]
    assert "".join(p.text for p in pieces if p.text.strip()) == 'import ax = "q"\ny = 1'
    for piece in pieces:
        if piece.exact:
            assert text[piece.start : piece.start + len(piece.text)] == piece.text
    assert any(not p.exact and p.text.startswith("x =") for p in pieces)


def test_each_cell_ends_its_line() -> None:
    code = "".join(p.text for _, pieces in cells(notebook("x = 1", "y = 2")) for p in pieces)
    assert code == "x = 1\ny = 2\n"


def test_other_cells_are_no_code_and_other_documents_have_none() -> None:
    assert [is_code for is_code, _ in cells(notebook("a", kind="markdown"))] == [False]
    assert list(cells("[1, 2]")) == []
    assert list(cells('{"cells": [{"source": ["x"]}]}')) == []


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "{1: 2}", "[1 2]", "nope"])
def test_what_is_not_json_is_said(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader only tells this kind from others
        list(cells(text))


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        ("%run x\ny", "#run x\ny"),
        ("  !ls", "  #ls"),
        ("?f", "#f"),
        ("x = 5 % 2", "x = 5 % 2"),
        ("%%time\nimport a", "#%time\nimport a"),
    ],
)
def test_magics_become_comments_of_the_same_length(code: str, plain: str) -> None:
    assert without_magics(code) == plain
