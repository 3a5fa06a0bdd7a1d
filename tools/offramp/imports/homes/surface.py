"""What users outside of the repository lose: each public name of the layer, and its new home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.imports.homes.canonical import Canonical


@dataclass(frozen=True, order=True)
class PublicName:
    """One name that the layer offers.

    Attributes:
        legacy: the dotted name, as it is imported today.
        canonical: where it lives, or None where no home can be shown.
        why: what shows the home, or what is missing.
    """

    legacy: str
    canonical: str | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Return the name as plain data."""
        return {"legacy": self.legacy, "canonical": self.canonical, "why": self.why}


def surface(
    root: Path, layers: Iterable[str], renames: Mapping[str, str] | None = None
) -> tuple[PublicName, ...]:
    """Return every public name of the layers, sorted: modules, what they offer, run-time aliases.

    Public is what ``__all__`` says, or what has no underscore in front (PEP 8). Names that a star
    brings are listed where the module that they come from lies in the tree.

    Args:
        root: the tree.
        layers: legacy dotted names.
        renames: old dotted name → new dotted name.
    """
    canonical = Canonical(root, layers, renames)
    found: set[str] = set()
    for module in canonical.own_modules():
        if any(part.startswith("_") for part in module.split(".")):
            continue
        found.add(module)
        found |= {f"{module}.{name}" for name in _offered(canonical, module)}
    found |= {name for name in canonical.aliases if canonical.of_layer(name)}
    homes = ((name, canonical.home(name)) for name in sorted(found))
    return tuple(PublicName(name, home.name, home.why) for name, home in homes)


def _offered(canonical: Canonical, module: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return what a module offers, the names that stars bring from modules of the tree included."""
    modules = canonical.modules
    names = modules.names(module)
    offered = set() if names.replaced else set(canonical.offered(names))
    taken = [names.replaced] if names.replaced else names.stars if names.exports is None else []
    for other in taken:
        if modules.is_module(other) and other not in seen:
            brought = _offered(canonical, other, seen | {module})
            offered |= {n for n in brought if not n.startswith("_")}
    return offered
