"""The tokens of text that no parser accepts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<gap>(?:[ \t\f\ufeff]|\\(?:\r\n|\r|\n))+)
      | (?P<newline>\r\n|\r|\n)
      | (?P<comment>\#[^\r\n]*|(?:(?<=\n)|(?<=\r)|\A)(?:<{7}|={7}|>{7}|\|{7})[^\r\n]*)
      | (?P<string>[A-Za-z]{0,2}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''
            |"(?:[^"\\\r\n]|\\(?:\r\n|.))*"|'(?:[^'\\\r\n]|\\(?:\r\n|.))*'))
      | (?P<name>[^\W\d]\w*)
      | (?P<other>\d[\w.]*|.)""",
    re.VERBOSE | re.DOTALL,
)
_FORMATTED = re.compile(r"(?i:[ft]r?|r[ft])[\"']")
_FIELD = re.compile(r"\{[^{}]*")


class Token(NamedTuple):
    """A token; ``kind`` is ``newline``, ``comment``, ``string``, ``name`` or ``other``.

    What an unfinished merge leaves between its sides is a comment.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Token]:
    """Yield the tokens of a stretch of text, those in an f-string's fields after the string."""
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == "gap":
            continue
        yield Token(match.lastgroup or "", match.group(), match.start(), match.end())
        if match.lastgroup == "string" and _FORMATTED.match(match.group()):
            # Where the interpreter's grammar lets quotes stand in a field, it may end early here.
            for field in _FIELD.finditer(text, match.start(), match.end()):
                yield Token("other", "{", field.start(), field.start() + 1)
                yield from tokens(text, field.start() + 1, field.end())
