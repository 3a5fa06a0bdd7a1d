"""One Python file: its references to the layer become references to the canonical homes.

Edits of the exact spans that the syntax tree names come first. A statement is laid anew only
where its names go to different homes, or where it bound a module of the layer whose members do.
"""

from __future__ import annotations

import ast
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from offramp.imports.canonical import Canonical
from offramp.imports.canonical_modules import absolute
from offramp.imports.model import Reference
from offramp.imports.rewrite_edits import Draft
from offramp.imports.rewrite_statements import Item, Statement, relative, render
from offramp.imports.rewrite_text import fix_text
from offramp.imports.rewrite_uses import Use, Uses

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
    """

    draft: Draft
    tree: ast.Module
    canonical: Canonical
    names: Sequence[str]
    packages: Sequence[str]
    unfixed: Unfixed = field(default_factory=list)
    needs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        """Index the tree once."""
        self.uses = Uses(self.tree)
        nodes = list(ast.walk(self.tree))
        self.statements = [
            Statement(self.draft, n) for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom))
        ]
        self.statements.sort(key=lambda s: s.start)
        self.chains = {self._span(n): n for n in nodes if isinstance(n, ast.Attribute)}
        self.plain = {self._start(n): n for n in nodes if isinstance(n, ast.Name)}

    def fix(self, references: Sequence[Reference]) -> Unfixed:
        """Make the edits for these references; return those that could not be made, with reasons.

        Attributes come first: they decide which modules an import must bring.
        """
        of_statement: dict[int, list[Reference]] = defaultdict(list)
        attributes, others = [], []
        for reference in references:
            index = self._statement(reference)
            if index is not None:
                of_statement[index].append(reference)
            elif reference.span in self.chains:
                attributes.append(reference)
            elif reference.span is None and "star import" in reference.note:
                self._note(reference, self._fix_star_name(reference))
            else:
                others.append(reference)
        for reference in attributes:
            self._note(reference, self._fix_chain(reference))
        for index, found in of_statement.items():
            statement = self.statements[index]
            if isinstance(statement.node, ast.ImportFrom):
                _FromFix(self, statement, statement.node).fix(found)
            else:
                _ImportFix(self, statement).fix(found)
        self._bring_needed()
        for reference in others:
            self._note(reference, fix_text(self.draft, reference, self.canonical))
        return self.unfixed

    def _note(self, reference: Reference, why: str) -> None:
        if why:
            self.unfixed.append((reference, why))

    def _start(self, node: ast.expr) -> int:
        return self.draft.source.offset(node.lineno, node.col_offset)

    def _span(self, node: ast.expr) -> tuple[int, int] | None:
        source = self.draft.source
        start = source.offset(node.lineno, node.col_offset)
        end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return source.span(start, end)

    def _statement(self, reference: Reference) -> int | None:
        if reference.span is None:
            return None
        for index, statement in enumerate(self.statements):
            span = self.draft.source.span(statement.start, statement.end)
            if span and span[0] <= reference.span[0] < span[1]:
                return index
        return None

    # Attribute chains ----------------------------------------------------------------------

    def _fix_chain(self, reference: Reference) -> str:
        """Rewrite ``a.compat.x``; return why it could not be done, or nothing."""
        node: ast.expr = self.chains[reference.span]
        links: list[ast.Attribute] = []
        while isinstance(node, ast.Attribute):
            links.insert(0, node)
            node = node.value
        if not isinstance(node, ast.Name):
            return "the name is not written out in one piece"
        parts = reference.legacy.split(".")
        base = ".".join(parts[: len(parts) - len(links)])
        for count in range(1, len(links) + 1):
            home = self.home_of_prefix(base, [link.attr for link in links], count)
            if home is not None:
                return self._write_chain(node, links[count - 1], reference.legacy, base, home)
        return self.canonical.home(reference.legacy).why

    def _fix_star_name(self, reference: Reference) -> str:
        """Rewrite ``compat.x`` where ``from a import *`` has brought ``compat``."""
        place = self.draft.source.starts[reference.line - 1] + reference.column
        name = self.plain.get(place)
        parts = reference.legacy.split(".")
        if name is None or name.id not in parts:
            return reference.note
        base = ".".join(parts[: parts.index(name.id, 1) + 1])
        home = self.canonical.home(base)
        package = base.rpartition(".")[0]
        if home.name is None:
            return home.why
        if home.name.rpartition(".")[0] != package:
            return f"{reference.note}, which does not bring {home.name}"
        self.draft.replace(*self._offsets(name, name), home.name.rpartition(".")[2])
        return ""

    def home_of_prefix(self, base: str, attributes: Sequence[str], count: int) -> str | None:
        """Return the home of ``base`` and ``count`` attributes, if the next one is found there."""
        prefix = ".".join([base, *attributes[:count]])
        home = self.canonical.of(prefix)
        more = attributes[count : count + 1]
        if home is None or (more and self.canonical.of(f"{prefix}.{more[0]}") is None):
            return None
        return home

    def _write_chain(
        self, name: ast.Name, last: ast.Attribute, legacy: str, base: str, home: str
    ) -> str:
        root = home.partition(".")[0]
        inside = (home + ".").startswith(base + ".")
        if not inside and root in self.uses.bound and not self._is_import_of(root):
            return f"{root} means something else in this file"
        module = home if self.canonical.modules.is_module(home) else home.rpartition(".")[0]
        self.needs[name.id][legacy] = module
        start, end = self._offsets(name, last)
        self.draft.replace(start, end, name.id + home[len(base) :] if inside else home)
        return ""

    def _is_import_of(self, root: str) -> bool:
        """Say whether every binding of a name is ``import root`` or ``import root.x``."""
        plain = sum(
            alias.asname is None and alias.name.partition(".")[0] == root
            for statement in self.statements
            if isinstance(statement.node, ast.Import)
            for alias in statement.names
        )
        return plain == self.uses.bound[root]

    def _offsets(self, first: ast.expr, last: ast.expr) -> tuple[int, int]:
        source = self.draft.source
        return (
            source.offset(first.lineno, first.col_offset),
            source.offset(last.end_lineno or last.lineno, last.end_col_offset or 0),
        )

    def _bring_needed(self) -> None:
        """Import the modules that rewritten chains need and no rewritten import brings."""
        for base, modules in sorted(self.needs.items()):
            missing = sorted(m for m in set(modules.values()) if not self._loaded(m))
            for statement in self.statements if missing else ():
                alias = next((a for a in statement.names if _bound(a) == base), None)
                if alias is None:
                    continue
                plain = isinstance(statement.node, ast.Import) and alias.asname is None
                if plain and alias.name == base and missing[0].startswith(base + "."):
                    statement.draft.replace(*statement.name_span(alias), ", ".join(missing))
                else:
                    statement.insert_before([f"import {m}" for m in missing])
                break

    def _loaded(self, module: str) -> bool:
        """Say whether a module is imported by this file or by its package's ``__init__``."""
        for statement in self.statements:
            plain = isinstance(statement.node, ast.Import)
            if plain and any((a.name + ".").startswith(module + ".") for a in statement.names):
                return True
        package = module.rpartition(".")[0]
        if not package:
            return False
        given = self.canonical.modules.names(package).imported.values()
        targets = {t for names in given for t in names}
        homes = {self.canonical.of(t) or t for t in targets}
        return any((h + ".").startswith(module + ".") for h in homes)


