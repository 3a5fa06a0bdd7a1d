"""Canonical homes: where what the layer offers really lives, where that can be shown.

A name that has no home that exists is not guessed at: a blind change of the root makes dead
references, which is worse than a reference that is reported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from offramp.imports.homes.modules import Modules
from offramp.imports.homes.names import Names
from offramp.imports.layout import Layout


class Home(NamedTuple):
    """Where a legacy name lives, or why that is not known.

    Attributes:
        name: the dotted name to use instead, or None.
        why: one line: what shows it, or what is missing.
    """

    name: str | None
    why: str


class Canonical:
    """Canonical homes of legacy names in one tree, read statically.

    Known from, in this order: the configured renames (longest old name first), literal alias
    maps in the layer's own modules, and what these modules import from elsewhere, star imports
    and a PEP 562 ``__getattr__`` with a literal map included. A home in the tree must exist
    there; one outside it is believed where the layer itself imports it, or it is the standard
    library's.

    Args:
        root: the tree.
        layers: legacy dotted names.
        renames: old dotted name → new dotted name.
        layout: the tree's files, where they are known already.

    Attributes:
        modules: what the tree's modules bind.
        legacy_names: the layers, and the old sides of the renames.
        aliases: old → new, as literal maps in the layer's own modules have it.
    """

    def __init__(
        self,
        root: Path,
        layers: Iterable[str],
        renames: Mapping[str, str] | None = None,
        layout: Layout | None = None,
    ) -> None:
        self.modules = Modules(root, layout)
        self.layers = tuple(sorted(layers))
        self.legacy_names = (*self.layers, *sorted(renames or {}))
        self.aliases = dict(self._layer_maps())
        self._maps = self.aliases | dict(renames or {})
        self.home = lru_cache(maxsize=None)(self._home)

    def of(self, legacy: str) -> str | None:
        """Return the canonical name of a legacy dotted name, or None where none is known."""
        return self.home(legacy).name

    def of_prefix(self, base: str, attributes: Sequence[str], count: int) -> str | None:
        """Return the home of ``base`` and ``count`` attributes, if the next one is found there."""
        prefix = ".".join([base, *attributes[:count]])
        home = self.of(prefix)
        more = attributes[count : count + 1]
        if home is None or (more and self.of(f"{prefix}.{more[0]}") is None):
            return None
        return home

    def is_legacy(self, dotted: str) -> bool:
        """Say whether a dotted name is a legacy name or lies below one."""
        return any((dotted + ".").startswith(name + ".") for name in self.legacy_names)

    def of_layer(self, dotted: str) -> bool:
        """Say whether a dotted name is a layer or lies below one; a renamed root is none."""
        return any((dotted + ".").startswith(name + ".") for name in self.layers)

    def own_modules(self) -> list[str]:
        """Return the dotted names of the layers' modules that lie in the tree, sorted."""
        found = []
        todo = [layer for layer in self.layers if self.modules.is_module(layer)]
        while todo:
            module = todo.pop()
            found.append(module)
            todo += [f"{module}.{name}" for name in self.modules.below(module)]
        return sorted(found)

    def _layer_maps(self) -> Iterable[tuple[str, str]]:
        for module in self.own_modules():
            for old, new in self.modules.names(module).maps.items():
                if self.is_legacy(old) and not (new + ".").startswith(old + "."):
                    yield old, new

    def _home(self, legacy: str, seen: frozenset[str] = frozenset()) -> Home:
        if legacy in seen:
            return Home(None, "its homes lead round in a circle")
        seen |= {legacy}
        reasons = []
        for old in sorted(self._maps, key=len, reverse=True):
            if (legacy + ".").startswith(old + "."):
                new = self._maps[old] + legacy[len(old) :]
                found = self._settled(new, f"{old} is now {self._maps[old]}", seen)
                if found.name:
                    return found
                reasons.append(found.why)
        module, rest = self.modules.split(legacy)
        if module and self.is_legacy(module):
            replaced = self.modules.names(module).replaced
            if replaced:
                found = self._settled(".".join([replaced, *rest]), f"{module} becomes it", seen)
            else:
                found = self._member(module, rest, seen) if rest else self._whole(module, seen)
            if found.name:
                return found
            reasons.append(found.why)
        return Home(None, reasons[0] if reasons else f"{legacy} is not a name of the layer")

    def _settled(self, name: str, why: str, seen: frozenset[str], *, trust: bool = False) -> Home:
        """Return a home that a map or an import gives, if it exists and is no legacy name."""
        if self.is_legacy(name):
            return self._home(name, seen)
        if self.modules.knows(name):
            exists = self.modules.exists(name)
        else:
            exists = trust or name.partition(".")[0] in sys.stdlib_module_names
        if exists:
            return Home(name, why)
        module, _ = self.modules.split(name)
        if module and self.modules.names(module).computed:
            return Home(None, f"whether {name} exists cannot be read: {module} computes its names")
        return Home(None, f"{name} does not exist")

    def _member(self, module: str, rest: list[str], seen: frozenset[str]) -> Home:
        """Return the home of what a module of the layer hands on under a name."""
        names, name = self.modules.names(module), rest[0]
        tail = "".join(f".{part}" for part in rest[1:])
        given = names.imported.get(name, set()) - {f"{module}.{name}"}
        if name in names.defined:
            return Home(None, f"{name} is made in {module} itself")
        if len(given) > 1:
            return Home(None, f"{module} takes {name} from {' or '.join(sorted(given))}")
        for target in given:
            return self._settled(target + tail, f"{module} imports it", seen, trust=True)
        for star in names.stars:
            if self.is_legacy(star) or self.modules.exists(f"{star}.{name}"):
                return self._settled(f"{star}.{name}{tail}", f"{module} imports *", seen)
        if names.dynamic and name in names.maps:
            target = names.maps[name]
            inside = self.modules.is_module(target)
            for full in (f"{target}.{name}", target) if inside else (target, f"{target}.{name}"):
                found = self._settled(full + tail, f"{module} maps it", seen)
                if found.name and (full != target or not inside or full.endswith(f".{name}")):
                    return found
        return Home(None, f"{module} does not say where {name} comes from")

    def _whole(self, module: str, seen: frozenset[str]) -> Home:
        """Return the one module that a module of the layer stands for, if all it offers is its."""
        names = self.modules.names(module)
        inner = [n for n in self.modules.below(module) if not n.startswith("_")]
        if inner:
            return Home(None, f"{module} is a package: {', '.join(inner)} have homes of their own")
        if names.computed:
            return Home(None, f"{module} binds names that only running it tells")
        homes = set(names.stars)
        for name in self.offered(names):
            found = self._member(module, [name], seen)
            home, _, leaf = (found.name or "").rpartition(".")
            if leaf != name:
                return Home(None, f"{module}.{name} is {found.name}" if found.name else found.why)
            homes.add(home)
        if len(homes) != 1:
            several = ", ".join(sorted(homes)) or "nowhere"
            return Home(None, f"what {module} offers comes from {several}")
        return self._settled(homes.pop(), f"all of {module} is its", seen, trust=True)

    def offers_no_more(self, home: str, legacy: str) -> bool:
        """Say whether a star import from the home brings nothing that the legacy one did not."""
        names = self.modules.names(legacy)
        if home in names.stars or self.modules.layout.find(legacy) is None:
            return True
        return set(self.offered(self.modules.names(home))) <= set(self.offered(names))

    def offered(self, names: Names) -> list[str]:
        """Return a module's public names, sorted: ``__all__``, else those without underscore.

        A plain ``import x`` is for a module's own use.
        """
        if names.exports is not None:
            return sorted(names.exports)
        own = {n for n in names.modules - names.defined if len(names.imported[n]) == 1}
        return sorted(n for n in (names.bound - own) | names.looked_up if not n.startswith("_"))
