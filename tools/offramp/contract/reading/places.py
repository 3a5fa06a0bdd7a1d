"""Where the values of a JSON text stand: line and column of a pointer."""

from __future__ import annotations

from typing import Any

from offramp.contract.reading.jsontext import COMPACT, INDENTED
from offramp.contract.reading.layouts import Spot, Spots, compact, free, indented, skip

_BLOCK = 1 << 12
_CONTINUATION = bytes(range(0x80, 0xC0))


class Places:
    """Finds values in a JSON text; each container is read when, and as far as, it is asked for.

    Args:
        data: valid JSON in UTF-8.
        value: what was read from it.
        layout: how the text is laid out; see `jsontext.Parsed`.
    """

    def __init__(self, data: bytes, value: Any, layout: str) -> None:
        self._data = data
        self._layout = layout
        # Latin-1 has one character a byte: offsets stay the same, and a large text stays small
        self._text = "" if layout in (COMPACT, INDENTED) else data.decode("latin-1")
        top = skip(self._text, 0) if self._text else 0
        self._top = Spot(top, top, value)
        self._read: dict[int, tuple[dict[str, Spot], Spots]] = {}
        self._is_ascii = data.isascii()
        self._lines: list[tuple[int, int]] = [(0, 0)]
        self._characters: list[int] = [0]

    def position(self, tokens: list[str]) -> tuple[int, int]:
        """Return the line (1-based) and the column (0-based, in characters) of a value.

        It is the place of a member's name or of an item, or of the nearest value above.

        Args:
            tokens: the parts of a JSON Pointer, unescaped.
        """
        spot = self._top
        for depth, token in enumerate(tokens):
            below = self._below(spot, token, depth)
            if below is None:
                break
            spot = below
        return self._line_and_column(spot.place)

    def _below(self, spot: Spot, token: str, depth: int) -> Spot | None:
        if not isinstance(spot.value, (dict, list)):
            return None
        if spot.at not in self._read:
            self._read[spot.at] = {}, self._spots(spot, depth)
        known, left = self._read[spot.at]
        if token not in known and _has(spot.value, token):
            for name, below in left:
                known[name] = below
                if name == token:
                    break
        return known.get(token)

    def _spots(self, spot: Spot, depth: int) -> Spots:
        if self._layout == COMPACT:
            return compact(spot)
        if self._layout == INDENTED:
            return indented(self._data, spot, depth)
        return free(self._data, self._text, spot)

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        block = offset // _BLOCK
        while len(self._lines) <= block:
            self._count_lines()
        lines, start = self._lines[block]
        begin = block * _BLOCK
        lines += self._data.count(b"\n", begin, offset)
        start = self._data.rfind(b"\n", begin, offset) + 1 or start
        return lines + 1, self._width(start, offset)

    def _count_lines(self) -> None:
        """Note how many lines there are before the next block, and where its first one begins."""
        lines, start = self._lines[-1]
        end = len(self._lines) * _BLOCK
        lines += self._data.count(b"\n", end - _BLOCK, end)
        self._lines.append((lines, self._data.rfind(b"\n", end - _BLOCK, end) + 1 or start))

    def _width(self, start: int, end: int) -> int:
        """Return the number of characters between two offsets; short, or in a long line."""
        if self._is_ascii:
            return end - start
        if end - start < _BLOCK:
            return self._count(start, end)
        return self._characters_before(end) - self._characters_before(start)

    def _characters_before(self, offset: int) -> int:
        block = offset // _BLOCK
        while len(self._characters) <= block:
            end = len(self._characters) * _BLOCK
            self._characters.append(self._characters[-1] + self._count(end - _BLOCK, end))
        return self._characters[block] + self._count(block * _BLOCK, offset)

    def _count(self, start: int, end: int) -> int:
        return len(self._data[start:end].translate(None, _CONTINUATION))


def _has(value: Any, token: str) -> bool:
    if isinstance(value, dict):
        return token in value
    return token.isdecimal() and int(token) < len(value)
