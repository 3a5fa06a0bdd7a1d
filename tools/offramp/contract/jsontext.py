"""JSON text: parsed by orjson, duplicate names refused (RFC 8259, section 4), places found late."""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import orjson

from offramp.errors import DocumentError

_SPACE = " \t\n\r"
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def parse(data: bytes, name: str) -> Any:
    """Return the value that JSON text holds.

    Args:
        data: UTF-8 text without a byte order mark.
        name: what the text is called in errors.

    Raises:
        DocumentError: not JSON, too deep, a number that is not finite, or a name given twice.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise DocumentError(
            "not readable as JSON",
            expected="JSON in UTF-8 (RFC 8259)",
            found=error.msg,
            where=f"{name}:{data.count(10, 0, _byte_offset(data, error.pos)) + 1}",
        ) from error
    if _may_repeat_a_name(data, value):
        _refuse_repeated_names(data.decode(), name)
    return value


def _byte_offset(data: bytes, characters: int) -> int:
    return len(data.decode(errors="replace")[:characters].encode(errors="replace"))


def _may_repeat_a_name(data: bytes, value: Any) -> bool:
    """Whether the parser may have dropped a member: each one takes its quotation marks with it.

    orjson keeps the last of two members of one name and says nothing. Written again, the value
    has as many quotation marks as the text, unless one was dropped or written as an escape.
    """
    try:
        again = orjson.dumps(value)
    except orjson.JSONEncodeError:
        return True
    return (b"\\u" in data and b"u0022" in data) or data.count(b'"') != again.count(b'"')


def _refuse_repeated_names(text: str, name: str) -> None:
    twice: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(members)
        if len(seen) < len(members) and not twice:
            names = [key for key, _ in members]
            twice.append(next(key for i, key in enumerate(names) if key in names[:i]))
        return seen

    try:
        json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        raise _too_deep(name) from None
    if twice:
        first, second = _lines_of_repeated(text, twice[0])
        raise DocumentError(
            f"the name {twice[0]!r} is given twice in one object",
            expected="names that are unique in their object (RFC 8259, section 4)",
            found=f"lines {first} and {second}",
            where=f"{name}:{second}",
            next="remove one of the two",
        )


def _too_deep(name: str) -> DocumentError:
    return DocumentError("nested too deeply", expected="at most 250 levels", where=name)


def _lines_of_repeated(text: str, key: str) -> tuple[int, int]:
    """Lines, 1-based, of the two members called ``key`` of the first object that has two."""
    open_objects: list[dict[str, int]] = []
    at, expect_key = 0, False
    while at < len(text):
        char = text[at]
        if char == '"':
            string, end = scanstring(text, at + 1, True)
            if expect_key and open_objects:
                known = open_objects[-1]
                if string == key and string in known:
                    return text.count("\n", 0, known[string]) + 1, text.count("\n", 0, at) + 1
                known[string] = at
                expect_key = False
            at = end
            continue
        if char == "{":
            open_objects.append({})
            expect_key = True
        elif char == "}":
            open_objects.pop()
            expect_key = False
        elif char == ",":
            expect_key = _inside_object(text, at)
        at += 1
    return 1, 1


def _inside_object(text: str, comma: int) -> bool:
    """Whether the comma separates members: what follows is then a string and a colon."""
    at = _skip(text, comma + 1)
    if text[at] != '"':
        return False
    _, end = scanstring(text, at + 1, True)
    return text[_skip(text, end)] == ":"


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


class Places:
    """Where the values of a JSON text stand; each container is read when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tables: dict[int, dict[str, tuple[int, int]]] = {}

    def offset(self, tokens: list[str]) -> int:
        """Return the offset of a member's name or an item, or of the nearest one above it.

        Args:
            tokens: the parts of a JSON Pointer, unescaped.
        """
        value = place = _skip(self._text, 0)
        for token in tokens:
            table = self._tables.get(value)
            if table is None:
                table = self._tables[value] = self._read(value)
            if token not in table:
                break
            place, value = table[token]
        return place

    def _read(self, at: int) -> dict[str, tuple[int, int]]:
        text, table = self._text, {}
        kind = text[at]
        if kind not in "{[":
            return {}
        at, index = _skip(text, at + 1), 0
        while text[at] not in "}]":
            place = at
            if kind == "{":
                key, at = scanstring(text, at + 1, True)
                at = _skip(text, _skip(text, at) + 1)
            else:
                key = str(index)
            table[key] = (place, at)
            _, at = _scan(text, at)
            at, index = _skip(text, at), index + 1
            if text[at] == ",":
                at = _skip(text, at + 1)
        return table

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the line (1-based) and the column (0-based, in characters) of an offset."""
        start = self._text.rfind("\n", 0, offset) + 1
        return self._text.count("\n", 0, start) + 1, offset - start
