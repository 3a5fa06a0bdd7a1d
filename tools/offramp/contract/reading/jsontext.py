"""JSON text: parsed by orjson, duplicate names refused (RFC 8259, section 4), places found late."""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import orjson

from offramp.errors import DocumentError

_STRICT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_SPACE = " \t\n\r"
_INDENTED = b'{\n  "'
COMPACT, INDENTED, FREE = "compact", "indented", "free"


class Parsed(NamedTuple):
    """What was read from JSON text.

    Attributes:
        value: the value.
        layout: ``COMPACT`` or ``INDENTED`` where the text is what orjson writes of the value,
            without white space or with an indentation of two; else ``FREE``.
    """

    value: Any
    layout: str


def parse(data: bytes, name: str) -> Parsed:
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
        decode(data, name)
        raise DocumentError(
            "not readable as JSON",
            expected="JSON in UTF-8 (RFC 8259)",
            found=error.msg,
            where=f"{name}:{data.count(10, 0, _byte_offset(data, error.pos)) + 1}",
        ) from error
    layout = INDENTED if data.startswith(_INDENTED) else COMPACT
    again = write(value, name, indented=layout == INDENTED)
    if data.startswith(again) and not data[len(again) :].strip():
        return Parsed(value, layout)
    if _may_repeat_a_name(data, again):
        _refuse_repeated_names(data.decode(), name)
    return Parsed(value, FREE)


def decode(data: bytes, name: str) -> str:
    """Return UTF-8 text as a string.

    Raises:
        DocumentError: it is not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DocumentError(
            "the document is not UTF-8",
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
            where=f"{name}:{data.count(10, 0, error.start) + 1}",
        ) from error


def write(value: Any, name: str, *, indented: bool = False) -> bytes:
    """Return a value as JSON text, without white space or indented by two.

    Raises:
        DocumentError: it is no JSON: deeper than orjson's 254 levels, cyclic, a key that is not
            a string, an integer of more than 64 bits, or a type that JSON does not have.
    """
    try:
        return orjson.dumps(value, option=_STRICT | (orjson.OPT_INDENT_2 if indented else 0))
    except orjson.JSONEncodeError as error:
        raise DocumentError(
            "the document cannot be held as JSON",
            expected="at most 250 levels of objects and arrays, string keys, 64-bit integers",
            found=str(error),
            where=name,
        ) from error


def _byte_offset(data: bytes, characters: int) -> int:
    return len(data.decode(errors="replace")[:characters].encode(errors="replace"))


def _may_repeat_a_name(data: bytes, again: bytes) -> bool:
    """Whether the parser may have dropped a member: each one takes its quotation marks with it.

    orjson keeps the last of two members of one name and says nothing. Written again, the value
    has as many quotation marks as the text, unless one was dropped or written as an escape.
    """
    return (b"\\u" in data and b"u0022" in data) or data.count(b'"') != again.count(b'"')


def _refuse_repeated_names(text: str, name: str) -> None:
    twice: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(members)
        if len(seen) < len(members) and not twice:
            names = [key for key, _ in members]
            twice.append(next(key for i, key in enumerate(names) if key in names[:i]))
        return seen

    json.loads(text, object_pairs_hook=pairs)
    if twice:
        first, second = _lines_of_repeated(text, twice[0])
        raise DocumentError(
            f"the name {twice[0]!r} is given twice in one object",
            expected="names that are unique in their object (RFC 8259, section 4)",
            found=f"lines {first} and {second}",
            where=f"{name}:{second}",
            next="remove one of the two",
        )


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
