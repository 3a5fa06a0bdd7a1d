"""Make a string of a wished length that matches a regular expression, without a search.

What `languages` finds is a shortest string, and may cost a search. What is made here is quick and
may be long. It is right where there is no look-ahead: whoever needs to be sure checks it.
"""

from __future__ import annotations

from functools import lru_cache

from offramp.contract.patterns.charsets import Ranges, has
from offramp.contract.patterns.expressions import Node, Unknown, parse

_LONGEST = 200_000
_FURTHER = 12
_NICE = "a0A-_ .z9/:é"


@lru_cache(maxsize=4096)
def matching(pattern: str, least: int = 0) -> str | None:
    """Return a string that should match, or None where none could be made.

    Args:
        pattern: a regular expression (ECMA-262).
        least: the least number of characters that is wished for; it is as near as can be.
    """
    try:
        tree = parse(pattern)
        short, _ = _fill(tree, 0)
        missing = least - len(short)
        for extra in range(max(missing, 0), max(missing, 0) + _FURTHER):
            if extra > _LONGEST:
                return None
            text, left = _fill(tree, extra)
            if left <= extra - missing:
                return text
            if not _is_closed(tree):
                return text + "a" * (least - len(text))
    except (Unknown, RecursionError):
        return None
    return None


def _is_closed(node: Node) -> bool:
    """Whether the pattern has an end somewhere, so that nothing may be added at will."""
    if node[0] in ("all", "any"):
        return any(_is_closed(each) for each in node[1])
    return node[0] in ("end", "look") or (node[0] == "repeat" and _is_closed(node[1]))


def _fill(node: Node, extra: int) -> tuple[str, int]:
    """Return a shortest string with some characters more, and how many could not be placed."""
    kind = node[0]
    if kind == "chars":
        return _one_of(node[1]), extra
    if kind == "all":
        parts = []
        for each in node[1]:
            text, extra = _fill(each, extra)
            parts.append(text)
        return "".join(parts), extra
    if kind == "any":
        found = [_fill(each, extra) for each in node[1]]
        return min(found, key=lambda each: (each[1], len(each[0])))
    if kind == "repeat":
        return _fill_repeat(node, extra)
    return "", extra


def _fill_repeat(node: Node, extra: int) -> tuple[str, int]:
    _, child, low, high = node
    one, _ = _fill(child, 0)
    if not one:
        return "", extra
    more = extra // len(one)
    if high is not None:
        more = min(more, high - low)
    count, extra = low + more, extra - more * len(one)
    if count == 0 or extra == 0:
        return one * count, extra
    last, extra = _fill(child, extra)
    return one * (count - 1) + last, extra


def _one_of(ranges: Ranges) -> str:
    nice = (c for c in _NICE if has(ranges, ord(c)))
    found = next(nice, None)
    if found is None and not ranges:
        raise Unknown
    return chr(ranges[0][0]) if found is None else found
