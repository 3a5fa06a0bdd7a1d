"""Attribute chains and names: uses of the layer that no import statement shows."""

from __future__ import annotations

import ast

from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.syntax.scopes import Module
from offramp.imports.syntax.values import Values
from offramp.imports.syntax.walk import Use
from offramp.imports.targets import Match, Targets


def record_chain(use: Use, values: Values, places: Places) -> None:
    """Record ``a.compat.x`` where ``a`` is what an import says that it is.

    What an import of the layer bound under a name of its own is not recorded again where it is
    used: the import is the reference. A name that another module handed on is recorded at each
    use, as the import that brought it does not name the layer.
    """
    node: ast.Attribute = use.node
    links: list[ast.Attribute] = []
    base: ast.expr = node
    while isinstance(base, ast.Attribute):
        links.append(base)
        base = base.value
    targets = places.targets
    if not _may_lead(base, links, use, values, targets):
        return
    known = not isinstance(base, ast.Name) or values.bindings(base, use.where) is not None
    if not known and not use.where.scope.starred:
        return
    while len(links) > 1 and not values.dotted(base, use.where):
        base = links.pop()  # ``self.m.compat``: what a class of the module keeps as ``m``
    attributes = ".".join(link.attr for link in reversed(links))
    for root in values.dotted(base, use.where):
        before = targets.match(root)
        spelled = isinstance(base, ast.Name) and base.id == root
        if before is not None and known and not spelled and not before.target.indirect:
            return
        match = targets.match(f"{root}.{attributes}")
        if match is None:
            continue
        source = places.source
        start = source.offset(node.lineno, node.col_offset)
        end = source.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        places.add(
            Kind.ATTRIBUTE,
            start,
            end,
            match.legacy,
            exact=isinstance(base, ast.Name) and known and not match.target.indirect,
            swallowed=use.where.swallowed,
            note=_note(match, starred=not known),
        )
        return


def _may_lead(
    base: ast.expr, links: list[ast.Attribute], use: Use, values: Values, targets: Targets
) -> bool:
    """Whether a chain can lead to a target at all: most cannot, and are not followed."""
    if any(link.attr in targets.lasts for link in links):
        return True
    if not isinstance(base, ast.Name):
        return False
    if base.id in targets.words or base.id in targets.lasts:
        return True
    # A name that another module handed on may be bound under any name here.
    found = (values.bindings(base, use.where) or ()) if targets.indirect else ()
    return any(
        any(map(targets.match, value.names)) if isinstance(value, Module) else value is not None
        for value in (binding.value for binding in found)
    )


def _note(match: Match, *, starred: bool) -> str:
    if match.target.indirect:
        return f"by way of {match.target.dotted}"
    return "by way of a star import" if starred else ""


def record_name(use: Use, values: Values, places: Places) -> None:
    """Record a bare name that a star import brought and that is of the layer."""
    node: ast.Name = use.node
    if node.id not in places.targets.lasts or values.bindings(node, use.where) is not None:
        return
    for dotted in values.dotted(node, use.where):
        match = places.targets.match(dotted)
        if match is not None and dotted != node.id:
            start = places.source.offset(node.lineno, node.col_offset)
            places.add(
                Kind.ATTRIBUTE,
                start,
                start + len(node.id),
                match.legacy,
                exact=False,
                swallowed=use.where.swallowed,
                note="by way of a star import",
            )
            return
