"""Lines for people, on standard error; safe for any terminal, whatever they say (S8)."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

_COLOURS = {"good": "32", "bad": "31", "warn": "33", "dim": "2", "bold": "1"}
MOST = 50
"""How many lines of one kind are shown before the rest is counted."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*m)")
"""What moves the cursor or clears the screen: a file's name may hold it. Colours are ours."""


class Terminal:
    """Writes lines to a stream, in colour where it is a terminal that wants it.

    Args:
        stream: standard error by default; JSON goes to standard output, alone.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.colour = _wants_colour(self.stream)

    def line(self, text: str = "") -> None:
        """Write a line; what the encoding lacks or the terminal would obey is escaped."""
        encoding = self.stream.encoding or "utf-8"
        text = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
        safe = text.encode(encoding, "backslashreplace").decode(encoding)
        self.stream.write(safe + "\n")
        self.stream.flush()

    def paint(self, text: str, how: str) -> str:
        """Return the text in a colour by its meaning: good, bad, warn, dim, bold."""
        return f"\x1b[{_COLOURS[how]}m{text}\x1b[0m" if self.colour else text

    def heading(self, text: str) -> None:
        """Write a line that stands out."""
        self.line()
        self.line(self.paint(text, "bold"))

    def lines(self, lines: Iterable[str], indent: str = "  ", most: int | None = MOST) -> None:
        """Write lines, at most ``most`` of them (None for all), and count the rest."""
        every = list(lines)
        for line in every[:most]:
            self.line(indent + line)
        if most is not None and len(every) > most:
            self.line(f"{indent}+{len(every) - most} more (all of them with --json)")

    def table(self, rows: Sequence[Sequence[str]], indent: str = "  ") -> None:
        """Write rows in columns as wide as their widest cell; the last one is left as it is."""
        if not rows:
            return
        widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
        for row in rows:
            padded = zip(row, widths, strict=False)
            cells = [cell + " " * (width - _width(cell)) for cell, width in padded]
            self.line((indent + "  ".join([*cells, row[-1]])).rstrip())


def _width(cell: str) -> int:
    return len(_COLOUR.sub("", cell))


def _wants_colour(stream: TextIO) -> bool:
    """Follow NO_COLOR and FORCE_COLOR as informal standards have them; 0 means no."""
    if os.environ.get("NO_COLOR"):
        return False
    force = os.environ.get("FORCE_COLOR", "")
    if force:
        return force != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"
