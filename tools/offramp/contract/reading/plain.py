"""Take Python data as a document: what JSON can hold, in bounded time and memory."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from offramp.contract.documents.pointers import escape
from offramp.contract.reading.jsontext import write
from offramp.errors import DocumentError

MAX_VALUES = 10_000_000
_TEXT = 16
"""So many characters of a string count as one value more."""
_PLAIN = frozenset({int, bool, type(None)})


def plain(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a document as dicts, lists and scalars; itself copied at the top, where it is that.

    What a YAML loader makes of aliases is one object in many places: each of them counts.

    Args:
        document: any mapping; below its top, what orjson can write.
        name: what it is called in errors.

    Raises:
        DocumentError: it is no JSON (see `jsontext.write`), has a number that is not finite, or
            stands for more than ten million values, as a cycle does.
    """
    own = dict(document)
    as_it_is = _measure(own, name)
    try:
        text = write(own, name)
    except DocumentError as error:
        if "64-bit" in str(error.found):
            return _with_doubles(own, name, error)
        if "key" in str(error.found):
            raise _key_refused(own, name) from None
        raise
    if as_it_is:
        return own
    value: dict[str, Any] = orjson.loads(text)
    return value


def _measure(root: dict[str, Any], name: str) -> bool:
    """Refuse too much; return whether all values are of the types that JSON text is read as."""
    count, as_it_is = 0, True
    stack: list[Any] = [root]
    while stack:
        holder = stack.pop()
        count += len(holder)
        if count > MAX_VALUES:
            raise DocumentError(
                f"more than {MAX_VALUES} values, each counted wherever it stands",
                expected="a document without cycles, and without parts that multiply",
                where=name,
            )
        for value in holder.values() if isinstance(holder, dict) else holder:
            kind = type(value)
            if kind is str:
                count += len(value) // _TEXT
            elif kind is dict or kind is list:
                stack.append(value)
            elif kind is float:
                if not math.isfinite(value):
                    raise _not_finite(root, value, name)
            elif kind not in _PLAIN:
                as_it_is = False
                if isinstance(value, (dict, list, tuple)):
                    stack.append(value)
    return as_it_is


def _members(root: dict[str, Any]) -> Iterator[tuple[str, Any, Any, Any]]:
    """All members and items: the pointer of what holds them, the holder, key or index, value."""
    stack: list[tuple[Any, str]] = [(root, "")]
    while stack:
        holder, pointer = stack.pop()
        for key, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
            yield pointer, holder, key, value
            if isinstance(value, (dict, list, tuple)):
                stack.append((value, f"{pointer}/{escape(key)}"))


def _not_finite(root: dict[str, Any], wanted: float, name: str) -> DocumentError:
    at, key = next((at, key) for at, _, key, value in _members(root) if value is wanted)
    found = f"{wanted} at {at}/{escape(key)}"
    return DocumentError("a number that JSON does not have", found=found, where=name)


def _key_refused(root: dict[str, Any], name: str) -> DocumentError:
    at, key = next(
        (at, key)
        for at, holder, key, _ in _members(root)
        if isinstance(holder, dict) and not isinstance(key, str)
    )
    return DocumentError(
        "a key that is not a string",
        expected="the keys of JSON",
        found=f"{key!r} at {at or 'the top'}",
        where=name,
        next="read YAML by offramp.contract.load, which takes 200: as a string",
    )


def _with_doubles(own: dict[str, Any], name: str, refusal: DocumentError) -> dict[str, Any]:
    """Read integers beyond 64 bits as doubles, as they are read from a file (RFC 8259, 6)."""
    try:
        value: dict[str, Any] = json.loads(json.dumps(own), parse_int=_number)
        write(value, name)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise refusal from None
    return value


def _number(text: str) -> int | float:
    whole = int(text)
    return whole if -(2**63) <= whole < 2**64 else float(whole)
