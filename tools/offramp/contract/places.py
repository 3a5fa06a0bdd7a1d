"""Where the values of a JSON text stand: line and column of a pointer, read only as far as needed.

The text is taken as Latin-1, one character a byte, so that offsets are those of the bytes and a
large text stays small; JSON's own signs are ASCII (RFC 8259, section 8.1).
"""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import orjson

_SPACE = " \t\n\r"
_BLOCK = 1 << 16
_CONTINUATION = bytes(range(0x80, 0xC0))
_CLOSING = {"{": "}", "[": "]"}
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Places:
    """Finds values in a JSON text; each container is read when it is first asked for.

    Args:
        data: valid JSON in UTF-8.
        value: what was read from it.
    """

    def __init__(self, data: bytes, value: Any) -> None:
        self._data = data
        self._value = value
        self._text = data.decode("latin-1")
        self._tables: dict[int, dict[str, tuple[int, int, Any]]] = {}
        self._blocks: list[tuple[int, int, int]] = []

    def position(self, tokens: list[str]) -> tuple[int, int]:
        """Return the line (1-based) and the column (0-based, in characters) of a value.

        It is the place of a member's name or of an item, or of the nearest value above.

        Args:
            tokens: the parts of a JSON Pointer, unescaped.
        """
        at = place = _skip(self._text, 0)
        value = self._value
        for token in tokens:
            table = self._tables.get(at)
            if table is None:
                table = self._tables[at] = self._read(at, value)
            if token not in table:
                break
            place, at, value = table[token]
        return self._line_and_column(place)

    def _read(self, at: int, value: Any) -> dict[str, tuple[int, int, Any]]:
        text, kind = self._text, self._text[at]
        table: dict[str, tuple[int, int, Any]] = {}
        if kind not in _CLOSING:
            return table
        children = value.items() if kind == "{" else ((str(i), v) for i, v in enumerate(value))
        at = _skip(text, at + 1)
        for key, child in children:
            place = at
            if kind == "{":
                at = _skip(text, scanstring(text, at + 1, True)[1])
                at = _skip(text, at + 1)
            table[key] = (place, at, child)
            at = _skip(text, self._end(place, at, child))
            if text[at] == ",":
                at = _skip(text, at + 1)
        return table

    def _end(self, place: int, at: int, value: Any) -> int:
        """Return the offset after a value, by the quickest way that is sure for its layout."""
        text = self._text
        if text[at] not in _CLOSING:
            return int(_scan(text, at)[1])
        end = _indented_end(text, place, at)
        if end is None:
            # a text without white space is what orjson writes: as long, where it is the same
            written = orjson.dumps(value)
            if self._data.startswith(written, at):
                return at + len(written)
            return int(_scan(text, at)[1])
        return end

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        if not self._blocks:
            self._count()
        block = offset // _BLOCK
        lines, characters, start = self._blocks[block]
        begin = block * _BLOCK
        lines += self._text.count("\n", begin, offset)
        start = self._text.rfind("\n", begin, offset) + 1 or start
        if offset - start < _BLOCK:
            return lines + 1, self._characters(start, offset)
        characters += self._characters(begin, offset) - self._blocks[start // _BLOCK][1]
        return lines + 1, characters - self._characters(start // _BLOCK * _BLOCK, start)

    def _count(self) -> None:
        """Note for each block the lines and characters before it, and where its line begins."""
        lines = characters = start = 0
        for begin in range(0, len(self._text) + 1, _BLOCK):
            self._blocks.append((lines, characters, start))
            end = begin + _BLOCK
            lines += self._text.count("\n", begin, end)
            start = self._text.rfind("\n", begin, end) + 1 or start
            characters += self._characters(begin, end)

    def _characters(self, begin: int, end: int) -> int:
        return len(self._data[begin:end].translate(None, _CONTINUATION))


def _indented_end(text: str, place: int, at: int) -> int | None:
    """Return the offset after an object or array that is written over several lines.

    Its end is the first closing sign that is indented as its first line is: a string has no line
    break in it, so none is mistaken. None where the text is not laid out so.
    """
    if text[at + 1] != "\n":
        return None
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    inner = at + 2 + len(indent)
    if indent.strip(" \t") or text[at + 2 : inner] != indent or text[inner] not in " \t":
        return None
    end = text.find(f"\n{indent}{_CLOSING[text[at]]}", at)
    after = end + len(indent) + 2
    return after if end >= 0 and text[after : after + 1] in (",", "\n", "") else None


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
