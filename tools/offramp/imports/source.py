"""A text file as Python reads it: its encoding, its lines, and the way back to its bytes."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Source:
    """The text of one file.

    Lines end as Python ends them: at LF, CR LF and at a lone CR, which ``grep`` takes for an
    ordinary character.

    Args:
        raw: the file's bytes.

    Attributes:
        raw: the same.
        text: the decoded text, without byte order mark; every line end as it stands.
        valid: whether Python itself could decode the file (PEP 263); where it could not, the
            text is read as Latin-1, so that it can still be searched.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._bom = b""
        self._encoding = ""
        for bom, encoding in _BOMS:
            if raw.startswith(bom):
                self._bom, self._encoding = bom, encoding
        self.valid = not self._encoding.startswith("utf-16")
        body = raw[len(self._bom) :]
        try:
            self._encoding = codecs.lookup(self._encoding or declared_encoding(body)).name
            self.text = body.decode(self._encoding)
        except (LookupError, UnicodeError):
            self._encoding, self.valid = "latin-1", False
            self.text = body.decode("latin-1")

    @cached_property
    def starts(self) -> list[int]:
        """Offset in characters at which each line begins."""
        if "\r" not in self.text:
            lines = self.text.split("\n")
            return [0, *accumulate(len(line) + 1 for line in lines[:-1])]
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii() and not self._encoding.startswith("utf-16")

    @cached_property
    def _exact(self) -> bool:
        """Whether encoding the text gives the file's bytes again."""
        return self._ascii or self._bom + self.text.encode(self._encoding) == self.raw

    def offset(self, line: int, utf8_column: int) -> int:
        """Return the offset in characters of a place as ``ast`` gives it (PEP 626 and ast docs).

        Args:
            line: 1-based.
            utf8_column: 0-based, in bytes of the line in UTF-8.
        """
        start = self.starts[line - 1]
        if self._ascii:
            return start + utf8_column
        head = self.text[start : start + utf8_column].encode("utf-8", "surrogatepass")
        return start + len(head[:utf8_column].decode("utf-8", "surrogatepass"))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line (1-based) and column (0-based, in characters) of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the byte offsets in the file of a stretch of text; None where there are none."""
        first = len(self._bom)
        if self._ascii:
            return first + start, first + end
        if not self._exact:
            return None
        before = len(self.text[:start].encode(self._encoding))
        inside = len(self.text[start:end].encode(self._encoding))
        return first + before, first + before + inside


def declared_encoding(body: bytes) -> str:
    """Return the encoding that a comment in the first two lines declares (PEP 263), else UTF-8."""
    lines = re.split(rb"\r\n|\r|\n", body[:400], maxsplit=2)[:2]
    for line in lines:
        cookie = _COOKIE.match(line)
        if cookie:
            return cookie.group(1).decode("ascii")
        if not _BLANK.match(line):
            break
    return "utf-8"
