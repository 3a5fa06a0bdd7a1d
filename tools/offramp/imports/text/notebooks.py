"""Notebooks: the code cells are code, the other cells are documentation, outputs are neither."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from offramp.imports.fragment import Piece

_JSON = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[ \t\r\n]*")
_LITERAL = re.compile(r"-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity")
_CELL_MAGIC = re.compile(r"%%(?P<name>[\w!]+)")
_OF_PYTHON = re.compile(
    r"time|timeit|prun|capture|python[23]?|pypy|writefile|file|cython|px|debug|[lm]prun|memit"
    r"|scalene|cache"
)
_OF_SHELLS = re.compile(r"bash|z?sh|!|sx|system|script|cmd|powershell")
_MAGIC = re.compile(r"^(?P<lead>[ \t]*)(?P<magic>[%!?][^\n]*)", re.MULTILINE)


class Text(NamedTuple):
    """A JSON string and where it begins, its quote included."""

    value: str
    start: int
    end: int


class Cell(Enum):
    """What the source of a cell is."""

    CODE = "code"
    COMMANDS = "commands"
    TEXT = "text"


def cells(text: str) -> Iterator[tuple[Cell, list[Piece]]]:
    """Yield for each cell what it is, and its source as pieces of the notebook's text.

    A cell whose first line is a magic of another language holds that language, and a notebook of
    another language holds no Python at all.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: it is nested too deeply.
    """
    document = _value(text, _skip(text, 0))[0]
    python = _language(document) in {"", "python", "ipython", "sage"}
    for cell in _cells_of(document):
        kind, source = cell.get("cell_type"), cell.get("source", cell.get("input", ()))
        parts = source if isinstance(source, list) else [source]
        pieces = [p for part in parts if isinstance(part, Text) for p in _pieces(part, text)]
        if isinstance(kind, Text):
            yield _what(kind.value, pieces, python=python), pieces


def _cells_of(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the cells; nbformat 3 has them in worksheets, and code as their ``input``."""
    sheets = document.get("worksheets") if isinstance(document, dict) else None
    for sheet in (document, *(sheets if isinstance(sheets, list) else ())):
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from (c for c in (found if isinstance(found, list) else ()) if isinstance(c, dict))


def _what(kind: str, pieces: list[Piece], *, python: bool) -> Cell:
    magic = _CELL_MAGIC.match(pieces[0].text) if pieces else None
    if kind != "code" or not python:
        return Cell.TEXT
    if magic is None or _OF_PYTHON.fullmatch(magic.group("name")):
        return Cell.CODE
    return Cell.COMMANDS if _OF_SHELLS.fullmatch(magic.group("name")) else Cell.TEXT


def _language(document: Any) -> str:
    """Return the language that a notebook says it is in (nbformat 4: metadata)."""
    metadata = document.get("metadata") if isinstance(document, dict) else None
    for part, name in (("language_info", "name"), ("kernelspec", "language")):
        about = metadata.get(part) if isinstance(metadata, dict) else None
        said = about.get(name) if isinstance(about, dict) else None
        if isinstance(said, Text):
            return said.value.lower()
    return ""


def _pieces(part: Text, text: str) -> Iterator[Piece]:
    """Yield stretches of a JSON string that stand in the file as they are, line by line."""
    at = part.start + 1
    for line in part.value.splitlines(keepends=True):
        code = line.rstrip("\n")
        for ascii_only in (False, True):
            written = json.dumps(line, ensure_ascii=ascii_only)[1:-1]
            if text.startswith(written, at):
                break
        exact = written.removesuffix("\\n") == code
        if exact:
            yield Piece(code, at)
            yield Piece("\n", at, exact=False)
        else:
            yield Piece(code + "\n", at, exact=False)
        at += len(written)
    # Cells are lines of their own, also where the last one has no line end.


def without_magics(code: str) -> str:
    """Return code in which IPython's magics are comments, of the same length."""
    return _MAGIC.sub(lambda m: m.group("lead") + "#" + m.group("magic")[1:], code)


def _value(text: str, at: int) -> tuple[Any, int]:
    """Parse a JSON value; strings keep their place. Returns the value and the offset after it."""
    first = text[at : at + 1]
    if first == '"':
        value, end = _JSON.raw_decode(text, at)
        return Text(value, at, end), end
    if first == "{":
        return _members(text, at + 1, "}", _pair)
    if first == "[":
        return _members(text, at + 1, "]", _value)
    literal = _LITERAL.match(text, at)
    if literal is None:
        raise ValueError(f"not JSON at offset {at}")
    return literal.group(), literal.end()


def _pair(text: str, at: int) -> tuple[Any, int]:
    if text[at : at + 1] != '"':
        raise ValueError(f"not JSON at offset {at}")
    key, end = _JSON.raw_decode(text, at)
    end = _skip(text, end)
    if text[end : end + 1] != ":":
        raise ValueError(f"not JSON at offset {end}")
    value, end = _value(text, _skip(text, end + 1))
    return (key, value), end


def _members(
    text: str, at: int, close: str, parse: Callable[[str, int], tuple[Any, int]]
) -> tuple[Any, int]:
    items = []
    at = _skip(text, at)
    while text[at : at + 1] != close:
        item, at = parse(text, at)
        items.append(item)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != close:
            raise ValueError(f"not JSON at offset {at}")
    return (dict(items) if close == "}" else items), at + 1


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
