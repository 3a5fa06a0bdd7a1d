"""A tokeniser for counting. Not a model's own: its figures are of the right order, no more."""

from __future__ import annotations

import re

__all__ = ["count", "head", "pieces", "split"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


def split(text: str) -> list[str]:
    """Return the words and the signs of ``text``, in order."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """Return how many tokens ``text`` has."""
    return sum(1 for _ in _TOKEN.finditer(text))


def pieces(text: str) -> list[str]:
    """Return ``text`` in pieces of one token each, with the white space that follows it.

    Joined, they are ``text`` again; a text without tokens is one piece, or none if it is empty.
    """
    starts = [match.start() for match in _TOKEN.finditer(text)][1:]
    ends = [*starts, len(text)]
    return [text[start:end] for start, end in zip([0, *starts], ends, strict=True) if end]


def head(text: str, limit: int) -> str:
    """Return the longest start of ``text`` that has at most ``limit`` tokens."""
    for position, match in enumerate(_TOKEN.finditer(text)):
        if position == limit:
            return text[: match.start()].rstrip()
    return text
