from __future__ import annotations

import pytest

from offramp.errors import CannotJudge
from offramp.imports.rewriting.edits import Draft


def test_edits_are_made_in_order_of_place() -> None:
    draft = Draft("m.py", b"one two three")
    draft.replace(8, 13, "3")
    draft.replace(0, 3, "1")
    draft.replace(4, 4, "new ")
    assert draft.result() == b"1 new two 3"


def test_an_edit_that_changes_nothing_is_none() -> None:
    draft = Draft("m.py", b"one")
    draft.replace(0, 3, "one")
    assert not draft.changed


def test_edits_that_overlap_are_refused() -> None:
    draft = Draft("m.py", b"one two")
    draft.replace(0, 5, "x")
    draft.replace(4, 7, "y")
    with pytest.raises(CannotJudge, match="overlap"):
        draft.result()


def test_a_new_name_is_written_in_the_encoding_of_the_file() -> None:
    draft = Draft("m.py", b"# coding: latin-1\n\xe4 = 1\n")
    draft.replace(18, 19, "\u00f6")
    assert draft.result() == b"# coding: latin-1\n\xf6 = 1\n"
    draft.replace(20, 21, "\u039b")
    with pytest.raises(CannotJudge, match="cannot be written"):
        draft.result()


@pytest.mark.parametrize(
    ("raw", "end"), [(b"a\r\nb", "\r\n"), (b"a\rb", "\r"), (b"a\nb", "\n"), (b"a", "\n")]
)
def test_new_lines_end_as_the_file_s_lines_do(raw: bytes, end: str) -> None:
    assert Draft("m.py", raw).newline() == end
