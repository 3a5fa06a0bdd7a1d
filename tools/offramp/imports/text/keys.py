"""Under which keys a line of configuration stands, told from indentation."""

from __future__ import annotations

import re

_KEYED = re.compile(
    r"""(?P<lead>[ \t]*(?:-[ \t]+)*)
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'
          |(?P<bare>[^\s"'\#:=\[\]{},;-][^"'\#:=\[\]{},]*?))
        [ \t]*(?::(?=\s|$)|=(?!=))""",
    re.VERBOSE,
)
_SECTION = re.compile(r"^\[+\s*(?P<name>[^\]]+?)\s*\]+\s*(?:[#;].*)?$")
_BLOCK = re.compile(r"(?:^|[\s:-])[|>][-+\d]*\s*(?:\#.*)?$")
_QUOTES = ('"""', "'''")
_COMMENT = re.compile(r"[ \t]*(?:[#;]|//)")


class Keys:
    """Follows the lines of a configuration file.

    Pretty-printed JSON, lists of TOML and continued values of INI are indented as YAML is, so that
    one rule serves them all.

    Args:
        sections: lines in brackets are headings, as in TOML and INI.
        blocks: ``|`` and ``>`` open a text that goes on while it is indented, as in YAML.

    Attributes:
        section: the heading that the line stands under; empty if none.
        in_block: the line is a part of a text of many lines.
    """

    def __init__(self, *, sections: bool, blocks: bool) -> None:
        self._sections = sections
        self._blocks = blocks
        self._open: list[tuple[int, str]] = []
        self._block = -1
        self._pending: tuple[int, str] | None = None
        self._text = ""  # the quotes that end a text of many lines in TOML
        self.section = ""
        self.in_block = False

    @property
    def above(self) -> list[str]:
        """The keys that the line stands under, the innermost last."""
        return [key for _, key in self._open if key]

    def step(self, line: str) -> None:
        """Go on to the next line, given without its line end."""
        if self._pending:
            self._open.append(self._pending)
        self._pending, self.in_block = None, False
        if self._inside(line):
            return
        keyed = _KEYED.match(line)
        depth = _depth(line)
        item = line.startswith("- ", depth)
        column = keyed.end("lead") if keyed else depth + 2 * item
        self._leave(column if keyed or item or line[depth] in "]})" else column + 1)
        if keyed:
            key = keyed.group("double") or keyed.group("single") or keyed.group("bare")
            self._pending = (column, key or "")
        if self._blocks and _BLOCK.search(line):
            self._block = column if keyed else depth
        elif self._sections:
            odd = [quotes for quotes in _QUOTES if line.count(quotes) % 2]
            self._text = odd[0] if odd else ""

    def _inside(self, line: str) -> bool:
        """Whether a line is empty, a comment, a heading, or belongs to a text of many lines."""
        if not line.strip():
            return True
        if self._text:
            self.in_block = True
            self._text = "" if self._text in line else self._text
            return True
        if self._block >= 0 and _depth(line) > self._block:
            self.in_block = True
            return True
        self._block = -1
        heading = _SECTION.match(line) if self._sections else None
        if heading:
            self.section = heading.group("name")
            self._open.clear()
        return heading is not None or _COMMENT.match(line) is not None

    def _leave(self, column: int) -> None:
        while self._open and self._open[-1][0] >= column:
            self._open.pop()


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