class _FromFix:
    """A ``from`` import."""

    def __init__(self, file: PythonFix, statement: Statement, node: ast.ImportFrom) -> None:
        self.file = file
        self.statement = statement
        self.node = node
        self.canonical = file.canonical
        self.items: dict[int, list[Item]] = {}

    def fix(self, references: Sequence[Reference]) -> None:
        node = self.node
        module, package = self._module(references)
        for index, alias in enumerate(node.names):
            legacy = module if alias.name == "*" else f"{module}.{alias.name}"
            found = [r for r in references if r.legacy == legacy]
            if not found:
                continue
            why = self._plan(index, alias, legacy)
            for reference in found if why else ():
                self.file.unfixed.append((reference, why))
        if self.items:
            self._write(module, package if node.level else "")

    def _module(self, references: Sequence[Reference]) -> tuple[str, str]:
        """Return the module that the statement names, and the package it was resolved from."""
        for package in self.file.packages or ("",):
            module = absolute(self.node, package)
            if any((r.legacy + ".").startswith(module + ".") for r in references):
                return module, package
        return self.node.module or "", ""

    def _plan(self, index: int, alias: ast.alias, legacy: str) -> str:
        """Decide what an alias becomes; return why nothing, or nothing."""
        if alias.name == "*":
            home = self.canonical.home(legacy)
            if home.name is not None:
                self.items[index] = [Item(home.name, "*", "")]
            return "" if home.name else home.why
        local = alias.asname or alias.name
        binding = Binding(self.file, legacy, local)
        items, why = binding.plan()
        if items is not None:
            self.items[index] = items
        return why

    def _write(self, module: str, package: str) -> None:
        """Edit in place where one module is the home of all; lay what goes elsewhere anew."""
        statement, names = self.statement, self.statement.names
        single = {i: items[0] for i, items in self.items.items() if len(items) == 1}
        homes = {item.module for item in single.values()}
        if len(single) == len(names) and len(homes) == 1 and all(i.name for i in single.values()):
            home = homes.pop()
            if home != module:
                statement.retarget(relative(home, package) if package else home)
            for index, item in single.items():
                statement.rename(names[index], item)
            return
        here = {i: item for i, item in single.items() if item.module == module}
        gone = [i for i in self.items if i not in here]
        moved: dict[str, list[tuple[Item, str]]] = defaultdict(list)
        for index in gone:
            for item in self.items[index]:
                moved[item.module].append((item, statement.comment(names[index])))
        new = [
            render(relative(home, package) if package else home, items)
            for home, items in moved.items()
        ]
        if len(gone) == len(names):
            statement.substitute(new) if new else statement.drop()
            return
        for index, item in here.items():
            statement.rename(names[index], item)
        statement.remove([names[i] for i in gone])
        if new:
            statement.insert_before(new)


