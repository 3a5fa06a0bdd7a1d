"""Import statements as text: where their parts stand, how an alias goes, how a new one is laid."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from offramp.imports.rewrite_edits import Draft

_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*"
_NAME = rf"[^\W\d]\w*(?:{_GAP}\.{_GAP}[^\W\d]\w*)*"
_DOTTED = re.compile(_NAME)
_FROM = re.compile(rf"from{_GAP}((?:\.{_GAP})*(?:(?!import\b){_NAME})?)")
_WORD = re.compile(r"\w+|\*")
_REST = re.compile(r"[ \t\f]*,?[ \t\f]*(#[^\r\n]*)?")
_COMMENT = re.compile(r"#[^\r\n]*")  # an import statement holds no strings
_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDTH = 88


class Item(NamedTuple):
    """One name that an import statement is to bind: ``from module import name as local``.

    Without a name it is ``import module``, as ``local`` where that differs from the module.
    """

    module: str
    name: str
    local: str

    @property
    def alias(self) -> str:
        """The text after ``import``."""
        name = self.name or self.module
        return name if self.local in ("", name) else f"{name} as {self.local}"


@dataclass
class Statement:
    """An import statement in a draft; all positions are offsets in characters."""

    draft: Draft
    node: ast.Import | ast.ImportFrom

    def __post_init__(self) -> None:
        """Find where it begins and ends."""
        node, source = self.node, self.draft.source
        self.text = source.text
        self.start = source.offset(node.lineno, node.col_offset)
        self.end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    @property
    def names(self) -> list[ast.alias]:
        """Its aliases."""
        return self.node.names

    def module_span(self) -> tuple[int, int]:
        """Return where the module of a ``from`` import is written, its dots included."""
        found = _FROM.match(self.text, self.start)
        if found is None:
            return self.start, self.start
        return found.start(1), found.start(1) + len(found.group(1).rstrip(" \t\f\\\r\n"))

    def alias_span(self, alias: ast.alias) -> tuple[int, int]:
        """Return where an alias is written, its ``as`` included."""
        source = self.draft.source
        start = source.offset(alias.lineno, alias.col_offset)
        return start, source.offset(alias.end_lineno or alias.lineno, alias.end_col_offset or 0)

    def name_span(self, alias: ast.alias) -> tuple[int, int]:
        """Return where the name of an alias is written, without its ``as``."""
        start, _ = self.alias_span(alias)
        pattern = _DOTTED if isinstance(self.node, ast.Import) else _WORD
        found = pattern.match(self.text, start)
        return start, found.end() if found else start

    def rename(self, alias: ast.alias, item: Item) -> None:
        """Let an alias bind what ``item`` says, in its place; an ``as`` that stands is kept."""
        start, end = self.name_span(alias)
        new = item.name or item.module
        if alias.asname is None and item.local not in ("", new):
            new += f" as {item.local}"
        elif alias.asname is not None and alias.asname != item.local:
            end = self.alias_span(alias)[1]
        self.draft.replace(start, end, new)

    def retarget(self, module: str) -> None:
        """Replace the module of a ``from`` import; what follows may stand right beside it."""
        start, end = self.module_span()
        before = "" if self.text[start - 1 : start].isspace() or module[:1] == "." else " "
        after = " " if self.text[end : end + 1].isalpha() and module[-1:] != "." else ""
        self.draft.replace(start, end, before + module + after)

    def remove(self, aliases: Iterable[ast.alias]) -> None:
        """Take aliases out of the list; at least one other one stays."""
        gone = {id(a) for a in aliases}
        for first, last, end_of_list in _runs(self.names, gone):
            start, _ = self.alias_span(self.names[first])
            _, end = self.alias_span(self.names[last])
            if not end_of_list:
                self._cut(start, end, self.alias_span(self.names[last + 1])[0])
            else:
                self._cut(start, end, None, self.alias_span(self.names[first - 1])[1])

    def _cut(self, start: int, end: int, following: int | None, previous: int = 0) -> None:
        line = start - len(self.text[:start].rpartition("\n")[2].rpartition("\r")[2])
        rest = _REST.match(self.text, end)
        after = _LINE_END.match(self.text, rest.end() if rest else end)
        bare = "(" not in self.text[self.start : start]  # lines joined by a backslash
        if not bare and not self.text[line:start].strip() and after:  # whole lines are theirs
            self.draft.replace(line, after.end(), "")
        elif following is not None:
            self.draft.replace(start, following, "")
        else:
            self.draft.replace(previous, end, "")

    def comment(self, alias: ast.alias) -> str:
        """Return the comment that follows an alias inside of the statement; empty if none does."""
        found = _REST.match(self.text, self.alias_span(alias)[1], self.end)
        return (found.group(1) or "") if found else ""

    def loose_comments(self) -> list[str]:
        """Return the statement's comments that belong to none of its aliases."""
        kept = [self.comment(alias) for alias in self.names]
        return [c for c in _COMMENT.findall(self.text, self.start, self.end) if c not in kept]

    def insert_before(self, statements: list[str]) -> None:
        """Put statements in front of this one, on lines of their own where that can be."""
        self.draft.replace(self.start, self.start, self._joined([*statements, ""]))

    def substitute(self, statements: list[str]) -> None:
        """Put statements in the place of this one."""
        comments = [] if self.indent(whole=True).strip() else self.loose_comments()
        new = [*comments, *(statements or ["pass"])]
        self.draft.replace(self.start, self.end, self._joined(new))

    def drop(self) -> None:
        """Take the statement away, with its line where it has one of its own."""
        line = self.start - len(self.indent(whole=True))
        rest = re.compile(r"[ \t\f]*").match(self.text, self.end)
        after = _LINE_END.match(self.text, rest.end() if rest else self.end)
        if self.node.col_offset == 0 and self.start == line and after:
            self.draft.replace(line, after.end(), "")
        else:
            self.substitute([])

    def indent(self, *, whole: bool = False) -> str:
        """Return what stands before the statement on its line, if it is blank (or whole)."""
        head = self.text[: self.start].rpartition("\n")[2].rpartition("\r")[2]
        return head if whole or not head.strip() else ""

    def _joined(self, statements: list[str]) -> str:
        head = self.indent(whole=True)
        if head.strip():  # after a semicolon, or after "if x:"
            return "; ".join(s.replace("\n", " ") for s in statements if s) + (
                "; " if statements[-1] == "" else ""
            )
        newline = self.draft.newline()
        lines = "\n".join(statements).replace("\n", "\n" + head)
        return lines.replace("\n", newline)


