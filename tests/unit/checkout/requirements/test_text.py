"""The text of requirements files is read as pip reads it."""

from __future__ import annotations

import pytest

from offramp.checkout.requirements.text import decode, expand, logical_lines, without_secrets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode("x # é\n".encode(encoding)) == "x # é\n"


def test_a_coding_line_decides() -> None:
    assert decode(b"# one\n# -*- coding: latin-1 -*-\nx # \xe9\n").endswith("x # é\n")
    with pytest.raises(UnicodeDecodeError):
        decode(b"x # \xe9\n")
    with pytest.raises(LookupError):
        decode(b"# coding: klingon\n")


def test_logical_lines_are_joined_before_comments_are_taken_out() -> None:
    text = "a \\\r\n ==1\nb # c \\\nd\n# e \\\nf\ng\\"
    assert list(logical_lines(text)) == [(1, "a ==1"), (3, "b"), (6, "f"), (7, "g")]
    assert list(logical_lines("a==1 \\\n# end\nb#c\n")) == [(1, "a==1"), (3, "b#c")]


def test_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_1", "x")
    assert expand("${A_1} ${GONE_2} $A_1 ${a} ${B}", {"B": "y"}) == "x ${GONE_2} $A_1 ${a} y"


def test_secrets_in_addresses_are_left_out() -> None:
    said = "https://me:pw@e.org/s git+ssh://git@e.org/x https://token@e.org a@b"
    assert (
        without_secrets(said) == "https://****@e.org/s git+ssh://git@e.org/x https://****@e.org a@b"
    )
