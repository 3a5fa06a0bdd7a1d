"""The parts of a line of configuration or of a command: quoted texts, keys, values, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARTS = r"""(?P<quoted>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.|'')*')
      | (?P<opening>[\[{]) | (?P<closing>[\]}])
      | (?P<comma>,)
      | (?P<colon>:(?=\s|$))
      | (?P<equals>(?<![=!<>])=(?!=))"""
_TOKEN = {
    style: re.compile(rf"(?P<comment>{comment}) | {_PARTS}", re.VERBOSE)
    for style, comment in {"#": r"(?:^|(?<=\s))\#.*", "//": r"(?:^|(?<=\s))//.*|/\*.*?\*/"}.items()
}
# Where words need no quotes: a quote or a bracket inside a sentence opens nothing.
_NEARBY = 500  # characters before a quote or a bracket that are looked at
_WORDS = re.compile(r"\w\s|\w$")
_CALL = re.compile(r"\w\($")
_OPENS_FLOW = re.compile(r"(?:\s*[!&]\S*)*\s*[(]?")
_MORE_WORDS = re.compile(r"\s+[A-Za-z]")


class Syntax(NamedTuple):
    """How lines of a format are split.

    Attributes:
        colons: a colon before a space ends a key, as in YAML.
        equals: the first equals sign ends a key, as in TOML and INI.
        comments: what begins a comment.
        plain: values may stand without quotes, so that a quote or a bracket opens something only
            where a value begins; in brackets, commas separate.
    """

    colons: bool = False
    equals: bool = False
    comments: str = "#"
    plain: bool = False


SHELL = Syntax()
TOML = Syntax(equals=True)
INI = Syntax(colons=True, equals=True, plain=True)
YAML = Syntax(colons=True, plain=True)
JSON = Syntax(colons=True, comments="//")


class Region(NamedTuple):
    """A part of a line.

    Attributes:
        start: its offset in the line.
        text: the part, without its quotes.
        quoted: whether it stood in quotes.
        comment: whether it is a comment.
        key: what stands to the left of the colon or equals sign before it; empty if nothing.
        value: offset in the line at which the value begins that it is a part of.
    """

    start: int
    text: str
    quoted: bool = False
    comment: bool = False
    key: str = ""
    value: int = 0


def regions(line: str, syntax: Syntax) -> Iterator[Region]:
    """Split a line, given without its line end, into the parts that each say one thing."""
    at, key, value, depth = 0, "", 0, 0
    lead = re.match(r"\s*(?:-\s+)*", line)
    if lead and syntax.colons:
        at = lead.end()
    for match in _TOKEN[syntax.comments].finditer(line):
        if match.start() < at:
            continue
        kind, before = match.lastgroup, line[max(at, match.start() - _NEARBY) : match.start()]
        separates = (kind == "colon" and syntax.colons) or (
            kind == "equals" and syntax.equals and not value
        )
        if not separates and not _stands(match, before, syntax, depth):
            continue
        if line[at : match.start()].strip():
            yield _plain(line, at, match.start(), key, value)
        if separates:
            key, value = before.strip(" \t\"'") or key, match.end()
        elif kind == "quoted":
            width = 3 if match.group()[:3] in {'"""', "'''"} and len(match.group()) > 5 else 1
            text = match.group()[width:-width]
            yield Region(match.start() + width, text, quoted=True, key=key, value=value)
            key = key or text
        elif kind == "comment":
            yield Region(match.start(), match.group(), comment=True, key=key, value=value)
        depth += {"opening": 1, "closing": -1}.get(kind or "", 0)
        at = match.end()
    if line[at:].strip():
        yield _plain(line, at, len(line), key, value)


def _stands(match: re.Match[str], before: str, syntax: Syntax, depth: int) -> bool:
    """Whether a token means something where it stands, given what is around it."""
    kind = match.lastgroup
    if kind in {"colon", "equals"}:
        return False
    if kind == "comma":
        return syntax.plain and depth > 0
    if not syntax.plain or kind == "comment":
        return True
    if kind == "quoted":
        # Two brackets open an expression of a template, where words and strings mix.
        amid = _WORDS.search(before) and not _CALL.search(before)
        amid = amid or _MORE_WORDS.match(match.string, match.end()) is not None
        return depth > 1 or not amid
    if kind == "opening":
        return _OPENS_FLOW.fullmatch(before) is not None
    return depth > 0 or not re.search(r"[\[{]", before)


def _plain(line: str, start: int, end: int, key: str, value: int) -> Region:
    text = line[start:end]
    left = len(text) - len(text.lstrip())
    return Region(start + left, text.strip(), key=key, value=value)
