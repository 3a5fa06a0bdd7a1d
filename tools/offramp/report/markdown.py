"""Small pieces of Markdown, safe against what they are filled with."""

from __future__ import annotations

from collections.abc import Sequence


def code(text: str) -> str:
    """Return text as a code span, whatever backquotes and bars it holds."""
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{plain(text)}{pad}{fence}"


def plain(text: str) -> str:
    """Return text for one cell of a table: on one line, its bars escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table as lines; its cells are Markdown already."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]
