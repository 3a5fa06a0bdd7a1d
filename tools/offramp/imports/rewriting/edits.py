"""Exact edits of a file's bytes: what lies outside a span stays as it is, to the byte."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from offramp.errors import CannotJudge
from offramp.imports.source import Source, declared_encoding


class Edit(NamedTuple):
    """One change: the bytes from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Draft:
    """A file on its way to its new form.

    Args:
        path: the file, relative to the root; for messages.
        raw: its bytes.
    """

    def __init__(self, path: str, raw: bytes) -> None:
        self.path = path
        self.source = Source(raw)
        self._edits: set[Edit] = set()

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._edits)

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace the characters from ``start`` to ``end`` (offsets in the decoded text).

        Raises:
            CannotJudge: the file's encoding does not lead back to its bytes.
        """
        if self.source.text[start:end] == text:
            return
        span = self.source.span(start, end)
        if span is None:
            raise CannotJudge("a file's encoding does not lead back to its bytes", where=self.path)
        self.replace_bytes(*span, text)

    def replace_bytes(self, start: int, end: int, text: str) -> None:
        """Replace the bytes from ``start`` to ``end``."""
        self._edits.add(Edit(start, end, text))

    def discard(self) -> None:
        """Forget every edit."""
        self._edits.clear()

    def newline(self) -> str:
        """Return the line end of the file: that of its first line."""
        text = self.source.text
        first = self.source.starts[1] if len(self.source.starts) > 1 else 0
        return (
            "\r\n"
            if text[:first].endswith("\r\n")
            else "\r"
            if text[:first].endswith("\r")
            else "\n"
        )

    def result(self) -> bytes:
        """Return the new bytes.

        Raises:
            CannotJudge: two edits overlap, or a name cannot be written in the file's encoding.
        """
        raw = self.source.raw
        parts, at = [], 0
        for edit in sorted(self._edits):
            if edit.start < at:
                raise CannotJudge("two changes of a file overlap", where=self.path)
            parts += [raw[at : edit.start], self._encoded(edit.text)]
            at = edit.end
        return b"".join([*parts, raw[at:]])

    def _encoded(self, text: str) -> bytes:
        if text.isascii():
            return text.encode("ascii")
        body = self.source.raw.removeprefix(codecs.BOM_UTF8)
        try:
            return text.encode(declared_encoding(body))
        except (LookupError, UnicodeError) as error:
            raise CannotJudge(
                "a new name cannot be written in a file's encoding", found=text, where=self.path
            ) from error
