"""Attribute chains: ``a.compat.x`` becomes the home of what it leads to."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.imports.model import Reference
from offramp.imports.rewrite_edits import Draft

if TYPE_CHECKING:
    from offramp.imports.rewrite_python import PythonFix

_LAST_WORD = re.compile(r"\w+\Z")
_WRITTEN_OUT = re.compile(r"(?:[\w.\s]|\\\s)*")


class ChainFix:
    """The chains of a file.

    Args:
        file: the file.
    """

    def __init__(self, file: PythonFix) -> None:
        self.file = file
        self.canonical = file.canonical

    def find(self, reference: Reference) -> ast.Attribute | None:
        """Return the attribute that is written exactly where a reference says."""
        for node in self.file.expressions[reference.line]:
            if isinstance(node, ast.Attribute):
                offsets = extent(self.file.draft, node, node)
                if self.file.draft.source.span(*offsets) == reference.span:
                    return node
        return None

    def fix(self, reference: Reference) -> str:
        """Rewrite ``a.compat.x``; return why it could not be done, or nothing."""
        node: ast.expr | None = self.find(reference)
        links: list[ast.Attribute] = []
        while isinstance(node, ast.Attribute):
            links.insert(0, node)
            node = node.value
        if not isinstance(node, ast.Name):
            return "the name is not written out in one piece"
        parts = reference.legacy.split(".")
        base = ".".join(parts[: len(parts) - len(links)])
        for count in range(1, len(links) + 1):
            home = self.canonical.of_prefix(base, [link.attr for link in links], count)
            if home is not None:
                return self._write(node, links[:count], reference.legacy, base, home)
        return self.canonical.home(reference.legacy).why

    def fix_star_name(self, reference: Reference) -> str:
        """Rewrite ``compat.x`` where ``from a import *`` has brought ``compat``."""
        file = self.file
        place = file.draft.source.starts[reference.line - 1] + reference.column
        here = (n for n in file.expressions[reference.line] if isinstance(n, ast.Name))
        name = next((n for n in here if extent(file.draft, n, n)[0] == place), None)
        parts = reference.legacy.split(".")
        if name is None or name.id not in parts:
            return reference.note
        base = ".".join(parts[: parts.index(name.id, 1) + 1])
        home = self.canonical.home(base)
        package = base.rpartition(".")[0]
        if home.name is None:
            return home.why
        if home.name == f"{self.canonical.of(package)}.{name.id}":
            return ""  # the star import is rewritten, and brings it still
        if home.name.rpartition(".")[0] != package:
            return f"{reference.note}, which does not bring {home.name}"
        file.draft.replace(*extent(file.draft, name, name), home.name.rpartition(".")[2])
        return ""

    def _write(
        self, name: ast.Name, links: Sequence[ast.Attribute], legacy: str, base: str, home: str
    ) -> str:
        file, root = self.file, home.partition(".")[0]
        inside = (home + ".").startswith(base + ".")
        clean = root not in file.uses.bound or file.is_import_of(root)
        if not clean and not (inside and name.id == root):
            return f"{root} means something else in this file"
        new = name.id + home[len(base) :] if inside else home
        span = chain_edit(file.draft, name, links, new)
        if span is None:
            return f"a comment or a bracket stands inside of {legacy}"
        file.draft.replace(*span)
        module = home if self.canonical.modules.is_module(home) else home.rpartition(".")[0]
        file.needs[name.id][legacy] = module
        return ""


def chain_edit(
    draft: Draft, name: ast.Name, links: Sequence[ast.Attribute], new: str
) -> tuple[int, int, str] | None:
    """Return the edit that writes a dotted name in the place of a chain.

    What is the same at both ends stays as it is written, with its line breaks and comments.

    Returns:
        Where it begins and ends, and the text; None where a comment or a bracket is in the way.
    """
    start, end = extent(draft, name, links[-1])
    text = draft.source.text
    if "." in new and not re.fullmatch(r"[\w.]*", text[start:end]):
        ends = [extent(draft, name, last)[1] for last in (name, *links)]
        old, parts = [name.id, *(link.attr for link in links)], new.split(".")
        most = min(len(old), len(parts)) - 1
        head = tail = 0
        while head < most and old[head] == parts[head]:
            head += 1
        while tail < most - head and old[-1 - tail] == parts[-1 - tail]:
            tail += 1
        first = _LAST_WORD.search(text, start, ends[head])
        start, end = first.start() if first else start, ends[len(old) - 1 - tail]
        new = ".".join(parts[head : len(parts) - tail])
    return (start, end, new) if _WRITTEN_OUT.fullmatch(text, start, end) else None


def extent(draft: Draft, first: ast.expr, last: ast.expr) -> tuple[int, int]:
    """Return where ``first`` begins and ``last`` ends, in characters."""
    source = draft.source
    return (
        source.offset(first.lineno, first.col_offset),
        source.offset(last.end_lineno or last.lineno, last.end_col_offset or 0),
    )
