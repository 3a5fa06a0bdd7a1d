"""Read one Python module: every reference in it, and the legacy names that it hands on."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from offramp.imports.fragment import FragmentPlaces, Piece
from offramp.imports.mentions import Mentions
from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.source import Source
from offramp.imports.syntax.calls import Calls
from offramp.imports.syntax.chains import record_chain, record_name
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.comments import record_comments
from offramp.imports.syntax.lines import Lines
from offramp.imports.syntax.outline import outline
from offramp.imports.syntax.scopes import Module, Scope, Where
from offramp.imports.syntax.statements import record_import, record_import_from
from offramp.imports.syntax.strings import Strings
from offramp.imports.syntax.tokens import TokenReader
from offramp.imports.syntax.values import Values, ascend
from offramp.imports.targets import Targets

_FOLLOWED = (Module, ast.Name, ast.Attribute, ast.Call, ast.IfExp, ast.Subscript)
_END = (sys.maxsize, 0)  # a place after everything


@dataclass(frozen=True)
class Surroundings:
    """What a module's place in the tree decides.

    Attributes:
        names: the dotted names that the module may have.
        packages: the dotted names of the package that relative imports start from.
        star_names: gives the names that ``from module import *`` brings.
    """

    names: tuple[str, ...]
    packages: tuple[str, ...]
    star_names: Callable[[str], frozenset[str]]


class Reader:
    """Reads modules of one tree.

    Args:
        mentions: finds names in strings and comments.
    """

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions

    def read(
        self,
        tree: ast.Module,
        places: Places,
        around: Surroundings,
        lines: Lines | None = None,
        outer: Scope | None = None,
    ) -> dict[str, str]:
        """Record the references in a parsed module.

        Args:
            tree: the module.
            places: what to record in; has the module's text.
            around: what its place in the tree decides.
            lines: which lines of the text matter, where that is known.
            outer: the scope whose names code in a string sees (a doctest, ``exec``).

        Returns:
            The module's own names for things of the layer → the legacy name of each.
        """
        seen: dict[int, tuple[str, ...]] = {}

        def modules(node: ast.ImportFrom) -> tuple[str, ...]:
            if id(node) not in seen:
                seen[id(node)] = _modules(node, around.packages)
            return seen[id(node)]

        lines = lines or Lines(places.source, places.targets)
        found = Collector(modules, lines.matter)
        found.scope.parent = outer
        found.collect(tree)
        values = Values(around.names, around.packages, around.star_names, places.targets)
        for use in found.imports:
            if isinstance(use.node, ast.Import):
                record_import(use, places)
            else:
                record_import_from(use, modules(use.node), places)
        for use in found.chains:
            record_chain(use, values, places)
        if found.scope.starred:
            for use in found.names:
                record_name(use, values, places)
        self._strings(found, values, places, around)
        end = Where(found.scope, (), swallowed=False)
        record_comments(self._mentions, places, lambda name: values.named(name, end))
        exports = _exports(found, values, places.targets)
        exports.update(_starred(found, places.targets, around))
        _offered(tree, found, places, around)
        found.release()
        return exports

    def _strings(
        self, found: Collector, values: Values, places: Places, around: Surroundings
    ) -> None:
        def read_code(pieces: list[Piece], kind: Kind, scope: Scope | None = None) -> bool:
            inner = FragmentPlaces(places, pieces, kind)
            tree = parse(inner.source)
            if tree is not None:
                self.read(tree, inner, around, outer=scope)
            return tree is not None

        def read_examples(pieces: list[Piece]) -> None:
            """Read the examples of a docstring, which see the names of the module (doctest)."""
            if not read_code(pieces, Kind.STRING, found.scope):
                inner = FragmentPlaces(places, pieces, Kind.STRING)
                TokenReader(self._mentions, inner, around.packages).record()

        calls = Calls(values, places)
        strings = Strings(self._mentions, values, calls, places, read_code, read_examples)
        calls.importing.update(found.naming)
        for use in found.calls:
            calls.record(use)
            strings.path_call(use.node)
        for use in found.subscripts:
            calls.subscript(use)
        documented = {id(node) for node in found.docstrings}
        for use in found.strings:
            if id(use.node) not in documented:
                annotation = id(use.node) in found.annotated
                strings.record(use, annotation=annotation, option=found.after.get(id(use.node), ""))
        for node in found.docstrings:
            strings.docstring(node)


def _modules(node: ast.ImportFrom, packages: Sequence[str]) -> tuple[str, ...]:
    """Return the absolute names that the module of a ``from`` import may have."""
    if not node.level:
        return (node.module or "",)
    found = (ascend(package, node.level, node.module or "") for package in packages)
    return tuple(name for name in found if name)


def _exports(found: Collector, values: Values, targets: Targets) -> dict[str, str]:
    """Return the module's names that stand for something of the layer.

    What counts is what the names are at the end of the module: an import that is bound anew below
    hands nothing on. A binding of the layer's own parent package is its ordinary name, no export.
    """
    return {
        name: match.legacy
        for name in found.scope.bindings
        for binding in found.scope.lookup(name, _END, ()) or ()
        if isinstance(binding.value, _FOLLOWED)
        for dotted in values.bound(binding)
        if (match := targets.match(dotted)) is not None
    }


def _offered(tree: ast.Module, found: Collector, places: Places, around: Surroundings) -> None:
    """Record a layer that ``__all__`` of its parent package names and no statement binds.

    ``from parent import *`` imports the submodules that ``__all__`` names (PEP 8 and the language
    reference, "The import statement"), and fails when one of them is gone.
    """
    inits = [p for p in around.packages if p in around.names]
    wanted = {t.last: t for t in places.targets.direct if t.parent and t.parent in inits}
    if not wanted or found.scope.stars:
        return
    for node in tree.body:
        for word in getattr(_listed(node), "elts", ()):
            target = wanted.get(str(word.value)) if isinstance(word, ast.Constant) else None
            if target is not None and target.last not in found.scope.bindings:
                start = places.source.offset(word.lineno, word.col_offset)
                end = places.source.offset(word.end_lineno, word.end_col_offset)
                note = "a star import of the package imports it"
                places.add(Kind.STRING, start, end, target.legacy, exact=False, note=note)


def _listed(node: ast.stmt) -> ast.expr | None:
    """Return what a statement puts into ``__all__``."""
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        first = call.args[0] if call.args and _is_all(call.func.value) else None
        if call.func.attr == "append" and first is not None:
            return ast.List([first], ast.Load())
        return first if call.func.attr == "extend" else None
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return getattr(node, "value", None) if any(map(_is_all, targets)) else None


def _is_all(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _starred(found: Collector, targets: Targets, around: Surroundings) -> dict[str, str]:
    """Return what star imports bring of the layer, and so hand on.

    Of the layer itself, or a module below it, that is all that it offers; of another module, the
    layer. What the module binds itself is its own.
    """
    modules = {name for star in found.scope.stars for name in star.names}
    if not modules:
        return {}  # there may be thousands of names handed on
    brought = {
        name: f"{match.legacy}.{name}"
        for module in sorted(modules)
        if (match := targets.match(module)) is not None
        for name in around.star_names(module)
        if name not in found.scope.bindings
    }
    for t in targets:
        if t.parent in modules and t.last in around.star_names(t.parent):
            brought[t.last] = t.legacy
    return brought


def parse(source: Source, lines: Lines | None = None) -> ast.Module | None:
    """Return the syntax tree of a text, or None where no parser accepts it.

    Args:
        source: the text.
        lines: which lines matter; functions without any may be empty in the tree.
    """
    short = outline(source.text, lines.between) if lines else None
    return (_parsed(short) if short is not None else None) or _parsed(source.text)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
