from __future__ import annotations

import ast

import pytest

from offramp.imports.source import Source


@pytest.mark.parametrize(
    "raw",
    [
        b"x = 1\nname\n",
        b"\xef\xbb\xbfx = '\xc3\xa9'; name\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'; name\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'; name\n",
        b"x = 1\rname\r",
        b"x = 1\r\nname\r\n",
        "x = '𝐱ö'; name\n".encode(),
        b"# coding: no-such-codec\nname\n",
        b"x = '\xff'; name\n",
    ],
)
def test_a_place_in_the_tree_leads_back_to_the_bytes(raw: bytes) -> None:
    source = Source(raw)
    names = [n for n in ast.walk(ast.parse(source.text)) if isinstance(n, ast.Name)]
    node = next(n for n in names if n.id == "name")
    start = source.offset(node.lineno, node.col_offset)
    span = source.span(start, start + 4)
    assert span is not None
    assert raw[slice(*span)] == b"name"
    assert source.place(start)[0] == node.lineno


@pytest.mark.parametrize(
    ("raw", "valid"),
    [
        (b"x = 1\n", True),
        (b"x = '\xff'\n", False),
        (b"# coding: latin-1\nx = '\xff'\n", True),
        (b"x = 1\n# y\n# coding: latin-1\n'\xff'\n", False),
        (b"# coding: nonsense\n", False),
        ("x".encode("utf-16"), False),
    ],
)
def test_what_python_could_not_decode_is_said_to_be_so(raw: bytes, valid: bool) -> None:
    """PEP 263: a declaration counts in the first two lines only."""
    assert Source(raw).valid is valid


def test_an_encoding_that_does_not_come_back_gives_no_span() -> None:
    source = Source(b"# coding: utf-7\nx = '+AOk-+AOk-'\nname\n")
    assert source.span(0, 1) is None