class _ImportFix:
    """An ``import`` statement."""

    def __init__(self, file: PythonFix, statement: Statement) -> None:
        self.file = file
        self.statement = statement
        self.canonical = file.canonical

    def fix(self, references: Sequence[Reference]) -> None:
        statement, moved, gone = self.statement, [], []
        for alias in statement.names:
            found = [r for r in references if r.legacy == alias.name]
            if not found:
                continue
            if alias.asname is None:
                why = self._plain(alias)
            else:
                items, why = Binding(self.file, alias.name, alias.asname).plan()
                if items is not None:
                    new = self._module_of(items, alias.asname)
                    if new is not None:
                        statement.rename(alias, new)
                    else:
                        moved += [(item, "") for item in items]
                        gone.append(alias)
            self.file.unfixed += [(r, why) for r in found if why]
        new_lines = _by_module(moved)
        if gone and len(gone) == len(statement.names):
            statement.substitute(new_lines)
        elif gone:
            statement.remove(gone)
            statement.insert_before(new_lines)

    def _module_of(self, items: list[Item], local: str) -> Item | None:
        """Return ``import module as local`` where that binds the same."""
        if len(items) != 1 or items[0].local != local:
            return None
        full = f"{items[0].module}.{items[0].name}".strip(".")
        return Item(full, "", local) if self.canonical.modules.split(full)[1] == [] else None

    def _plain(self, alias: ast.alias) -> str:
        """Rewrite ``import a.compat``: the modules that its uses in this file need now."""
        root = alias.name.partition(".")[0]
        uses = self.file.needs[root]
        mine = [legacy for legacy in uses if (legacy + ".").startswith(alias.name + ".")]
        needed = {uses.pop(legacy) for legacy in mine}
        left = [r for r, _ in self.file.unfixed if (r.legacy + ".").startswith(alias.name + ".")]
        if not needed:
            home = self.canonical.home(alias.name)
            if left or home.name is None or not self.canonical.modules.is_module(home.name):
                return home.why if home.name is None else "a use of it could not be rewritten"
            needed = {home.name}
        modules = sorted(needed)
        if left:
            modules.insert(0, alias.name)
        elif all(m.partition(".")[0] != root for m in modules) and self._still_used(root):
            modules.append(root)
        self.statement.draft.replace(*self.statement.name_span(alias), ", ".join(modules))
        return "a use of it could not be rewritten" if left else ""

    def _still_used(self, root: str) -> bool:
        """Say whether a name is used for other things, and no other import binds it."""
        file = self.file
        others = [u for u in file.uses.of(root) if not self._is_legacy(root, u)]
        return bool(others) and file.uses.bound[root] == 1

    def _is_legacy(self, root: str, use: Use) -> bool:
        dotted = root
        for link in use.links:
            dotted += f".{link.attr}"
            if self.canonical.is_legacy(dotted):
                return True
        return self.canonical.is_legacy(root)


