"""Write a schema of a document as one JSON Schema 2020-12 that a validator can take.

With values, only what bears on these values is written ("a slice"): the schema of a property that
no value has is left out. So a check of a small example costs little in a large document, and no
recursion of schemas outlives the nesting of the values.
"""

from __future__ import annotations

from typing import Any

from offramp.contract.side import At, Side
from offramp.contract.view import Sources

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LIMIT = 250
_PLAIN = (
    "enum",
    "const",
    "minLength",
    "maxLength",
    "pattern",
    "multipleOf",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "uniqueItems",
    "minContains",
    "maxContains",
    "dependentRequired",
)
_INTEGERS = {"int32": 2**31, "int64": 2**63}
_UNCHECKED = frozenset({"binary", "byte", "password", "float", "double", *_INTEGERS})


class TooLarge(Exception):
    """The schema refers to more than is worth writing."""


class Standalone:
    """Writes schemas of one document.

    Args:
        side: the document.
        direction: "request" or "response"; what is not part of such a message (readOnly,
            writeOnly) is not required of it (OpenAPI 3.1, section 4.8.24).
    """

    def __init__(self, side: Side, direction: str) -> None:
        self._side = side
        self._away = "readOnly" if direction == "request" else "writeOnly"
        self._definitions: dict[int, tuple[str, At]] = {}
        self._size = 0

    def whole(self, sources: Sources) -> dict[str, Any]:
        """Return a schema with all that it refers to.

        Raises:
            TooLarge: it refers to more than 250 schemas.
        """
        self._definitions, self._size = {}, 0
        made = self._all(sources, None, frozenset())
        definitions: dict[str, Any] = {}
        while len(definitions) < len(self._definitions):
            for name, at in list(self._definitions.values()):
                if name not in definitions:
                    definitions[name] = self._schema(at, None, frozenset())
        return {"$schema": DIALECT, "allOf": [made], "$defs": definitions}

    def slice(self, sources: Sources, value: Any) -> dict[str, Any]:
        """Return what a schema says that bears on one value."""
        self._size = 0
        made = self._all(sources, [value], frozenset())
        return {"$schema": DIALECT, "allOf": [made]}

    def _all(self, sources: Sources, values: list[Any] | None, seen: frozenset[int]) -> Any:
        if len(sources) == 1:
            return self._schema(sources[0], values, seen)
        return {"allOf": [self._schema(at, values, seen) for at in sources]}

    def _schema(self, at: At, values: list[Any] | None, seen: frozenset[int]) -> Any:
        raw = at.raw
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        if values is not None:
            if id(raw) in seen or not values:
                return True
            seen |= {id(raw)}
        self._size += 1
        if self._size > _LIMIT and values is None:
            raise TooLarge
        made: dict[str, Any] = {}
        ref = raw.get("$ref", raw.get("$dynamicRef"))
        if isinstance(ref, str):
            target = self._side.target(ref)
            if target is None:
                raise TooLarge
            referred = self._referred(target, values, seen)
            if self._side.is_30 or len(raw) == 1:
                return referred
            made["allOf"] = [referred]
        self._scalars(raw, made)
        self._objects(at, made, values)
        self._arrays(at, made, values)
        self._applicators(at, made, values, seen)
        return _nullable(raw, made)

    def _referred(self, target: At, values: list[Any] | None, seen: frozenset[int]) -> Any:
        if values is not None:
            return self._schema(target, values, seen)
        name, _ = self._definitions.setdefault(
            id(target.raw), (f"s{len(self._definitions)}", target)
        )
        return {"$ref": f"#/$defs/{name}"}

    @staticmethod
    def _scalars(raw: dict[str, Any], made: dict[str, Any]) -> None:
        if "type" in raw:
            made["type"] = raw["type"]
        for word in _PLAIN:
            if word in raw:
                made[word] = raw[word]
        for word, strict in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            exclusive = raw.get(strict)
            if word in raw:
                made[strict if exclusive is True else word] = raw[word]
            if exclusive is not None and not isinstance(exclusive, bool):
                made[strict] = exclusive
        form = raw.get("format")
        if form in _INTEGERS:
            top = _INTEGERS[form]
            made.setdefault("allOf", []).append({"minimum": -top, "maximum": top - 1})
        elif isinstance(form, str) and form not in _UNCHECKED:
            made["format"] = form

    def _objects(self, at: At, made: dict[str, Any], values: list[Any] | None) -> None:
        raw = at.raw
        objects = None if values is None else [v for v in values if isinstance(v, dict)]
        required = raw.get("required")
        if isinstance(required, list) and objects != []:
            made["required"] = [n for n in required if not self._is_away(at, n)]
        if objects == []:
            return
        named: set[str] = set()
        for name, child in at.child("properties").members():
            named.add(name)
            made.setdefault("properties", {})[name] = self._schema(
                child, _under(objects, name), frozenset()
            )
        for pattern, child in at.child("patternProperties").members():
            under = None if objects is None else [v for o in objects for v in o.values()]
            made.setdefault("patternProperties", {})[pattern] = self._schema(
                child, under, frozenset()
            )
        for word in ("additionalProperties", "unevaluatedProperties"):
            if word in raw:
                rest = None
                if objects is not None:
                    rest = [v for o in objects for n, v in o.items() if n not in named]
                made[word] = self._closed(at.child(word), rest)
        names = None if objects is None else [name for o in objects for name in o]
        if "propertyNames" in raw:
            made["propertyNames"] = self._schema(at.child("propertyNames"), names, frozenset())

    def _closed(self, at: At, values: list[Any] | None) -> Any:
        """False stays false, though no value is there to be judged by it."""
        return at.raw if isinstance(at.raw, bool) else self._schema(at, values, frozenset())

    def _is_away(self, at: At, name: str) -> bool:
        child = self._side.follow(at.child("properties", name))
        own = at.child("properties", name).raw
        return any(isinstance(r, dict) and r.get(self._away) is True for r in (child.raw, own))

    def _arrays(self, at: At, made: dict[str, Any], values: list[Any] | None) -> None:
        raw = at.raw
        arrays = None if values is None else [v for v in values if isinstance(v, list)]
        if arrays == []:
            return
        items = None if arrays is None else [item for array in arrays for item in array]
        word, rest = "prefixItems", "items"
        if isinstance(raw.get("items"), list):
            word, rest = "items", "additionalItems"
        prefix = [
            self._schema(child, _under(arrays, index), frozenset())
            for index, child in enumerate(at.child(word).items())
        ]
        if prefix:
            made["prefixItems"] = prefix
        for old, new in ((rest, "items"), ("unevaluatedItems", "unevaluatedItems")):
            if old in raw:
                made[new] = self._closed(at.child(old), items)
        if "contains" in raw:
            made["contains"] = self._schema(at.child("contains"), items, frozenset())

    def _applicators(
        self, at: At, made: dict[str, Any], values: list[Any] | None, seen: frozenset[int]
    ) -> None:
        for word in ("allOf", "anyOf", "oneOf"):
            children = [self._schema(c, values, seen) for c in at.child(word).items()]
            if children:
                made.setdefault(word, []).extend(children)
        for word in ("not", "if", "then", "else"):
            if word in at.raw:
                made[word] = self._schema(at.child(word), values, seen)
        for name, child in at.child("dependentSchemas").members():
            made.setdefault("dependentSchemas", {})[name] = self._schema(child, values, seen)


def _under(holders: list[Any] | None, key: str | int) -> list[Any] | None:
    """The values at a name or index of some objects or arrays."""
    if holders is None:
        return None
    if isinstance(key, str):
        return [holder[key] for holder in holders if key in holder]
    return [holder[key] for holder in holders if key < len(holder)]


def _nullable(raw: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    if raw.get("nullable") is not True:
        return made
    if any(word in raw for word in ("allOf", "anyOf", "oneOf")):
        return {"anyOf": [made, {"type": "null"}]}
    if "type" in made:
        types = made["type"] if isinstance(made["type"], list) else [made["type"]]
        made["type"] = [*types, *(() if "null" in types else ("null",))]
    return made
