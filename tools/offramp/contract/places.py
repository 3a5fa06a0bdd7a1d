"""Where the values of a JSON text stand: line and column of a pointer, read only as far as needed.

The text is taken as Latin-1, one character a byte, so that offsets are those of the bytes and a
large text stays small; JSON's own signs are ASCII (RFC 8259, section 8.1).
"""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined]

_SPACE = " \t\n\r"
_BLOCK = 1 << 16
_CLOSING = {"{": "}", "[": "]"}
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Places:
    """Finds values in a JSON text; each container is read when it is first asked for.

    Args:
        data: valid JSON in UTF-8.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._text = data.decode("latin-1")
        self._tables: dict[int, dict[str, tuple[int, int]]] = {}
        self._lines: list[int] = []

    def position(self, tokens: list[str]) -> tuple[int, int]:
        """Return the line (1-based) and the column (0-based, in characters) of a value.

        It is the place of a member's name or of an item, or of the nearest value above.

        Args:
            tokens: the parts of a JSON Pointer, unescaped.
        """
        value = place = _skip(self._text, 0)
        for token in tokens:
            table = self._tables.get(value)
            if table is None:
                table = self._tables[value] = self._read(value)
            found = table.get(token) or table.get(token.encode().decode("latin-1"))
            if found is None:
                break
            place, value = found
        return self._line_and_column(place)

    def _read(self, at: int) -> dict[str, tuple[int, int]]:
        text, kind = self._text, self._text[at]
        table: dict[str, tuple[int, int]] = {}
        if kind not in _CLOSING:
            return table
        at, index = _skip(text, at + 1), 0
        while text[at] not in "}]":
            place = at
            if kind == "{":
                key, at = scanstring(text, at + 1, True)
                at = _skip(text, _skip(text, at) + 1)
            else:
                key = str(index)
            table[key] = (place, at)
            at = _skip(text, _end(text, place, at))
            index += 1
            if text[at] == ",":
                at = _skip(text, at + 1)
        return table

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        if not self._lines:
            count = 0
            for start in range(0, len(self._text), _BLOCK):
                self._lines.append(count)
                count += self._text.count("\n", start, start + _BLOCK)
        block = offset // _BLOCK
        line = self._lines[block] + self._text.count("\n", block * _BLOCK, offset) + 1
        start = self._text.rfind("\n", 0, offset) + 1
        return line, len(self._data[start:offset].decode())


def _end(text: str, place: int, value: int) -> int:
    """Return the offset after a value.

    Where an object or array is written over several lines, its end is the first closing sign that
    is indented as its first line is: a string has no line break in it, so none is mistaken.
    """
    closing = _CLOSING.get(text[value])
    if closing is not None and text[value + 1] == "\n":
        start = text.rfind("\n", 0, place) + 1
        indent = text[start:place]
        inner = value + 2 + len(indent)
        if not indent.strip(" \t") and text[value + 2 : inner] == indent and text[inner] in " \t":
            end = text.find(f"\n{indent}{closing}", value)
            after = end + len(indent) + 2
            if end >= 0 and text[after : after + 1] in (",", "\n", ""):
                return after
    return int(_scan(text, value)[1])


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
