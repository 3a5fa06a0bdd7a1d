"""The parts of a line of configuration or of a command: quoted texts, keys, values, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<comment>(?:^|(?<=\s))\#.*)
      | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.|'')*')
      | (?P<bracket>[\[\]{}])
      | (?P<colon>:(?=\s|$))
      | (?P<equals>(?<![=!<>])=(?!=))""",
    re.VERBOSE,
)


class Region(NamedTuple):
    """A part of a line.

    Attributes:
        start: its offset in the line.
        text: the part, without its quotes.
        quoted: whether it stood in quotes.
        comment: whether it is a comment.
        key: what stands to the left of the colon or equals sign before it; empty if nothing.
    """

    start: int
    text: str
    quoted: bool = False
    comment: bool = False
    key: str = ""


def regions(line: str, *, colons: bool, equals: bool, comments: bool = True) -> Iterator[Region]:
    """Split a line into the parts that each say one thing.

    Args:
        line: without its line end.
        colons: a colon before a space ends a key, as in YAML.
        equals: the first equals sign ends a key, as in TOML and INI.
        comments: ``#`` begins a comment.
    """
    at, key, split = 0, "", False
    lead = re.match(r"\s*(?:-\s+)*", line)
    if lead and colons:
        at = lead.end()
    for match in _TOKEN.finditer(line):
        kind = match.lastgroup
        separates = (kind == "colon" and colons) or (kind == "equals" and equals and not split)
        if kind in {"colon", "equals"} and not separates:
            continue
        if (kind == "comment" and not comments) or match.start() < at:
            continue
        if line[at : match.start()].strip():
            yield _plain(line, at, match.start(), key)
        if separates:
            key, split = line[at : match.start()].strip(" \t\"'") or key, True
        elif kind == "quoted":
            yield Region(match.start() + 1, match.group()[1:-1], quoted=True, key=key)
            key = key or match.group()[1:-1]
        elif kind == "comment":
            yield Region(match.start(), match.group(), comment=True, key=key)
        at = match.end()
    if line[at:].strip():
        yield _plain(line, at, len(line), key)


def _plain(line: str, start: int, end: int, key: str) -> Region:
    text = line[start:end]
    left = len(text) - len(text.lstrip())
    return Region(start + left, text.strip(), key=key)
