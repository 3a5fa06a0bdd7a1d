"""Build the normal form of schemas (`view.View`) from a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from offramp.contract.documents.containers import read_containers
from offramp.contract.documents.scalars import COUNTS, common, read_scalars, settle_enum
from offramp.contract.documents.side import At, Side
from offramp.contract.documents.view import ATOMS, Sources, Union, View

_TYPE = {
    "null": frozenset({"null"}),
    "boolean": frozenset({"boolean"}),
    "integer": frozenset({"integer"}),
    "number": frozenset({"integer", "fraction"}),
    "string": frozenset({"string"}),
    "array": frozenset({"array"}),
    "object": frozenset({"object"}),
}
_WHOLE = frozenset(
    {"not", "propertyNames", "contains", "unevaluatedItems", "unevaluatedProperties", "if"}
    | {"contentSchema", "dependentSchemas", "dependentRequired"}
)
_NOTES = frozenset(
    {"default", "discriminator", "deprecated", "readOnly", "writeOnly", "title", "description"}
    | {"example", "examples", "externalDocs", "$comment", "xml"}
)
_HANDLED = frozenset(
    {"type", "nullable", "enum", "const", "minimum", "maximum", "exclusiveMinimum"}
    | {"exclusiveMaximum", "multipleOf", "pattern", "format", "properties", "required", "$ref"}
    | {"patternProperties", "additionalProperties", "items", "prefixItems", "additionalItems"}
    | {"allOf", "anyOf", "oneOf", "then", "else", "minContains", "maxContains", "uniqueItems"}
    | {"contentEncoding", "contentMediaType", "$id", "$anchor", "$defs", "$dynamicRef"}
    | {"$dynamicAnchor", "$schema", "definitions", "$vocabulary"}
    | set(COUNTS)
    | _WHOLE
    | _NOTES
)


class Normal:
    """Views of one document's schemas, each built once.

    Args:
        side: the document.
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        self._views: dict[tuple[int, ...], View] = {}
        self._busy: set[tuple[int, ...]] = set()
        self._kept: list[Sources] = []

    def key(self, sources: Sources) -> tuple[Any, ...]:
        """Return what two places share where they hold one schema, or refer to one."""
        return tuple([self._key(at.raw) for at in sources])

    def _key(self, raw: Any) -> Any:
        if isinstance(raw, dict) and len(raw) == 1:
            ref = raw.get("$ref")
            if isinstance(ref, str) and self.side.schema(ref) is not None:
                return ref
        return id(raw)

    def view(self, sources: Sources) -> View:
        """Return the view of a schema, the conjunction of ``sources``."""
        key = self.key(sources)
        view = self._views.get(key)
        if view is None:
            self._busy.add(key)
            view = View()
            seen: dict[int, bool] = {}
            for at in sources:
                self._absorb(view, at, seen)
            view.declared = view.atoms
            if view.enum is not None:
                settle_enum(view)
            self._busy.discard(key)
            self._views[key] = view
            self._kept.append(sources)
        return view

    def atoms(self, sources: Sources) -> frozenset[str]:
        """Return the kinds of values that a schema accepts; all, inside its own definition."""
        if self.key(sources) in self._busy:
            return ATOMS
        return self.view(sources).atoms

    def _absorb(self, view: View, at: At, seen: dict[int, bool]) -> None:
        raw = at.raw
        if not isinstance(raw, dict):
            if raw is False:
                view.atoms = frozenset()
            elif raw is not True:
                view.unknown.append(f"a schema that is {json.dumps(raw)[:20]}")
            view.parts.append(at)
            return
        if id(raw) in seen:
            if seen[id(raw)]:
                view.unresolved.append("itself")
            return
        seen[id(raw)] = True
        own = True
        if "$ref" in raw:
            ref = raw["$ref"]
            target = self.side.schema(ref) if isinstance(ref, str) else None
            if target is None:
                view.unresolved.append(str(ref))
            else:
                self._absorb(view, target, seen)
            # OpenAPI 3.0 ignores what stands beside a $ref; since 3.1 both hold
            own = not self.side.is_30 and len(raw) > 1
        if own:
            self._own(view, at, raw, seen)
        elif target is None:
            view.parts.append(at)
        seen[id(raw)] = False

    def _own(self, view: View, at: At, raw: dict[str, Any], seen: dict[int, bool]) -> None:
        before = view.atoms
        view.atoms &= _type_atoms(raw, view.unknown)
        refused = raw.get("not", False)
        if _is_type_alone(refused):
            excluded = _type_atoms(refused, view.unknown) if isinstance(refused, dict) else ATOMS
            view.atoms -= excluded
        view.parts.append(at)
        read_scalars(view, raw)
        read_containers(view, at, raw)
        for word, value in raw.items():
            if word in _WHOLE and not (word == "not" and _is_type_alone(value)):
                view.other.setdefault(word, []).append(at)
            elif word in _NOTES or word not in _HANDLED:
                view.notes.setdefault(word, value)
        if "allOf" in raw:
            for each in at.child("allOf").items():
                self._absorb(view, each, seen)
        for kind in ("anyOf", "oneOf"):
            if isinstance(raw.get(kind), list) and raw[kind]:
                self._union(view, kind, at.child(kind), seen)
        if raw.get("nullable") is True and "null" in before:
            _let_null(view, composed=any(word in raw for word in ("allOf", "anyOf", "oneOf")))

    def _union(self, view: View, kind: str, at: At, seen: dict[int, bool]) -> None:
        branches, nullable = [], False
        for each in self._flat(kind, at):
            # what the schema's own type rules out is no alternative
            atoms = self.atoms((each,)) & view.atoms
            if atoms == {"null"}:
                nullable = True
            elif atoms:
                branches.append((each,))
        if len(branches) == 1 and not nullable:
            self._absorb(view, branches[0][0], seen)
            return
        accepted = frozenset().union(*(self.atoms(b) for b in branches))
        if len(branches) == 1:
            self._absorb_nullable(view, branches[0][0], seen)
        elif branches and not any(_says(known, kind, branches) for known in view.unions):
            view.unions.append(Union(kind, list(branches), at.pointer))
        view.atoms &= accepted | ({"null"} if nullable else frozenset())

    def _absorb_nullable(self, view: View, branch: At, seen: dict[int, bool]) -> None:
        """Merge ``X or null`` into a view that has constraints of its own."""
        null = "null" in view.atoms
        values = _take_enum(view)
        self._absorb(view, branch, seen)
        if view.enum is not None:
            view.enum = {**view.enum, "null": None}
        if values is not None:
            view.enum = common(values, view.enum)
        if null:
            view.atoms |= {"null"}

    def _flat(self, kind: str, at: At) -> list[At]:
        flat: list[At] = []
        for each in at.items():
            if isinstance(each.raw, dict) and set(each.raw) == {kind} and kind == "anyOf":
                flat.extend(self._flat(kind, each.child(kind)))
            else:
                flat.append(each)
        return flat


