"""What a schema says, in normal form: equal meanings have equal views.

A view merges a schema with its ``$ref`` and ``allOf`` parts, and has one spelling for what
OpenAPI 3.0 and JSON Schema 2020-12 spell in many ways. It is shallow: children stay references
to the document.
"""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.side import At

ATOMS = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
"""The kinds of JSON values; ``number`` is ``integer`` and ``fraction``."""

Sources = tuple[At, ...]
"""A schema: the conjunction of places in a document. Nearly always one place."""


class Union:
    """An ``anyOf`` or ``oneOf`` without its null branch."""

    __slots__ = ("branches", "kind", "pointer")

    def __init__(self, kind: str, branches: list[Sources], pointer: str) -> None:
        self.kind = kind
        self.branches = branches
        self.pointer = pointer


class View:
    """A schema in normal form.

    Attributes:
        atoms: kinds of values that are accepted; null is accepted if and only if it is in here.
        declared: the same before ``enum`` narrowed it.
        bounds: scalar constraints by keyword. ``minimum`` and ``maximum`` are (value, exclusive).
        enum: accepted values by canonical text, or None.
        sets: ``pattern``, ``format`` and ``multipleOf``: all of them hold.
        properties, patterns: children by name.
        required: names, each with the place that requires it.
        additional: schemas for what is not declared; empty when the object is open.
        prefix, items: children of arrays.
        unions: anyOf and oneOf, null branches taken out.
        other: schemas by keyword that are compared as a whole: not, propertyNames, contains…
        notes: annotations by keyword.
        parts: the places that were merged.
        unresolved: references that lead nowhere, or out of the document.
        unknown: types that JSON Schema does not know.
    """

    __slots__ = (
        "additional",
        "atoms",
        "bounds",
        "declared",
        "enum",
        "items",
        "notes",
        "other",
        "parts",
        "patterns",
        "prefix",
        "properties",
        "required",
        "sets",
        "unions",
        "unknown",
        "unresolved",
    )

    def __init__(self) -> None:
        self.atoms: frozenset[str] = ATOMS
        self.declared: frozenset[str] = ATOMS
        self.bounds: dict[str, Any] = {}
        self.enum: dict[str, Any] | None = None
        self.sets: dict[str, frozenset[Any]] = {}
        self.properties: dict[str, Sources] = {}
        self.patterns: dict[str, Sources] = {}
        self.required: dict[str, str] = {}
        self.additional: Sources = ()
        self.prefix: list[Sources] = []
        self.items: Sources = ()
        self.unions: list[Union] = []
        self.other: dict[str, list[At]] = {}
        self.notes: dict[str, Any] = {}
        self.parts: list[At] = []
        self.unresolved: list[str] = []
        self.unknown: list[str] = []

    @property
    def never(self) -> bool:
        """Whether nothing is accepted."""
        return not self.atoms

    @property
    def pointer(self) -> str:
        """The place of the schema itself."""
        return self.parts[0].pointer if self.parts else ""

    def place(self, *keywords: str) -> str:
        """Return the pointer of the first of some keywords, or of the schema."""
        for keyword in keywords:
            for part in self.parts:
                if isinstance(part.raw, dict) and keyword in part.raw:
                    return f"{part.pointer}/{keyword}"
        return self.pointer

    def is_plain(self) -> bool:
        """Whether nothing but the kinds of values is constrained, unions left aside."""
        return not (
            self.bounds
            or self.enum is not None
            or self.sets
            or self.properties
            or self.patterns
            or self.required
            or self.additional
            or self.prefix
            or self.items
            or self.other
        )
