"""Build the normal form of schemas (`view.View`) from a document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from offramp.contract.documents.scalars import COUNTS, common, read_scalars
from offramp.contract.documents.side import At, Side
from offramp.contract.documents.values import atom_of, is_multiple, is_number
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
_CHILDREN = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties"}
    | {"items", "prefixItems", "additionalItems"}
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
                self._settle_enum(view)
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
        self._children(view, at, raw)
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

    def _children(self, view: View, at: At, raw: dict[str, Any]) -> None:
        if raw.keys().isdisjoint(_CHILDREN):
            return
        first = len(view.parts) == 1
        rest = raw.get("additionalProperties", True)
        says = rest is False or (isinstance(rest, dict) and bool(rest))
        additional = (at.child("additionalProperties"),) if says else ()
        declared = raw.get("properties")
        declared = declared if isinstance(declared, dict) else {}
        if first:
            view.properties = {
                name: (At(value, f"{at.pointer}/properties/{_token(name)}"),)
                for name, value in declared.items()
            }
        elif declared or additional or view.additional:
            _merge_properties(view, at, declared, additional)
        view.additional += additional
        if "patternProperties" in raw:
            for pattern, child in at.child("patternProperties").members():
                view.patterns[pattern] = (*view.patterns.get(pattern, ()), child)
        names = raw.get("required")
        if isinstance(names, list):
            for name in names:
                if isinstance(name, str):
                    view.required.setdefault(name, f"{at.pointer}/required")
        if "items" in raw or "prefixItems" in raw:
            self._array(view, at, raw)

    def _array(self, view: View, at: At, raw: dict[str, Any]) -> None:
        word = "prefixItems"
        rest = at.child("items")
        if isinstance(raw.get("items"), list):
            word, rest = "items", at.child("additionalItems")
        prefix = list(at.child(word).items())
        items = () if rest.raw in (None, True, {}) else (rest,)
        if rest.raw is False or rest.raw == {"not": {}}:
            # a closed list is one of bounded length, and commonly written as such
            view.bounds["maxItems"] = min(len(prefix), view.bounds.get("maxItems", len(prefix)))
            items = ()
        if not prefix and not items:
            return
        for index in range(max(len(prefix), len(view.prefix))):
            mine = (prefix[index],) if index < len(prefix) else items
            if index < len(view.prefix):
                view.prefix[index] += mine
            else:
                view.prefix.append(view.items + mine)
        view.items += items

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

    @staticmethod
    def _settle_enum(view: View) -> None:
        kept = {k: v for k, v in (view.enum or {}).items() if atom_of(v) in view.atoms}
        if view.bounds or "multipleOf" in view.sets:
            kept = {k: v for k, v in kept.items() if _fits(view, v)}
        view.atoms &= frozenset(map(atom_of, kept.values()))
        finite = {"true", "false", "null"} & kept.keys()
        whole = {"null": 1, "boolean": 2}
        if view.atoms <= whole.keys() and len(finite) == sum(whole[a] for a in view.atoms):
            view.enum = None
        else:
            view.enum = kept


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


def _fits(view: View, value: Any) -> bool:
    """Whether a listed value keeps the limits that are listed beside it."""
    bounds = view.bounds
    if isinstance(value, str):
        least, most = bounds.get("minLength", 0), bounds.get("maxLength")
        return bool(least <= len(value) and (most is None or len(value) <= most))
    if is_number(value):
        low, high = bounds.get("minimum"), bounds.get("maximum")
        above = low is None or value > low[0] or (value == low[0] and not low[1])
        below = high is None or value < high[0] or (value == high[0] and not high[1])
        return bool(
            above and below and all(is_multiple(value, n) for n in view.sets.get("multipleOf", ()))
        )
    return True


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


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


def _merge_properties(view: View, at: At, declared: dict[str, Any], additional: Sources) -> None:
    """Merge a second part: what one part declares, the other's additionalProperties judges."""
    pointer = f"{at.pointer}/properties/"
    merged = dict(view.properties)
    for name, value in declared.items():
        mine = (At(value, pointer + _token(name)),)
        merged[name] = merged.get(name, view.additional) + mine
    if additional:
        for name in view.properties.keys() - declared.keys():
            merged[name] += additional
    view.properties = merged
