"""Other spellings of a name: characters that NFKC turns into plain letters (PEP 3131)."""

from __future__ import annotations

import unicodedata
from functools import cache

_ASCII = bytes(range(128))


def in_ascii(data: bytes) -> bytes | None:
    """Return a text with plain letters for those that mean the same in a name, None without any.

    An identifier may be written with characters that NFKC turns into letters, and still be the
    same name to Python. Few files have any.

    Args:
        data: the text in UTF-8; what is none is passed over.
    """
    others = set(data.translate(None, _ASCII).decode("utf-8", "ignore"))
    letters = [c for c in others if _stands_for_letters(c)]
    if not letters:
        return None
    for letter in letters:
        data = data.replace(letter.encode(), unicodedata.normalize("NFKC", letter).encode())
    return data


def respelled(text: str) -> bool:
    """Whether a text has characters that may stand for plain letters in a name."""
    return not text.isascii() and any(_stands_for_letters(c) for c in set(text) if c > "\x7f")


@cache
def _stands_for_letters(character: str) -> bool:
    """Whether an identifier may hold the character in the place of ASCII letters or digits."""
    if not ("a" + character).isidentifier():
        return False
    normal = unicodedata.normalize("NFKC", character)
    return any(c.isascii() and c.isalnum() for c in normal)
