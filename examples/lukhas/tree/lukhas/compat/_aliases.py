"""The alias map, and the finder that serves it. An alias is the new module itself, no copy."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import cast

from lukhas.compat import _record
from lukhas.compat._uses import forbids, note_use

ROOTS = {
    "candidate": "labs",
    "lucas": "lukhas",
}
"""Old root package → new root package; everything below moves with it."""

MODULES = {
    "lukhas.compat.logs": "lukhas.observability.logs",
    "lukhas.compat.memory": "labs.memory.folds",
    "lukhas.compat.tokens": "labs.text.tokens",
}
"""Old module → the one that took its place."""

_OWN_SPECS: dict[int, ModuleSpec | None] = {}
"""``id`` of a module that an alias was made of → the spec that it had before."""


def canonical_name(name: str) -> str | None:
    """Return the new name of the module ``name``, or None where it is not an old one."""
    if name == _record.PLANTED:
        return __name__
    if name in MODULES:
        return MODULES[name]
    root, dot, rest = name.partition(".")
    return ROOTS[root] + dot + rest if root in ROOTS else None


class AliasFinder(MetaPathFinder):
    """Finds the old names whose canonical module exists."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the protocol's argument
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol's argument
    ) -> ModuleSpec | None:
        canonical = canonical_name(fullname)
        if canonical is None:
            return None
        own = _spec_of(canonical)
        # A module without a spec is somebody's stand-in; None for a module forbids its import. Both
        # are the loader's: the path finder would make a second module of the same file.
        if own is None and canonical not in sys.modules:
            return None
        spec = ModuleSpec(fullname, AliasLoader(canonical), origin=own.origin if own else None)
        spec.submodule_search_locations = own.submodule_search_locations if own else None
        return spec


class AliasLoader(InspectLoader):
    """Loads an old name: hands out the canonical module."""

    def __init__(self, canonical: str) -> None:
        self.canonical = canonical

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        note_use(spec.name, self.canonical)
        module = importlib.import_module(self.canonical)
        own = getattr(module, "__spec__", None)
        # In another thread, another alias of this module may stand just before exec_module.
        if not isinstance(getattr(own, "loader", None), AliasLoader):
            _OWN_SPECS[id(module)] = own
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the alias's spec into the canonical module.
        module.__spec__ = _OWN_SPECS[id(module)]

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the canonical module's code, to run it: ``python -m`` asks for no module."""
        note_use(fullname, self.canonical)
        return self._own_loader().get_code(self.canonical)

    def get_source(self, fullname: str) -> str | None:  # noqa: ARG002 - the protocol's argument
        return self._own_loader().get_source(self.canonical)

    def _own_loader(self) -> InspectLoader:
        return cast(InspectLoader, cast(ModuleSpec, _spec_of(self.canonical)).loader)


def _spec_of(canonical: str) -> ModuleSpec | None:
    """Return what the import system knows of a module, loading no more than its parents."""
    if canonical in sys.modules:
        return getattr(sys.modules[canonical], "__spec__", None)
    return importlib.util.find_spec(canonical)


def install() -> None:
    """Put the finder before all others, once, and show that uses are recorded where they are to be.

    Raises:
        RuntimeError: ``LUKHAS_COMPAT_RECORD`` is set, and a planted use was not recorded; or
            ``LUKHAS_COMPAT_ENFORCE`` is none of its words.
    """
    forbids()
    # By name: reloading this module makes another class.
    if not any(type(f).__qualname__ == AliasFinder.__qualname__ for f in sys.meta_path):
        sys.meta_path.insert(0, AliasFinder())
    _record.selftest()
