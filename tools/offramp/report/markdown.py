"""Small pieces of Markdown, safe against what they are filled with (GitHub's Markdown, 0.29)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKS = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")


def code(text: str) -> str:
    """Return text as a code span, whatever backquotes and bars it holds.

    A bar would end the cell of a table even inside of a span, and its escape would be seen outside
    of a table; so text with bars becomes a ``code`` element.
    """
    line = " ".join(text.split())
    if "|" in line or not line:
        return f"<code>{plain(line)}</code>"
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def plain(text: str) -> str:
    """Return text that says itself: on one line, and nothing in it is markup."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(lambda found: "&#124;" if found[0] == "|" else "\\" + found[0], line)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table as lines; its cells are Markdown already."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]