def render(module: str, items: Iterable[tuple[Item, str]]) -> str:
    """Return a ``from`` import of these items, each with the comment that goes with it."""
    listed = list(dict.fromkeys(items))
    if not listed[0][0].name:  # a module at the top has no package to take it from
        return "import " + ", ".join(item.alias for item, _ in listed)
    one = f"from {module} import " + ", ".join(item.alias for item, _ in listed)
    if not any(comment for _, comment in listed) and (len(one) <= _WIDTH or len(listed) == 1):
        return one
    if len(listed) == 1:
        return f"{one}  {listed[0][1]}"
    lines = [f"    {item.alias},{'  ' + comment if comment else ''}" for item, comment in listed]
    return "\n".join([f"from {module} import (", *lines, ")"])


def _runs(names: list[ast.alias], gone: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield (first, last, whether it ends the list) of each run of aliases that go."""
    index = 0
    while index < len(names):
        if id(names[index]) not in gone:
            index += 1
            continue
        first = index
        while index < len(names) and id(names[index]) in gone:
            index += 1
        yield first, index - 1, index == len(names)


def relative(module: str, package: str) -> str:
    """Return a module's name as seen from a package; the absolute one where roots differ."""
    here, there = package.split("."), module.split(".")
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    if not same:
        return module
    return "." * (len(here) - same + 1) + ".".join(there[same:])
