"""Other spellings of a name: characters that NFKC turns into plain letters (PEP 3131)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection
from functools import cache

_ASCII = bytes(range(128))
# Where Unicode has what NFKC turns into ASCII letters and digits, and names may hold.
_BLOCKS = (
    range(0xAA, 0xBB),
    range(0x132, 0x2E4),
    range(0x1D2C, 0x1E9B),
    range(0x2071, 0x2189),
    range(0x2C7C, 0x2C7E),
    range(0xA7F1, 0xA7F5),
    range(0xFB00, 0xFB07),
    range(0xFF10, 0xFF5B),
    range(0x10780, 0x107BB),
    range(0x1CCF0, 0x1CCFA),
    range(0x1D400, 0x1D800),
    range(0x1FBF0, 0x1FBFA),
)


def respellings(letters: Collection[str]) -> list[str]:
    """Return patterns of which every text holds one that has a respelling of one of the letters.

    Args:
        letters: letters and digits of ASCII.

    Returns:
        Regular expressions over UTF-8, in ASCII. Each begins with one of at most two bytes, which
        PCRE looks for as fast as for a single one.
    """
    leads: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for character in (chr(point) for block in _BLOCKS for point in block):
        if not _letters(character).isdisjoint(letters):
            spelled = character.encode()
            leads[spelled[:1]].add(spelled[1:3] if len(spelled) < 4 else spelled[1:2])
    found = [
        _escaped(lead) + f"(?:{'|'.join(map(_escaped, sorted(leads[lead])))})"
        for lead in sorted(leads)
    ]
    return ["|".join(found[at : at + 2]) for at in range(0, len(found), 2)]


def _escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


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


def _stands_for_letters(character: str) -> bool:
    return bool(_letters(character))


@cache
def _letters(character: str) -> frozenset[str]:
    """Return the ASCII letters and digits that a character stands for in an identifier."""
    if not ("a" + character).isidentifier():
        return frozenset()
    normal = unicodedata.normalize("NFKC", character)
    return frozenset(c for c in normal if c.isascii() and c.isalnum())
