"""The page's tables: Markdown, and the marked places that it goes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_PLACE = re.compile(r"(<!-- conformance: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is words, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def prose_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table of words."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def fill(page: str, made: Mapping[str, str]) -> str:
    """Return a page with what was made at its places; a place that was not made keeps its text.

    Raises:
        SystemExit: something was made that has no place.
    """
    places = {match["name"] for match in _PLACE.finditer(page)}
    if homeless := sorted(set(made) - places):
        raise SystemExit(f"the page has no place for: {', '.join(homeless)}")

    def put(match: re.Match[str]) -> str:
        text = made.get(match["name"])
        return match[0] if text is None else f"{match[1]}\n{text}\n{match[3]}"

    return _PLACE.sub(put, page)


def stale(page: str, made: Mapping[str, str]) -> list[str]:
    """Return the names of the places whose text is not what was made."""
    return sorted(name for name, text in made.items() if fill(page, {name: text}) != page)


def percent(share: float | None) -> str:
    """Return a share for people; only what is whole is shown as 100%."""
    if share is None:
        return "-"
    return f"{min(round(share * 100), 100 if share == 1 else 99)}%"
