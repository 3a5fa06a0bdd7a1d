"""Read one Python module: every reference in it, and the legacy names that it hands on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from offramp.imports.model import Reference
from offramp.imports.places import Places
from offramp.imports.source import Source
from offramp.imports.syntax.chains import record_chain, record_name
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.scopes import Module
from offramp.imports.syntax.statements import record_import, record_import_from
from offramp.imports.syntax.values import Values, ascend
from offramp.imports.targets import Targets


@dataclass(frozen=True)
class Surroundings:
    """What a module's place in the tree decides.

    Attributes:
        names: the dotted names that the module may have.
        packages: the dotted names of the package that relative imports start from.
        star_exports: tells whether ``from module import *`` brings a name.
        exists: tells whether a dotted name is a module of the tree.
    """

    names: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    star_exports: Callable[[str, str], bool] = lambda module, name: False
    exists: Callable[[str], bool] = lambda dotted: False


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        references: sorted by place.
        exports: names of the module → legacy dotted name that they stand for.
        overflow: there were more references than are listed.
    """

    references: Sequence[Reference] = ()
    exports: dict[str, str] = field(default_factory=dict)
    overflow: bool = False


def read_tree(tree: ast.Module, places: Places, around: Surroundings) -> Reading:
    """Find the references in a parsed module."""
    seen: dict[int, tuple[str, ...]] = {}

    def modules(node: ast.ImportFrom) -> tuple[str, ...]:
        if id(node) not in seen:
            seen[id(node)] = _modules(node, around.packages)
        return seen[id(node)]

    found = Collector(modules).collect(tree)
    values = Values(around.names, around.packages, around.star_exports)
    for use in found.imports:
        if isinstance(use.node, ast.Import):
            record_import(use, places)
        else:
            record_import_from(use, modules(use.node), places)
    for use in found.chains:
        record_chain(use, values, places)
    if found.scope.stars:
        for use in found.names:
            record_name(use, values, places)
    return Reading(places.references, _exports(found, values, places.targets), places.overflow)


def _modules(node: ast.ImportFrom, packages: Sequence[str]) -> tuple[str, ...]:
    """Return the absolute names that the module of a ``from`` import may have."""
    if not node.level:
        return (node.module or "",)
    found = (ascend(package, node.level, node.module or "") for package in packages)
    return tuple(name for name in found if name)


def _exports(found: Collector, values: Values, targets: Targets) -> dict[str, str]:
    """Return the module's names that stand for something of the layer.

    A binding of the layer's own parent package is its ordinary name and no export.
    """
    exports = {}
    for name, bindings in found.scope.bindings.items():
        for binding in bindings:
            node = ast.Name(name, ast.Load(), lineno=binding.place[0], col_offset=10**6)
            for dotted in values.dotted(node, binding.where) if _followed(binding.value) else ():
                match = targets.match(dotted)
                if match is not None:
                    exports[name] = match.legacy
    return exports


def _followed(value: object) -> bool:
    return isinstance(value, (Module, ast.Name, ast.Attribute, ast.Call, ast.IfExp, ast.Subscript))


def parse(source: Source) -> ast.Module | None:
    """Return the syntax tree of a text, or None where no parser accepts it."""
    try:
        return ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
