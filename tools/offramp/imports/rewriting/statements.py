"""Import statements as text: where their parts stand, how an alias goes, how a new one is laid."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from offramp.imports.rewriting.edits import Draft

_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*"
_NAME = rf"[^\W\d]\w*(?:{_GAP}\.{_GAP}[^\W\d]\w*)*"
_DOTTED = re.compile(_NAME)
_FROM = re.compile(rf"from{_GAP}((?:\.{_GAP})*(?:(?!import\b){_NAME})?)")
_WORD = re.compile(r"\w+|\*")
_REST = re.compile(r"[ \t\f]*,?[ \t\f]*(#[^\r\n]*)?")
_COMMENT = re.compile(r"#[^\r\n]*")  # an import statement holds no strings
_DIRECTIVE = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pyright:|pylint:|mypy:|ruff:|flake8:|isort:|fmt:|yapf:|nosec|pragma)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDTH = 88


class Item(NamedTuple):
    """One name that an import statement is to bind: ``from module import name as local``.

    Without a name it is ``import module``, as ``local`` where that differs from the module.

    Attributes:
        again: it is written ``name as name``, which hands it on from a stub (PEP 484).
    """

    module: str
    name: str
    local: str
    again: bool = False

    @property
    def alias(self) -> str:
        """The text after ``import``."""
        name = self.name or self.module
        short = self.local in ("", name) and not self.again
        return name if short else f"{name} as {self.local}"


class Laid(NamedTuple):
    """An item and the comments that go with it: the one beside it, those on lines above it."""

    item: Item
    beside: str = ""
    above: tuple[str, ...] = ()


@dataclass
class Statement:
    """An import statement in a draft; all positions are offsets in characters.

    Args:
        draft: the file.
        node: the statement.
        inner: it stands in a string of the module.
    """

    draft: Draft
    node: ast.Import | ast.ImportFrom
    inner: bool = False

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
            _, end = self.alias_span(self.names[last])
            if not end_of_list:
                self._cut(first, end, self.alias_span(self.names[last + 1])[0])
            else:
                self._cut(first, end, None, self.alias_span(self.names[first - 1])[1])

    def _cut(self, first: int, end: int, following: int | None, previous: int = 0) -> None:
        start, _ = self.alias_span(self.names[first])
        above = next(iter(self._above(first)), None)
        start_of_line = start if above is None else above.start()
        line = start_of_line - len(self._head(start_of_line))
        rest = _REST.match(self.text, end)
        after = _LINE_END.match(self.text, rest.end() if rest else end)
        bare = "(" not in self.text[self.start : start]  # lines joined by a backslash
        if not bare and not self._head(start).strip() and after:  # whole lines are theirs
            self.draft.replace(line, after.end(), "")
        elif following is not None:
            self.draft.replace(start, following, "")
        else:
            self.draft.replace(previous, end, "")

    def laid(self, alias: ast.alias, item: Item) -> Laid:
        """Return an item that takes the place of an alias, with the comments of that."""
        if self.inner and self.joined:
            return Laid(item)  # what stands in one line of a string can hold no comments
        found = _REST.match(self.text, self.alias_span(alias)[1], self.end)
        above = tuple(c.group() for c in self._above(self.names.index(alias)))
        return Laid(item, (found.group(1) or "") if found else "", above)

    def _above(self, index: int) -> Iterator[re.Match[str]]:
        """Yield the comments on the lines between an alias and what comes before it."""
        start, _ = self.alias_span(self.names[index])
        before = self._bracket() if index == 0 else self.alias_span(self.names[index - 1])[1]
        rest = _REST.match(self.text, before, start)
        return _COMMENT.finditer(self.text, rest.end() if rest else before, start)

    def _bracket(self) -> int:
        """Return the offset after the opening bracket; that of the first alias without one."""
        first, _ = self.alias_span(self.names[0])
        return self.text.find("(", self.start, first) + 1 or first

    def _loose_comments(self) -> list[str]:
        """Return the comments that belong to no alias: beside the bracket, and at the end."""
        head = _REST.match(self.text, self._bracket(), self.end)
        tail = _REST.match(self.text, self.alias_span(self.names[-1])[1], self.end)
        found = [head.group(1)] if head else []
        found += _COMMENT.findall(self.text, tail.end() if tail else self.end, self.end)
        return [comment for comment in found if comment]

    def insert_before(self, statements: list[str]) -> None:
        """Put statements in front of this one, on lines of their own where that can be."""
        new = self._directed(statements, [*self._loose_comments(), self._trailing()])
        self.draft.replace(self.start, self.start, self._joined([*new, ""]))

    def substitute(self, statements: list[str]) -> None:
        """Put statements in the place of this one."""
        loose = self._loose_comments()
        kept = [c for c in loose if not _DIRECTIVE.match(c)] if not self.joined else []
        *others, last = self._directed(statements or ["pass"], loose)
        others = self._directed(others, [self._trailing()])  # the last one has it already
        self.draft.replace(self.start, self.end, self._joined([*kept, *others, last]))

    @property
    def commented(self) -> bool:
        """Whether there is a comment in the statement, or behind it."""
        return bool(self._trailing() or _COMMENT.search(self.text, self.start, self.end))

    def _trailing(self) -> str:
        """Return the comment that follows the statement on its last line."""
        found = re.compile(r"[ \t\f]*(#[^\r\n]*)?").match(self.text, self.end)
        return (found.group(1) or "") if found else ""

    def _directed(self, statements: list[str], comments: list[str]) -> list[str]:
        """Give each statement the comments that speak to tools: ``# noqa``, ``# type: ignore``."""
        if self.joined:
            return statements
        directives = [c for c in comments if _DIRECTIVE.match(c)]
        return [_directed(s, [c for c in directives if c not in s]) for s in statements]

    def drop(self) -> None:
        """Take the statement away, with its line where it has one of its own."""
        line = self.start - len(self._head(self.start))
        rest = re.compile(r"[ \t\f]*").match(self.text, self.end)
        after = _LINE_END.match(self.text, rest.end() if rest else self.end)
        if self.node.col_offset == 0 and self.start == line and after:
            self.draft.replace(line, after.end(), "")
        else:
            self.substitute([])

    @property
    def joined(self) -> bool:
        """Whether something stands before it on its line: ``if x:``, ``y;`` or a prompt."""
        return bool(self._head(self.start).strip())

    def _head(self, offset: int) -> str:
        """Return what stands before a place on its line."""
        return self.text[:offset].rpartition("\n")[2].rpartition("\r")[2]

    def _joined(self, statements: list[str]) -> str:
        if self.joined:
            parts = (s if "#" in s else s.replace("\n", " ") for s in statements if s)
            return "; ".join(parts) + ("; " if statements[-1] == "" else "")
        newline = self.draft.newline()
        lines = "\n".join(statements).replace("\n", "\n" + self._head(self.start))
        return lines.replace("\n", newline)


def render(module: str, items: Iterable[Laid], *, joined: bool = False) -> str:
    """Return a ``from`` import of these items, each with the comments that go with it.

    Args:
        module: where they come from; empty for an ``import`` of modules.
        items: what to bind, in order.
        joined: another statement may follow on the same line, so no comment may be the last.
    """
    listed = list(dict.fromkeys(items))
    if not listed[0].item.name:  # a module at the top has no package to take it from
        return "import " + ", ".join(laid.item.alias for laid in listed)
    one = f"from {module} import " + ", ".join(laid.item.alias for laid in listed)
    commented = any(laid.beside or laid.above for laid in listed)
    if not commented and (len(one) <= _WIDTH or len(listed) == 1):
        return one
    if len(listed) == 1 and not listed[0].above and not joined:
        return f"{one}  {listed[0].beside}"
    lines = [f"from {module} import ("]
    for item, beside, above in listed:
        lines += [f"    {comment}" for comment in above]
        lines.append(f"    {item.alias},{'  ' + beside if beside else ''}")
    return "\n".join([*lines, ")"])


def _directed(statement: str, comments: list[str]) -> str:
    first, *others = statement.split("\n")
    return "\n".join(["  ".join([first, *comments]), *others])


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