class Binding:
    """A name that an import binds to something of the layer, and what may take its place.

    Args:
        file: the file.
        legacy: what is bound.
        local: the name in the file.
    """

    def __init__(self, file: PythonFix, legacy: str, local: str) -> None:
        self.file = file
        self.canonical = file.canonical
        self.legacy = legacy
        self.local = local

    def plan(self) -> tuple[list[Item] | None, str]:
        """Return what to import instead, or None and the reason why nothing will do."""
        uses = self.file.uses.of(self.local)
        whole = self.canonical.home(self.legacy)
        if whole.name is not None and all(self._holds(whole.name, use) for use in uses):
            return self._bound_to(whole.name)
        bare = [u for u in uses if not u.links]
        if not uses or bare or self.file.uses.bound[self.local] > 1 or self._exported():
            return None, whole.why
        homes = {self.canonical.of(f"{self.legacy}.{u.links[0].attr}") for u in uses}
        parents = {h.rpartition(".")[0] for h in homes if h}
        leaves = {u.links[0].attr for u in uses}
        same = None not in homes and {h.rpartition(".")[2] for h in homes if h} == leaves
        if same and len(parents) == 1 and "" not in parents:
            return self._bound_to(parents.pop())
        return self._spread(uses)

    def _exported(self) -> bool:
        return self.local in self.file.uses.exported

    def _holds(self, home: str, use: Use) -> bool:
        """Say whether what a use asks of the name is there in its new home."""
        modules = self.canonical.modules
        if not use.links or not modules.knows(home) or not modules.is_module(home):
            return True
        return modules.exists(f"{home}.{use.links[0].attr}")

    def _bound_to(self, home: str) -> tuple[list[Item] | None, str]:
        module, _, leaf = home.rpartition(".")
        if not module:
            return [Item(home, "", self.local)], ""
        package, _, last = self.legacy.rpartition(".")
        if package in self.file.packages and package in self.file.names and self.local == last:
            return self._renamed(module, leaf)
        return [Item(module, leaf, self.local)], ""

    def _renamed(self, module: str, leaf: str) -> tuple[list[Item] | None, str]:
        """In the layer's own parent package a binding would keep ``a.compat`` alive: rename it."""
        file = self.file
        if file.uses.bound[self.local] > 1:
            return None, f"{self.local} is bound more than once in its parent package"
        there = file.uses.bound[leaf] > 0
        for use in file.uses.of(self.local):
            file.draft.replace(*file._offsets(use.name, use.name), leaf)
        for word in file.uses.exported[self.local]:
            start, end = file._offsets(word, word)
            text = file.draft.source.text[start:end]
            if leaf in file.uses.exported:
                following = file.draft.source.text[end:]
                end += len(following) - len(following.lstrip(", \t"))
                file.draft.replace(start, end, "")
            else:
                file.draft.replace(start, end, text.replace(self.local, leaf))
        return ([] if there else [Item(module, leaf, "")]), ""

    def _spread(self, uses: Sequence[Use]) -> tuple[list[Item] | None, str]:
        """Import each home that the uses need, and let them say so."""
        file, items, edits = self.file, [], []
        for use in uses:
            attributes = [link.attr for link in use.links]
            counts = range(1, len(attributes) + 1)
            homes = ((n, file.home_of_prefix(self.legacy, attributes, n)) for n in counts)
            count, home = next(((n, h) for n, h in homes if h), (0, None))
            if home is None:
                return None, self.canonical.home(".".join([self.legacy, *attributes])).why
            module, _, leaf = home.rpartition(".")
            local = leaf if file.uses.bound[leaf] == 0 else f"{self.local}_{leaf}"
            if not module or file.uses.bound[local]:
                return None, f"{leaf} means something else in this file"
            items.append(Item(module, leaf, local))
            edits.append((*file._offsets(use.name, use.links[count - 1]), local))
        for start, end, text in edits:
            file.draft.replace(start, end, text)
        return list(dict.fromkeys(items)), ""


def _by_module(items: Sequence[tuple[Item, str]]) -> list[str]:
    grouped: dict[str, list[tuple[Item, str]]] = defaultdict(list)
    for item, comment in items:
        grouped[item.module].append((item, comment))
    return [render(module, group) for module, group in grouped.items()]


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
