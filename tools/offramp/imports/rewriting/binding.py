"""A name that an import binds to something of the layer, and what may take its place."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING

from offramp.imports.homes.canonical import Home
from offramp.imports.rewriting.chains import extent, replace_chain
from offramp.imports.rewriting.statements import Item
from offramp.imports.rewriting.uses import Use

if TYPE_CHECKING:
    from offramp.imports.rewriting.python import PythonFix


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
        elsewhere = [n[len(self.legacy) + 1 :] for n in self.file.handed.get(self.local, ())]
        whole = self.canonical.home(self.legacy)
        if whole.name is not None:
            # A name that means other things too has uses that ask nothing of the layer.
            lost = [use for use in uses if not self._holds(whole.name, use)]
            if not lost or self._shared():
                return self._bound_to(whole.name)
            whole = Home(None, f"{whole.name} has no {lost[0].links[0].attr}")
        obstacle = self._obstacle(uses)
        if obstacle:
            parted = self.canonical.modules.is_module(self.legacy)
            return None, f"{whole.why}, and {obstacle}" if parted else whole.why
        leaves = {u.links[0].attr for u in uses} | {n.partition(".")[0] for n in elsewhere}
        homes = {self.canonical.of(f"{self.legacy}.{leaf}") for leaf in leaves}
        parents = {h.rpartition(".")[0] for h in homes if h}
        same = None not in homes and {h.rpartition(".")[2] for h in homes if h} == leaves
        if same and len(parents) == 1 and "" not in parents:
            return self._bound_to(parents.pop())
        if elsewhere:
            return None, f"other modules take {self.local} from this one"
        return self._spread(uses)

    def _obstacle(self, uses: Sequence[Use]) -> str:
        """Say why the uses do not tell what is needed of the name; empty if they do."""
        if self._shared():
            return f"{self.local} means other things in this file too"
        if self.local in self.file.uses.exported or any(not use.links for use in uses):
            return f"{self.local} is handed on as a whole"
        return "" if uses else "nothing in this file says what is needed of it"

    def _shared(self) -> bool:
        """Say whether the name is bound to other things in the file as well, in any scope."""
        return self.file.uses.bound[self.local] > self.file.imports_of(self.legacy, self.local)

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
        if file.uses.bound[leaf] > file.imports_of(f"{module}.{leaf}", leaf):
            return None, f"{leaf} means something else in this file"
        for use in file.uses.of(self.local):
            file.draft.replace(*extent(file.draft, use.name, use.name), leaf)
        for word in file.uses.exported[self.local]:
            start, end = extent(file.draft, word, word)
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
        if self.local in file.uses.declared:
            return None, f"{self.local} is declared global or nonlocal"
        for use in uses:
            attributes = [link.attr for link in use.links]
            counts = range(1, len(attributes) + 1)
            homes = ((n, self.canonical.of_prefix(self.legacy, attributes, n)) for n in counts)
            count, home = next(((n, h) for n, h in homes if h), (0, None))
            dotted = ".".join([self.legacy, *attributes])
            if home is None:
                return None, self.canonical.home(dotted).why
            if not isinstance(use.links[count - 1].ctx, ast.Load):
                return None, f"line {use.name.lineno} changes {dotted}"
            local = self._free(home)
            module, _, leaf = home.rpartition(".")
            if not local:
                return None, f"{leaf} means something else in this file"
            if module != "builtins" or local != leaf:
                items.append(Item(module, leaf, local))
            edits.append((use.name, use.links[:count], local))
            file.taken[local] = home
        for edit in edits:
            replace_chain(file.draft, *edit)
        file.parted[self.local] = self.legacy
        return list(dict.fromkeys(items)), ""

    def _free(self, home: str) -> str:
        """Return a name for a home that means nothing else in the file; empty if there is none."""
        uses, (module, _, leaf) = self.file.uses, home.rpartition(".")
        if module == "builtins" and hasattr(builtins, leaf) and not uses.bound[leaf]:
            return leaf
        for local in (leaf, f"{self.local}_{leaf}") if module else ():
            if uses.bound[local] or local in uses.declared:
                continue
            if self.file.taken.get(local, "" if uses.of(local) else home) == home:
                return local
        return ""
