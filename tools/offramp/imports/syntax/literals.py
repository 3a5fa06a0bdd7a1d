"""String literals: their text as it is written, so that a part of one can be pointed at."""

from __future__ import annotations

import ast
import re

from offramp.imports.source import Source

_LITERAL = re.compile(
    r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")(?P<inner>.*)(?P=quote)", re.DOTALL
)


class Written:
    """A string constant in the source.

    Args:
        source: the module's text.
        node: the constant.

    Attributes:
        start: offset of the literal.
        end: offset after it.
        inner: offset of the text between the quotes, None where it is not written out as it is
            (escapes, several literals side by side).
    """

    def __init__(self, source: Source, node: ast.Constant) -> None:
        self.start = source.offset(node.lineno, node.col_offset)
        self.end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        self._raw = source.text[self.start : self.end]
        match = _LITERAL.fullmatch(self._raw)
        self.inner: int | None = None
        if match and _unix(match.group("inner")) == node.value:
            self.inner = self.start + match.start("inner")
        self.crlf = "\r\n" in self._raw

    def at(self, index: int) -> int:
        """Return where a place in the value is written, if the value is written out as it is."""
        start = self.start if self.inner is None else self.inner
        if self.crlf:  # two characters end a line, of which the value has one
            for end in re.finditer("\r\n", self._raw[start - self.start :]):
                if end.start() >= index:
                    break
                index += 1
        return start + index

    def find(self, text: str, index: int) -> tuple[int, int, bool]:
        """Return where a part of the value is written: start, end, and whether that is exact.

        Args:
            text: the part.
            index: its offset in the value.
        """
        if self.inner is not None:
            return self.at(index), self.at(index + len(text)), True
        # Not written out as it is: the first place that reads the same.
        at = self._raw.find(text)
        if at < 0 or self._raw.count(text) > 1:
            return self.start, self.end, False
        return self.start + at, self.start + at + len(text), True


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
