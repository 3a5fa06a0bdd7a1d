"""Read the members of one object or array in a JSON text, by the quickest way that is sure.

All offsets are those of bytes; JSON's own signs are ASCII (RFC 8259, section 8.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import orjson

_SPACE = " \t\n\r"
_CLOSING = {"{": "}", "[": "]"}
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Spot(NamedTuple):
    """Where a value stands.

    Attributes:
        place: offset of what names it, a member's name; its own in an array, and at the top.
        at: offset of the value.
        value: the value.
    """

    place: int
    at: int
    value: Any


Spots = Iterator[tuple[str, Spot]]
"""Members or items by name or index, in their order in the text."""


def _children(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return value.items()
    return ((str(index), each) for index, each in enumerate(value))


def compact(spot: Spot) -> Spots:
    """Read a container of a text that is what orjson writes without white space.

    Args:
        spot: the container.
    """
    at = spot.at + 1
    named = isinstance(spot.value, dict)
    for name, value in _children(spot.value):
        place = at
        if named:
            at += len(orjson.dumps(name)) + 1
        yield name, Spot(place, at, value)
        at += len(orjson.dumps(value)) + 1


def indented(data: bytes, spot: Spot, depth: int) -> Spots:
    """Read a container of a text that is what orjson writes with an indentation of two.

    No string has a line break in it, and what lies deeper is indented more: each line that is
    indented as a member is, and does not close something, begins a member.

    Args:
        data: the text.
        spot: the container.
        depth: how many containers it is in.
    """
    # spaces that are spelled out are looked for as one string, which is ten times as fast
    begins = re.compile(b"\n" + b"  " * (depth + 1) + rb"[^ \]}]")
    named = isinstance(spot.value, dict)
    # the last member is followed by those of other containers
    places = begins.finditer(data, spot.at)
    for (name, value), found in zip(_children(spot.value), places, strict=False):
        place = found.end() - 1
        at = place + len(orjson.dumps(name)) + 2 if named else place
        yield name, Spot(place, at, value)


def free(data: bytes, text: str, spot: Spot) -> Spots:
    """Read a container of any text.

    Args:
        data: the text.
        text: the same, a character a byte.
        spot: the container.
    """
    at = skip(text, spot.at + 1)
    named = isinstance(spot.value, dict)
    for name, value in _children(spot.value):
        place = at
        if named:
            at = skip(text, scanstring(text, at + 1, True)[1])
            at = skip(text, at + 1)
        yield name, Spot(place, at, value)
        at = skip(text, _end(data, text, place, at, value))
        if text[at] == ",":
            at = skip(text, at + 1)


def skip(text: str, at: int) -> int:
    """Return the offset of the next sign that is no white space."""
    while text[at] in _SPACE:
        at += 1
    return at


def _end(data: bytes, text: str, place: int, at: int, value: Any) -> int:
    """Return the offset after a value; what is guessed is proved before it is believed."""
    if text[at] in _CLOSING:
        written = orjson.dumps(value)
        if data.startswith(written, at):
            return at + len(written)
        end = _indented_end(text, place, at)
        if end is not None and _is_one_value(data[at:end]):
            return end
    return int(_scan(text, at)[1])


def _indented_end(text: str, place: int, at: int) -> int | None:
    """Return where an object or array ends by its looks: the first closing sign as far in."""
    if text[at + 1] != "\n":
        return None
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    if indent.strip(" \t"):
        return None
    end = text.find(f"\n{indent}{_CLOSING[text[at]]}", at)
    return end + len(indent) + 2 if end >= 0 else None


def _is_one_value(data: bytes) -> bool:
    """Whether a text is one whole value: what begins as the value does is then the value."""
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True
