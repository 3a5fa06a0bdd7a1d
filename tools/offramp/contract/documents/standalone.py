"""Write a schema of a document as one JSON Schema 2020-12 that a validator can take.

With values, only what bears on these values is written ("a slice"): the schema of a property that
no value has is left out. So a check of a small example costs little in a large document, and no
recursion of schemas outlives the nesting of the values.
"""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.side import At, Side
from offramp.contract.documents.view import Sources

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LIMIT = 150
_SLICE = 5_000
"""The most schemas that bear on one value: references that fork double with each level."""
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
_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "float": (-3.4028234663852886e38, 3.4028234663852886e38),
}
_UNCHECKED = frozenset({"binary", "byte", "password", "double", *_RANGES})


class TooLarge(Exception):
    """The schema refers to more than is worth writing."""


class Standalone:
    """Writes schemas of one document.

    Args:
        side: the document.
        direction: "request" or "response"; what is not part of such a message (readOnly,
            writeOnly) is not required of it (OpenAPI 3.1, section 4.8.24).

    Attributes:
        written: the number of schemas written so far, a measure of effort.
    """

    def __init__(self, side: Side, direction: str) -> None:
        self._side = side
        self._away = "readOnly" if direction == "request" else "writeOnly"
        self._definitions: dict[int, tuple[str, Any]] = {}
        self._size = 0
        self.written = 0
        self._end = _SLICE

    def whole(self, sources: Sources) -> dict[str, Any]:
        """Return a schema with all that it refers to.

        Raises:
            TooLarge: it refers to more than 150 schemas, or to one outside of the document.
        """
        self._definitions, self._size = {}, 0
        made = [self._schema(at.raw, None, frozenset()) for at in sources]
        definitions: dict[str, Any] = {}
        while len(definitions) < len(self._definitions):
            for name, raw in list(self._definitions.values()):
                if name not in definitions:
                    definitions[name] = self._schema(raw, None, frozenset())
        return {"$schema": DIALECT, "allOf": made, "$defs": definitions}

    def slice(self, sources: Sources, value: Any) -> dict[str, Any]:
        """Return what a schema says that bears on one value.

        Raises:
            TooLarge: it refers to a schema outside of the document, or to more than 5,000.
        """
        self._end = self.written + _SLICE
        made = [self._schema(at.raw, [value], frozenset()) for at in sources]
        return {"$schema": DIALECT, "allOf": made}

    def _schema(self, raw: Any, values: list[Any] | None, seen: frozenset[int]) -> Any:
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        self.written += 1
        if values is None:
            self._size += 1
            if self._size > _LIMIT:
                raise TooLarge
        else:
            if id(raw) in seen or not values:
                return True
            if self.written > self._end:
                raise TooLarge
            seen |= {id(raw)}
        made: dict[str, Any] = {}
        if "$ref" in raw:
            target = self._side.schema(raw["$ref"]) if isinstance(raw["$ref"], str) else None
            if target is None:
                raise TooLarge
            referred = self._referred(target.raw, values, seen)
            if self._side.is_30 or len(raw) == 1:
                return referred
            made["allOf"] = [referred]
        _scalars(raw, made)
        self._objects(raw, made, values)
        self._arrays(raw, made, values)
        self._applicators(raw, made, values, seen)
        return _nullable(raw, made)

    def _referred(self, target: Any, values: list[Any] | None, seen: frozenset[int]) -> Any:
        if values is not None:
            return self._schema(target, values, seen)
        fresh = (f"s{len(self._definitions)}", target)
        return {"$ref": f"#/$defs/{self._definitions.setdefault(id(target), fresh)[0]}"}

    def _objects(self, raw: dict[str, Any], made: dict[str, Any], values: list[Any] | None) -> None:
        objects = None if values is None else [v for v in values if isinstance(v, dict)]
        if objects == []:
            return
        declared = raw.get("properties")
        declared = declared if isinstance(declared, dict) else {}
        required = raw.get("required")
        if isinstance(required, list):
            names = (name for name in required if isinstance(name, str))
            made["required"] = [name for name in names if not self._is_away(declared, name)]
        held = None if objects is None else {name for each in objects for name in each}
        if objects is None or held is None:
            kept = {n: self._schema(child, None, frozenset()) for n, child in declared.items()}
        else:
            # a declared name counts where undeclared ones are judged, whatever its schema
            kept = {
                name: self._schema(declared[name], _under(objects, name), frozenset())
                for name in sorted(held & declared.keys())
            }
        if kept:
            made["properties"] = kept
        self._undeclared(raw, made, objects, declared)

    def _undeclared(
        self,
        raw: dict[str, Any],
        made: dict[str, Any],
        objects: list[Any] | None,
        declared: dict[str, Any],
    ) -> None:
        every = None if objects is None else [v for each in objects for v in each.values()]
        patterns = raw.get("patternProperties")
        if isinstance(patterns, dict):
            made["patternProperties"] = {
                pattern: self._schema(child, every, frozenset())
                for pattern, child in patterns.items()
            }
        for word in ("additionalProperties", "unevaluatedProperties"):
            if word in raw:
                rest = None
                if objects is not None:
                    rest = [v for each in objects for n, v in each.items() if n not in declared]
                made[word] = self._schema(raw[word], rest, frozenset())
        if "propertyNames" in raw:
            names = None if objects is None else [name for each in objects for name in each]
            made["propertyNames"] = self._schema(raw["propertyNames"], names, frozenset())

    def _is_away(self, declared: dict[str, Any], name: str) -> bool:
        own = declared.get(name)
        if not isinstance(own, dict):
            return False
        if own.get(self._away) is True:
            return True
        target = self._side.follow(At(own, "")).raw if "$ref" in own else None
        return isinstance(target, dict) and target.get(self._away) is True

    def _arrays(self, raw: dict[str, Any], made: dict[str, Any], values: list[Any] | None) -> None:
        arrays = None if values is None else [v for v in values if isinstance(v, list)]
        if arrays == []:
            return
        # an example of many items has the same one many times
        items = None if arrays is None else [*{id(v): v for each in arrays for v in each}.values()]
        word, rest = "prefixItems", "items"
        if isinstance(raw.get("items"), list):
            word, rest = "items", "additionalItems"
        prefix = raw.get(word)
        if isinstance(prefix, list) and prefix:
            made["prefixItems"] = [
                self._schema(child, _under(arrays, index), frozenset())
                for index, child in enumerate(prefix)
            ]
        for old, new in ((rest, "items"), ("unevaluatedItems", "unevaluatedItems")):
            if old in raw:
                made[new] = self._schema(raw[old], items, frozenset())
        if "contains" in raw:
            made["contains"] = self._schema(raw["contains"], items, frozenset())

    def _applicators(
        self,
        raw: dict[str, Any],
        made: dict[str, Any],
        values: list[Any] | None,
        seen: frozenset[int],
    ) -> None:
        for word in ("allOf", "anyOf", "oneOf"):
            children = raw.get(word)
            if isinstance(children, list) and children:
                written = [self._schema(child, values, seen) for child in children]
                made.setdefault(word, []).extend(written)
        for word in ("not", "if", "then", "else"):
            if word in raw:
                made[word] = self._schema(raw[word], values, seen)
        dependent = raw.get("dependentSchemas")
        if isinstance(dependent, dict):
            made["dependentSchemas"] = {
                name: self._schema(child, values, seen) for name, child in dependent.items()
            }


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
    if not isinstance(form, str):
        return
    if form in _RANGES:
        least, most = _RANGES[form]
        made.setdefault("allOf", []).append({"minimum": least, "maximum": most})
    elif form not in _UNCHECKED:
        made["format"] = form


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
