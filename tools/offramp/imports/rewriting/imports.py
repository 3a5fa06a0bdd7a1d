"""Import statements, ``from`` and plain: what each alias becomes, in place or laid anew."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.imports.homes.names import absolute
from offramp.imports.model import Reference
from offramp.imports.rewriting.binding import Binding
from offramp.imports.rewriting.chains import extent
from offramp.imports.rewriting.statements import Item, Laid, Statement, relative, render
from offramp.imports.rewriting.uses import Use

if TYPE_CHECKING:
    from offramp.imports.rewriting.python import PythonFix


class FromFix:
    """A ``from`` import."""

    def __init__(self, file: PythonFix, statement: Statement, node: ast.ImportFrom) -> None:
        self.file = file
        self.statement = statement
        self.node = node
        self.canonical = file.canonical
        self.items: dict[int, list[Item]] = {}

    def fix(self, references: Sequence[Reference]) -> None:
        """Plan every alias that one of the references means, then edit the statement."""
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
            if home.name is None:
                return home.why
            if not self.canonical.offers_no_more(home.name, legacy):
                return f"{home.name} offers more names than {legacy}: they may hide others"
            self.items[index] = [Item(home.name, "*", "")]
            return ""
        local = alias.asname or alias.name
        items, why = Binding(self.file, legacy, local).plan()
        if items is None:
            return why
        again = alias.asname == alias.name
        if again and self.file.draft.path.endswith(".pyi") and items[0].name != local:
            return "a stub hands on only what keeps its name"
        self.items[index] = [
            item._replace(again=again and item.name == item.local)
            for item in items
            if again or not self._there(item)
        ]
        return ""

    def _there(self, item: Item) -> bool:
        """Say whether a statement above binds the same name to the same already, and nothing else.

        Both stand at the top level; one that has comments is not dropped for it.
        """
        file, home = self.file, f"{item.module}.{item.name}"
        if self.statement.commented or not file.at_top(self.statement) or not item.name:
            return False
        binding = file.binding(item.local)
        above = (s for s, _ in binding if file.at_top(s) and s.start < self.statement.start)
        return (
            any(isinstance(s.node, ast.ImportFrom) for s in above)
            and len(binding) == file.uses.bound[item.local]
            and all((self.canonical.of(dotted) or dotted) == home for _, dotted in binding)
        )

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
        moved: dict[str, list[Laid]] = defaultdict(list)
        for index in gone:
            for item in self.items[index]:
                moved[item.module].append(statement.laid(names[index], item))
        new = [
            render(relative(home, package) if package else home, items, joined=statement.joined)
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


class ImportFix:
    """An ``import`` statement."""

    def __init__(self, file: PythonFix, statement: Statement) -> None:
        self.file = file
        self.statement = statement
        self.canonical = file.canonical

    def fix(self, references: Sequence[Reference]) -> None:
        """Edit every alias that one of the references means."""
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
                        moved += [Laid(item) for item in items]
                        gone.append(alias)
            self.file.unfixed += [(r, why) for r in found if why]
        new_lines = _by_module(moved)
        if gone and len(gone) == len(statement.names):
            statement.substitute(new_lines) if new_lines else statement.drop()
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
        mine = [legacy for legacy in uses if self.file.brought_by(legacy) == alias.name]
        # The same import may stand in several functions: each needs what all of them use.
        needed = self.file.needed.setdefault(alias.name, set())
        needed |= {uses.pop(legacy) for legacy in mine}
        left = any(
            self.file.brought_by(legacy) == alias.name or legacy == alias.name
            for legacy in self.file.kept
        )
        if not needed:
            home = self.canonical.home(alias.name)
            if left or home.name is None or not self.canonical.modules.is_module(home.name):
                if left:
                    return "a use of it could not be rewritten"
                return f"{home.why}, and nothing in this file says what is needed of it"
            needed.add(home.name)
        modules = sorted(needed)
        if left:
            modules.insert(0, alias.name)
        elif self.canonical.is_legacy(root):
            more = self._root_itself(root, modules)
            only = more and not mine and modules == [self.canonical.of(root)]
            modules = more if only else [*modules, *more]
        elif all(m.partition(".")[0] != root for m in modules) and self._still_used(root):
            modules.append(root)
        self.statement.draft.replace(*self.statement.name_span(alias), ", ".join(modules))
        return "a use of it could not be rewritten" if left else ""

    def _root_itself(self, root: str, modules: Sequence[str]) -> list[str]:
        """Let uses of a renamed root alone, such as ``vars(root)`` and ``del root``, go with it.

        Returns:
            What has to be imported for them, beside the modules that are.
        """
        file, home = self.file, self.canonical.of(root) or ""
        alone = [use.name for use in file.uses.of(root) if not use.links]
        alone += file.uses.deleted[root]
        kept = root in file.uses.exported or root in file.handed or not file.is_import_of(root)
        if not home or not (alone or kept):
            return []
        if kept or "." in home or (file.uses.bound[home] and not file.is_import_of(home)):
            return [f"{home} as {root}"]
        for name in alone:
            file.draft.replace(*extent(file.draft, name, name), home)
        return [] if any(m.partition(".")[0] == home for m in modules) else [home]

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


def _by_module(items: Sequence[Laid]) -> list[str]:
    grouped: dict[str, list[Laid]] = defaultdict(list)
    for laid in items:
        grouped[laid.item.module].append(laid)
    return [render(module, group) for module, group in grouped.items()]
