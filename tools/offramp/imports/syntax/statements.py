"""Import statements: which names of the layer they name, and where exactly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.syntax.walk import Use
from offramp.imports.targets import Match

_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*"
_NAME = rf"\w+(?:{_GAP}\.{_GAP}\w+)*"
_DOTTED = re.compile(_NAME)
_FROM = re.compile(rf"from{_GAP}((?:\.{_GAP})*)({_NAME})?")
_ALIAS = re.compile(r"\w+|\*")


def record_import(use: Use, places: Places) -> None:
    """Record the names of an ``import`` statement that are legacy names."""
    node: ast.Import = use.node
    statement = places.source.offset(node.lineno, node.col_offset)
    for alias in node.names:
        match = places.targets.match(alias.name)
        if match is None:
            continue
        start = places.source.offset(alias.lineno, alias.col_offset)
        written = _DOTTED.match(places.source.text, start)
        end = written.end() if written else start
        places.add(
            _kind(match, Kind.IMPORT),
            start,
            end,
            match.legacy,
            at=statement,
            swallowed=use.where.swallowed,
        )


def record_import_from(use: Use, modules: Iterable[str], places: Places) -> None:
    """Record the names of a ``from`` import that are legacy names.

    Where the module itself is of the layer, the span is that of the module; where the layer is
    what is taken out of its parent, the span is that of the name.

    Args:
        use: the statement.
        modules: the names that its module may have, relative ones resolved.
        places: what to record in.
    """
    node: ast.ImportFrom = use.node
    source = places.source
    statement = source.offset(node.lineno, node.col_offset)
    modules = list(modules)
    for alias in node.names:
        for module in modules:
            whole = places.targets.match(module)
            match = whole or places.targets.match(f"{module}.{alias.name}")
            if match is None:
                continue
            if whole is not None:
                start, end = _module_span(source.text, statement, named=bool(node.module))
                legacy = whole.legacy if alias.name == "*" else f"{whole.legacy}.{alias.name}"
            else:
                start = source.offset(alias.lineno, alias.col_offset)
                written = _ALIAS.match(source.text, start)
                end, legacy = (written.end() if written else start), match.legacy
            places.add(
                _kind(match, Kind.FROM_IMPORT),
                start,
                end,
                legacy,
                at=statement,
                exact=not match.target.indirect,
                swallowed=use.where.swallowed,
                note=_note(match),
            )
            break


def _kind(match: Match, direct: Kind) -> Kind:
    return Kind.RE_EXPORT if match.target.indirect else direct


def _note(match: Match) -> str:
    return f"by way of {match.target.dotted}" if match.target.indirect else ""


def _module_span(text: str, statement: int, *, named: bool) -> tuple[int, int]:
    """Return where the module of a ``from`` import is written, its dots included."""
    written = _FROM.match(text, statement)
    if written is None:
        return statement, statement
    if not named:
        return written.start(1), written.start(1) + len(written.group(1).rstrip(" \t\f\\\r\n"))
    return written.start(1), written.end(2)
