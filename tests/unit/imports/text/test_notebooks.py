"""Cells of a notebook, as pieces of its text."""

from __future__ import annotations

import json

import pytest

from offramp.imports.text.notebooks import Cell, cells, without_magics


def notebook(*sources: object, kind: str = "code") -> str:
    return json.dumps(
        {"cells": [{"cell_type": kind, "source": s} for s in sources], "n": [1, None]}
    )


def test_exact_pieces_stand_in_the_file_as_they_are() -> None:
    text = notebook(["import a\n", 'x = "q"\n'], "y = 1")
    found = list(cells(text))
    assert [cell for cell, _ in found] == [Cell.CODE, Cell.CODE]
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
    assert [cell for cell, _ in cells(notebook("a", kind="markdown"))] == [Cell.TEXT]
    assert list(cells("[1, 2]")) == []
    assert list(cells('{"cells": [{"source": ["x"]}]}')) == []


@pytest.mark.parametrize(
    ("source", "cell"),
    [
        ("%%time\nx", Cell.CODE),
        ("%%bash\nx", Cell.COMMANDS),
        ("%%html\nx", Cell.TEXT),
        ("%time x", Cell.CODE),
        ("", Cell.CODE),
    ],
)
def test_a_magic_says_what_a_cell_holds(source: str, cell: Cell) -> None:
    assert [c for c, _ in cells(notebook(source))] == [cell]


@pytest.mark.parametrize(
    "text",
    ['{"cells": [1]}', '{"cells": "x"}', '{"cells": {}}', '{"worksheets": 1}', '"x"', "[[]]"],
)
def test_what_is_no_notebook_has_no_cells(text: str) -> None:
    assert list(cells(text)) == []


def test_worksheets_of_the_third_format() -> None:
    cell = {"cell_type": "code", "input": ["import a\n", "b"]}
    text = json.dumps({"worksheets": [{"cells": [cell]}, {}]})
    ((kind, pieces),) = cells(text)
    assert (kind, "".join(p.text for p in pieces)) == (Cell.CODE, "import a\nb\n")


@pytest.mark.parametrize(
    ("metadata", "cell"),
    [
        ({"language_info": {"name": "python"}}, Cell.CODE),
        ({"kernelspec": {"language": "R"}}, Cell.TEXT),
        ({"kernelspec": {"name": "x"}}, Cell.CODE),
        ({"kernelspec": []}, Cell.CODE),
        ([], Cell.CODE),
    ],
)
def test_a_notebook_of_another_language_has_no_code(metadata: object, cell: Cell) -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": "x"}], "metadata": metadata})
    assert [c for c, _ in cells(text)] == [cell]


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