def _says(known: Union, kind: str, branches: list[tuple[At]]) -> bool:
    """Whether a union that another part of a conjunction made is this one."""
    if known.kind != kind or len(known.branches) != len(branches):
        return False
    return all(x[0].raw == y[0].raw for x, y in zip(known.branches, branches, strict=True))


def _is_type_alone(schema: Any) -> bool:
    """Whether a schema under ``not`` speaks of kinds of values and of nothing else."""
    if schema is True:
        return True
    if not isinstance(schema, dict) or schema.get("type") == "integer":
        return False
    return schema.keys() <= {"type", "title", "description"}


def _let_null(view: View, *, composed: bool) -> None:
    """Honour ``nullable`` beside a composition too, where OpenAPI 3.0.3 gives it no meaning."""
    view.atoms |= {"null"}
    if view.enum is not None and composed:
        view.enum = {**view.enum, "null": None}


def _take_enum(view: View) -> dict[str, Any] | None:
    values, view.enum = view.enum, None
    return values


def _type_atoms(raw: Mapping[str, Any], unknown: list[str]) -> frozenset[str]:
    types = raw.get("type")
    if types is None:
        return ATOMS
    names = types if isinstance(types, list) else [types]
    atoms: frozenset[str] = frozenset()
    for name in names:
        known = _TYPE.get(name) if isinstance(name, str) else None
        if known is None:
            unknown.append(str(name))
        atoms |= ATOMS if known is None else known
    # "nullable" is honoured in 3.1 too, where it is an unknown word: whoever writes it means it
    if raw.get("nullable") is True:
        atoms |= {"null"}
    return atoms
