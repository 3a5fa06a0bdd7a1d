"""Attribute chains: ``a.compat.x`` becomes the home of what it leads to."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.imports.model import Reference
from offramp.imports.rewriting.edits import Draft

if TYPE_CHECKING:
    from offramp.imports.rewriting.python import PythonFix

_LAST_WORD = re.compile(r"\w+\Z")
_DOT = re.compile(r"#[^\r\n]*|(\.)")
_WRITTEN_OUT = re.compile(r"(?:[\w.\s]|\\\s)*")


class ChainFix:
    """The chains of a file.

    Args:
        file: the file.
    """

    def __init__(self, file: PythonFix) -> None:
        self.file = file
        self.canonical = file.canonical
        self._set: set[str] = set()

    def note_set(self, reference: Reference) -> None:
        """Note what a file sets on a module of the layer: it need not exist there before."""
        if any(isinstance(node.ctx, ast.Store) for node in self.find(reference)):
            self._set.add(reference.legacy)

    def find(self, reference: Reference) -> list[ast.Attribute]:
        """Return the chains that a reference speaks of.

        That is the one which is written exactly where it says; of code in a string that names the
        layer by way of another name, which has no exact place, all that mean the same.
        """
        here = (n for n in self.file.expressions[reference.line] if isinstance(n, ast.Attribute))
        if reference.span is None:
            return [node for node in here if self._means(node) == reference.legacy]
        source = self.file.draft.source
        return [n for n in here if source.span(*extent(self.file.draft, n, n)) == reference.span]

    def _means(self, node: ast.Attribute) -> str:
        """Return what a chain means by the imports of the file; empty where none binds it.

        A name that stands for the layer itself is seen to where it is bound.
        """
        name, _, attributes = ast.unparse(node).partition(".")
        meant = self.file.meaning(name)
        return f"{meant}.{attributes}" if meant and not self.canonical.is_legacy(meant) else ""

    def fix(self, reference: Reference) -> str:
        """Rewrite ``a.compat.x``; return why it could not be done, or nothing."""
        reasons = {self._fix(node, reference) for node in self.find(reference)}
        return max(reasons, default="the name is not written out in one piece")

    def _fix(self, node: ast.expr, reference: Reference) -> str:
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
        if reference.legacy in self._set:  # the file itself gives it to the module
            package, _, name = reference.legacy.rpartition(".")
            home = self.canonical.of(package)
            if home is not None and self.canonical.modules.is_module(home):
                return self._write(node, links, reference.legacy, base, f"{home}.{name}")
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
        replace_chain(file.draft, name, links, new)
        module = home if self.canonical.modules.is_module(home) else home.rpartition(".")[0]
        file.needs[name.id][legacy] = module
        return ""


def replace_chain(draft: Draft, name: ast.Name, links: Sequence[ast.Attribute], new: str) -> None:
    """Write a dotted name in the place of a chain.

    What is the same at both ends stays as it is written; so do brackets and comments within.
    """
    text, parts, old = draft.source.text, new.split("."), [name.id, *(x.attr for x in links)]
    start, end = extent(draft, name, links[-1])
    most = min(len(old), len(parts)) - 1
    head = tail = 0
    if not re.fullmatch(r"[\w.]*", text[start:end]):
        while head < most and old[head] == parts[head]:
            head += 1
        while tail < most - head and old[-1 - tail] == parts[-1 - tail]:
            tail += 1
    ends = [extent(draft, name, last)[1] for last in (name, *links)]
    kept = len(old) - 1 - tail
    word = _LAST_WORD.search(text, start, ends[head])
    start = word.start() if word else start
    middle = ".".join(parts[head : len(parts) - tail])
    if _WRITTEN_OUT.fullmatch(text, start, ends[kept]):
        draft.replace(start, ends[kept], middle)
        return
    draft.replace(start, ends[head], middle)
    for before, after in zip(ends[head:kept], ends[head + 1 : kept + 1], strict=True):
        dots = (m.start(1) for m in _DOT.finditer(text, before, after) if m.group(1))
        draft.replace(next(dots), after, "")


def extent(draft: Draft, first: ast.expr, last: ast.expr) -> tuple[int, int]:
    """Return where ``first`` begins and ``last`` ends, in characters."""
    source = draft.source
    return (
        source.offset(first.lineno, first.col_offset),
        source.offset(last.end_lineno or last.lineno, last.end_col_offset or 0),
    )
