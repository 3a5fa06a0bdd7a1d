"""The outline of a module: its text without the function bodies that cannot matter.

Parsing takes most of the time of a scan, and most of a module is bodies of functions that name
nothing of interest. They are found by indentation and taken out before the parser reads the text;
every other statement keeps its line and column. What the outline cannot tell for certain it does
not shorten, and a body that may hold a syntax error stays in, so that the parser finds it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_SMALL = 6000  # characters: below this, parsing costs less than finding out what to leave out
_TRIPLE = re.compile("\"\"\"|'''")
_TOKEN = re.compile(r"(?P<triple>\"\"\"|''')|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|\#[^\n]*")
_FUNCTION = re.compile(r"(?:async +)?def +\w+")
_TABBED = re.compile(r"\n *\t")
_BLOCK = re.compile(r"\n( +)[^\s#)\]}]")
# Statements and numbers of Python 2, and what an unfinished merge leaves.
_DOUBTFUL = re.compile(
    r"\n(?: *(?:(?:print|exec) +[^\s=(.,:)\]]|print *>>|raise +[^\s(#]+ *,|except +[\w.]+ *,"
    r"|except *\([^)\n]*\) *,)|<{7}|={7}|>{7})"
)
_WITHIN_LINES = {
    "print ": re.compile(r"[:;] +print +[\w\"']"),
    "L": re.compile(r"[0-9]L\b"),
    "(ur": re.compile(r"\(ur[\"']"),
}
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


class _Function(NamedTuple):
    """Offsets of a function: its first decorator, its ``def``, its end, and its indentation."""

    start: int
    head: int
    end: int
    indent: int


def outline(text: str, matters: Callable[[int, int], bool]) -> str | None:
    """Return a module's text with the bodies of functions left out, or None to take it whole.

    A function that is left out is ``def name(): 0`` in its place; its decorators go as well.

    Args:
        text: the module, as Python reads it.
        matters: tells whether the text from one offset to another can hold anything to collect.
    """
    if len(text) < _SMALL or "\f" in text or "\r" in text:
        return None
    if "\t" in text and _TABBED.search(text):
        return None
    strings = _long_strings(text)
    if strings is None:
        return None
    parts, at = [], 0
    for function in _functions(text, 0, len(text), 0, strings):
        body = text[function.start : function.end]
        if matters(function.start, function.end) or _doubtful(body):
            continue
        head = _FUNCTION.match(text, function.head)
        if head is None:
            continue
        above = text.count("\n", function.start, function.head)
        indent = " " * function.indent if above else ""
        parts += [text[at : function.start], "\n" * above, indent, head.group(), "(): 0"]
        at = max(text.rfind("\n", 0, function.end) + 1, function.head)
        parts.append("\n" * text.count("\n", function.head, at))
    return "".join([*parts, text[at:]]) if parts else None


def _doubtful(body: str) -> bool:
    if any(body.count(a) != body.count(b) for a, b in _BRACKETS) or _DOUBTFUL.search(body):
        return True
    return any(part in body and found.search(body) for part, found in _WITHIN_LINES.items())


def _functions(
    text: str, start: int, end: int, indent: int, strings: list[tuple[int, int]]
) -> Iterator[_Function]:
    """Yield the functions of a block, and of the classes in it, in order."""
    first = None
    for place, after in pairwise([*_statements(text, start, end, indent, strings), end]):
        if text[place] == "@":
            first = place if first is None else first
            continue
        if _FUNCTION.match(text, place):
            yield _Function(place if first is None else first, place, after, indent)
        elif text.startswith("class ", place):
            block = _BLOCK.search(text, place, after)
            if block and len(block.group(1)) > indent:
                inner = len(block.group(1))
                yield from _functions(text, block.start(), after, inner, strings)
        first = None


def _statements(
    text: str, start: int, end: int, indent: int, strings: list[tuple[int, int]]
) -> Iterator[int]:
    """Yield the offsets at which a line begins, so far indented, that is no part of a string.

    A line that goes on with a bracketed expression may be among them. That is no harm: if its
    bracket was opened in a body that is left out, the outline does not parse.
    """
    if start == 0 and text[:1] not in {"", " ", "\n", "#"}:
        yield 0
    at = bisect_left(strings, (start, start))
    for match in _line_at(indent).finditer(text, start, end):
        place = match.end() - 1
        while at < len(strings) and strings[at][1] <= place:
            at += 1
        inside = at < len(strings) and strings[at][0] < place
        if not inside and text[match.start() - 1] != "\\":
            yield place


@lru_cache(maxsize=32)
def _line_at(indent: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{{indent}}}[^\s#)\]}}]")


def _long_strings(text: str) -> list[tuple[int, int]] | None:
    """Return where the triple-quoted strings begin and end; None where that cannot be told."""
    found: list[tuple[int, int]] = []
    at = 0
    while (opening := _opening(text, at)) is not None:
        at = _closing(text, opening.group(), opening.end())
        if at < 0:
            return None
        found.append((opening.start(), at))
    return found


def _opening(text: str, at: int) -> re.Match[str] | None:
    """Return the next triple quote that opens a string, from an offset that is in none."""
    while (quotes := _TRIPLE.search(text, at)) is not None:
        line = max(text.rfind("\n", 0, quotes.start()) + 1, at)
        before = text[line : quotes.start()]
        if not any(mark in before for mark in "#\"'"):
            return quotes
        for token in _TOKEN.finditer(text, line):
            if token.group("triple"):
                return _TRIPLE.match(text, token.start())
            if token.end() > quotes.start():  # they stand in a comment or in another string
                at = token.end()
                break
    return None


def _closing(text: str, quotes: str, at: int) -> int:
    """Return the offset after the quotes that end a string, or -1."""
    while (end := text.find(quotes, at)) >= 0:
        slashes = end - len(text[at:end].rstrip("\\")) - at
        if slashes % 2 == 0:
            return end + 3
        at = end + 1
    return -1
