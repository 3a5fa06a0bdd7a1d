"""Sets of characters, as sorted ranges of code points."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import groupby

Ranges = tuple[tuple[int, int], ...]
"""Code points, as sorted ranges that include both ends."""

TOP = 0x10FFFF
EVERYTHING: Ranges = ((0, TOP),)
DIGIT: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: Ranges = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_EMPTY_PLANES = (0x34000, 0xDFFFF)
LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_LONG_NAMES = {
    "Letter": "L",
    "Lowercase_Letter": "Ll",
    "Uppercase_Letter": "Lu",
    "Mark": "M",
    "Number": "N",
    "Decimal_Number": "Nd",
    "Punctuation": "P",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Symbol": "S",
    "Other": "C",
    "Control": "Cc",
}
_SHORT_NAMES = re.compile("C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")


def union(*sets: Ranges) -> Ranges:
    """Return the characters that are in any of some sets."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(each for ranges in sets for each in ranges):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return tuple(made)


def others(ranges: Ranges) -> Ranges:
    """Return the characters that are not in a set."""
    made, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            made.append((at, low - 1))
        at = max(at, high + 1)
    if at <= TOP:
        made.append((at, TOP))
    return tuple(made)


def has(ranges: Ranges, char: int) -> bool:
    """Whether a set has a character, given by its code point."""
    index = bisect_right(ranges, (char, TOP)) - 1
    return index >= 0 and char <= ranges[index][1]


@lru_cache(maxsize=64)
def category(name: str) -> Ranges | None:
    """Return the characters of a general category (``L``, ``Lu``, ``Letter``); None if unknown.

    The Unicode standard, section 4.5; ECMA-262, table 67.
    """
    name = name.removeprefix("General_Category=").removeprefix("gc=")
    short = _LONG_NAMES.get(name, name)
    if not _SHORT_NAMES.fullmatch(short):
        return None
    return union(*(ranges for known, ranges in _categories().items() if known.startswith(short)))


@lru_cache(maxsize=1)
def _categories() -> dict[str, Ranges]:
    found: dict[str, list[tuple[int, int]]] = {"Cn": [_EMPTY_PLANES]}
    for begin, stop in ((0, _EMPTY_PLANES[0]), (_EMPTY_PLANES[1] + 1, 0xE0200)):
        start = begin
        for name, run in groupby(map(unicodedata.category, map(chr, range(begin, stop)))):
            end = start + sum(1 for _ in run)
            found.setdefault(name, []).append((start, end - 1))
            start = end
    found["Cn"] += [(0xE0200, 0xEFFFF), (0xFFFFE, 0xFFFFF), (0x10FFFE, TOP)]
    found["Co"] += [(0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)]
    return {name: tuple(ranges) for name, ranges in found.items()}
