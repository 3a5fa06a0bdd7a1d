"""One Python file: its references to the layer become references to the canonical homes.

Edits of the exact spans that the syntax tree names come first. A statement is laid anew only
where its names go to different homes, or where it bound a module of the layer whose members do.
"""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from offramp.imports.homes.canonical import Canonical
from offramp.imports.homes.names import absolute
from offramp.imports.model import Reference
from offramp.imports.rewriting.chains import ChainFix
from offramp.imports.rewriting.edits import Draft
from offramp.imports.rewriting.imports import FromFix, ImportFix
from offramp.imports.rewriting.inner import inner_code
from offramp.imports.rewriting.statements import Statement
from offramp.imports.rewriting.text import fix_text
from offramp.imports.rewriting.uses import Uses, walk

Unfixed = list[tuple[Reference, str]]


@dataclass
class PythonFix:
    """The changes of one file.

    Args:
        draft: the file.
        tree: its syntax tree.
        canonical: tells the homes.
        names: the dotted names that the module may have.
        packages: the packages that its relative imports may start from.
        handed: name of the module → the legacy names that others reach by way of it.

    Attributes:
        unfixed: the references that could not be rewritten, with reasons.
        kept: the legacy names of chains that stay.
        needs: name in the file → legacy name used by way of it → the module that it needs now.
        needed: module of a plain import → the modules that take its place.
        taken: new name in the file → what it stands for.
        parted: name that goes, its uses being given names of their own → what it stood for.
    """

    draft: Draft
    tree: ast.Module
    canonical: Canonical
    names: Sequence[str]
    packages: Sequence[str]
    handed: Mapping[str, Collection[str]] = field(default_factory=dict)
    unfixed: Unfixed = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    needs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    needed: dict[str, set[str]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    parted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the tree once."""
        nodes = walk(self.tree)
        inner = inner_code(nodes, self.draft.source, self._words(nodes))
        self.uses = Uses([*nodes, *inner])
        self.statements = [
            Statement(self.draft, node, inner=part is inner)
            for part in (nodes, inner)
            for node in part
            if isinstance(node, (ast.Import, ast.ImportFrom))
        ]
        self.statements.sort(key=lambda s: s.start)
        self.starts = [s.start for s in self.statements]
        self.expressions: dict[int, list[ast.Attribute | ast.Name]] = defaultdict(list)
        for node in (*nodes, *inner):
            if isinstance(node, (ast.Attribute, ast.Name)):
                self.expressions[node.lineno].append(node)

    def _words(self, nodes: Iterable[ast.AST]) -> set[str]:
        """Return the names by which code of the file can speak of the layer."""
        layers = self.canonical.legacy_names
        words = {word for name in layers for word in (*name.split(".")[:1], *name.split(".")[-1:])}
        imports = [n for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom))]
        for node in imports:
            for alias in node.names:
                dotted = self._meant(node, alias)
                near = (f"{d}." for d in dotted)
                if any(
                    f"{n}.".startswith(d) or d.startswith(f"{n}.") for d in near for n in layers
                ):
                    words.add(_bound(alias))
        return words

    def fix(self, references: Sequence[Reference]) -> Unfixed:
        """Make the edits for these references; return those that could not be made, with reasons.

        Attributes come first: they decide which modules an import must bring.
        """
        of_statement: dict[int, list[Reference]] = defaultdict(list)
        attributes, others, chains = [], [], ChainFix(self)
        for reference in references:
            index = self._statement(reference)
            if index is not None:
                of_statement[index].append(reference)
            elif reference.span is None and "star import" in reference.note:
                self._note(reference, chains.fix_star_name(reference))
            elif not reference.note and chains.find(reference):
                attributes.append(reference)
                chains.note_set(reference)
            else:
                others.append(reference)
        for reference in attributes:
            self._note(reference, chains.fix(reference))
        self.kept = [r.legacy for r, _ in self.unfixed]
        for index, found in of_statement.items():
            statement = self.statements[index]
            if isinstance(statement.node, ast.ImportFrom):
                FromFix(self, statement, statement.node).fix(found)
            else:
                ImportFix(self, statement).fix(found)
        self._bring_needed()
        self._keep_what_others_need([*attributes, *(r for rs in of_statement.values() for r in rs)])
        for reference in others:
            self._note(reference, fix_text(self.draft, reference, self.canonical))
        return self.unfixed

    def _keep_what_others_need(self, references: Sequence[Reference]) -> None:
        """Leave the file as it is where what stays relies on an import that would go.

        ``a.compat.x`` needs somebody to have imported ``a.compat``; in a file that cannot be
        rewritten as a whole, nobody else may do so.
        """
        why = dict(self.unfixed)
        fixed = [r for r in references if r not in why]
        held = next((r for r in references if r in why and self._relies(r, fixed)), None)
        if held is not None and fixed:
            self.draft.discard()
            reason = f"line {held.line} stays, and may rely on this import"
            self.unfixed += [(r, reason) for r in fixed]

    def _relies(self, reference: Reference, fixed: Sequence[Reference]) -> bool:
        if self._statement(reference) is None:
            # An import of the layer itself stays with it.
            return not self.canonical.is_legacy(self.brought_by(reference.legacy))
        split, below = self.canonical.modules.split, reference.legacy + "."
        gone = {m for r in fixed if (m := split(r.legacy)[0]).startswith(below)}
        return any((n + ".").startswith(m + ".") for n in self._reached(reference) for m in gone)

    def _reached(self, reference: Reference) -> Iterator[str]:
        """Yield what is reached by way of a name that an import binds; all, if it is handed on."""
        yield from self.kept
        index = self._statement(reference)
        for alias in self.statements[index].names if index is not None else ():
            for use in self.uses.of(_bound(alias)):
                yield ".".join([reference.legacy, *(link.attr for link in use.links)])
            whole = any(not use.links for use in self.uses.of(_bound(alias)))
            if whole or self.uses.exported[_bound(alias)]:
                yield from (n for n in self.canonical.own_modules() if self.canonical.of_layer(n))

    def _note(self, reference: Reference, why: str) -> None:
        if why:
            self.unfixed.append((reference, why))

    def _statement(self, reference: Reference) -> int | None:
        """Return the index of the import statement that a reference stands in."""
        if reference.span is None:
            return None
        source = self.draft.source
        first = max(bisect_right(self.starts, source.starts[reference.line - 1]) - 1, 0)
        for index in range(first, len(self.statements)):
            statement = self.statements[index]
            span = source.span(statement.start, statement.end)
            if span is None or span[0] > reference.span[0]:
                return None
            if reference.span[0] < span[1]:
                return index
        return None

    def _plain_imports(self) -> list[str]:
        """Return the modules of every ``import a.b`` without ``as``."""
        nodes = (s.node for s in self.statements if isinstance(s.node, ast.Import))
        return [a.name for node in nodes for a in node.names if a.asname is None]

    def is_import_of(self, root: str) -> bool:
        """Say whether every binding of a name is ``import root`` or ``import root.x``."""
        plain = [name for name in self._plain_imports() if name.partition(".")[0] == root]
        return len(plain) + len(self.uses.deleted[root]) == self.uses.bound[root]

    def meaning(self, name: str) -> str:
        """Return the dotted name that the imports of the file give to a name; empty if not one."""
        given = {
            dotted if alias.asname or isinstance(s.node, ast.ImportFrom) else name
            for s in self.statements
            for alias in s.names
            if _bound(alias) == name
            for dotted in self._meant(s.node, alias)
        }
        return given.pop() if len(given) == 1 else ""

    def imports_of(self, dotted: str, local: str) -> int:
        """Return how many imports of the file bind a dotted name to a local one."""
        return sum(
            (alias.asname or alias.name) == local and dotted in self._meant(statement.node, alias)
            for statement in self.statements
            for alias in statement.names
        )

    def binding(self, local: str) -> list[tuple[Statement, str]]:
        """Return the imports that bind a name, each with the dotted name that it is given."""
        return [
            (statement, dotted)
            for statement in self.statements
            for alias in statement.names
            if _bound(alias) == local
            for dotted in self._meant(statement.node, alias)
        ]

    def at_top(self, statement: Statement) -> bool:
        """Say whether a statement stands at the top level of the module, in no block."""
        return any(node is statement.node for node in self.tree.body)

    def _meant(self, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> set[str]:
        if isinstance(node, ast.Import):
            return {alias.name}
        return {f"{absolute(node, package)}.{alias.name}" for package in self.packages or ("",)}

    def brought_by(self, legacy: str) -> str:
        """Return the module of the plain import that brings a legacy name: the closest one."""
        above = (n for n in self._plain_imports() if (legacy + ".").startswith(n + "."))
        return max(above, key=len, default="")

    def _bring_needed(self) -> None:
        """Import the modules that rewritten chains need and no rewritten import brings."""
        for base, modules in sorted(self.needs.items()):
            missing = sorted(m for m in set(modules.values()) if not self._loaded(m))
            found = [(s, a) for s in self.statements for a in s.names if _bound(a) == base]
            found = [(s, a) for s, a in found if not s.inner] or found
            plain = [(s, a) for s, a in found if isinstance(s.node, ast.Import) and a.name == base]
            within = bool(missing) and all(m.startswith(base + ".") for m in missing)
            for statement, alias in (plain or found) if missing else ():
                if plain and within and alias.asname is None:
                    statement.draft.replace(*statement.name_span(alias), ", ".join(missing))
                else:
                    statement.insert_before([f"import {m}" for m in missing])

    def _loaded(self, module: str) -> bool:
        """Say whether a module is imported by this file or by its package's ``__init__``."""
        for statement in self.statements:
            plain = isinstance(statement.node, ast.Import) and not statement.inner
            if plain and any((a.name + ".").startswith(module + ".") for a in statement.names):
                return True
        package = module.rpartition(".")[0]
        if not package:
            return False
        given = self.canonical.modules.names(package).imported.values()
        targets = {t for names in given for t in names}
        homes = {self.canonical.of(t) or t for t in targets}
        return any((h + ".").startswith(module + ".") for h in homes)


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def parse(text: str) -> ast.Module | None:
    """Return the syntax tree of a text, or None where no parser accepts it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None
