"""Make strings that match a regular expression, from the standard library's parse of it."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    from re import _parser as sre_parse  # type: ignore[attr-defined]
else:
    import sre_parse

_CLASSES = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": "-"}
parse: Any = sre_parse.parse
"""The standard library's parser: from a pattern to (name, argument) pairs."""

_LONGEST = 2000
_OTHERS = "a0A-_ .z9/:é"


@lru_cache(maxsize=4096)
def matching(pattern: str, least: int = 0) -> str | None:
    """Return a string that matches, or None where none could be made.

    Args:
        pattern: a regular expression (ECMA-262, as far as Python reads it alike).
        least: the least number of characters that is wished for.
    """
    try:
        tree = parse(pattern)
        compiled = re.compile(pattern)
        for stretch in (0, least):
            text = _sequence(tree, stretch)
            if compiled.search(text) and len(text) >= least:
                return text
    except (re.error, OverflowError, RecursionError, NotImplementedError):
        return None
    return None


def _sequence(tree: Any, stretch: int) -> str:
    return "".join(_node(str(op), argument, stretch) for op, argument in tree)


def _node(op: str, argument: Any, stretch: int) -> str:  # noqa: PLR0911 - one case a node
    if op == "LITERAL":
        return chr(argument)
    if op == "ANY":
        return "a"
    if op == "NOT_LITERAL":
        return next(c for c in _OTHERS if ord(c) != argument)
    if op == "IN":
        return _one_of(argument)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, child = argument
        count = min(max(low, stretch), int(high), _LONGEST)
        return _sequence(child, 0) * int(max(count, low))
    if op == "SUBPATTERN":
        return _sequence(argument[-1], stretch)
    if op == "ATOMIC_GROUP":
        return _sequence(argument, stretch)
    if op == "BRANCH":
        return _sequence(argument[1][0], stretch)
    if op in ("AT", "ASSERT", "ASSERT_NOT"):
        return ""
    raise NotImplementedError(op)


def _one_of(items: Any) -> str:
    if str(items[0][0]) == "NEGATE":
        rest = items[1:]
        return next((c for c in _OTHERS if not _is_in(c, rest)), "a")
    op, argument = str(items[0][0]), items[0][1]
    if op == "LITERAL":
        return chr(argument)
    if op == "RANGE":
        return chr(argument[0])
    return _CLASSES.get(str(argument), "a")


def _is_in(char: str, items: Any) -> bool:
    for op, argument in items:
        if str(op) == "LITERAL" and ord(char) == argument:
            return True
        if str(op) == "RANGE" and argument[0] <= ord(char) <= argument[1]:
            return True
        if str(op) == "CATEGORY":
            name = str(argument)
            word = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}
            negated = {"CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_WORD": r"\W"}
            known = {**word, **negated, "CATEGORY_NOT_SPACE": r"\S"}.get(name)
            if known and re.match(known, char):
                return True
    return False
