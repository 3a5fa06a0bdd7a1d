"""Write documents in other words: what is made here means the same as what it is made from.

variants = runpy.run_path("tests/corpus/contract/variants.py")["VARIANTS"]
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from offramp.contract import upconvert

Document = dict[str, Any]
Change = Callable[[Document], Any]

_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_ONE = ("additionalProperties", "items", "not", "if", "then", "else", "contains", "propertyNames")
_DATA = ("example", "examples", "default", "enum", "const", "value", "dataValue")
_UNORDERED = ("required", "enum", "parameters", "security", "allOf", "anyOf", "oneOf", "tags")
_MOST_NODES = 60_000


def _schemas(value: Any, change: Change, way: tuple[str, ...] = ()) -> Any:
    """Copy a document, with each of its schemas changed, inner ones first."""
    if isinstance(value, list):
        return [_schemas(each, change, way) for each in value]
    if not isinstance(value, dict):
        return value
    if way == ("components", "schemas"):
        return {name: _schema(each, change) for name, each in value.items()}
    return {
        key: _schema(each, change)
        if key in ("schema", "itemSchema")
        else each
        if key in _DATA or key.startswith("x-")
        else _schemas(each, change, (*way, key))
        for key, each in value.items()
    }


def _schema(value: Any, change: Change) -> Any:
    if not isinstance(value, dict):
        return value
    made = {}
    for key, each in value.items():
        if key in _MAPS and isinstance(each, dict):
            made[key] = {name: _schema(child, change) for name, child in each.items()}
        elif key in _LISTS and isinstance(each, list):
            made[key] = [_schema(child, change) for child in each]
        else:
            made[key] = _schema(each, change) if key in _ONE else each
    return change(made)


def respelled(document: Document) -> Document:
    """Write null as an alternative, where it was a flag or one of two types."""

    if _points_inside(document):
        return document

    def change(schema: Document) -> Any:
        types = schema.get("type")
        if not isinstance(types, list) or "null" not in types or len(types) != 2:
            return schema
        rest = {key: value for key, value in schema.items() if key != "type"}
        if None in rest.get("enum", ()) or "const" in rest or rest.keys() & {*_LISTS, "$ref"}:
            return schema
        if "enum" in rest:  # null is not listed, so it was not accepted
            return {**rest, "type": next(each for each in types if each != "null")}
        return {
            "anyOf": [
                {**rest, "type": next(each for each in types if each != "null")},
                {"type": "null"},
            ]
        }

    return _of_dict(_schemas(_as_31(document), change))


def wrapped(document: Document) -> Document:
    """Put each reference to a schema into an allOf, but where a discriminator reads its name."""

    def change(schema: Document) -> Any:
        if schema.keys() == {"$ref"}:
            return {"allOf": [schema]}
        if "discriminator" in schema:
            for word in ("oneOf", "anyOf"):
                if word in schema:
                    schema[word] = [_unwrapped(each) for each in schema[word]]
        return schema

    return _of_dict(_schemas(document, change))


def _unwrapped(schema: Any) -> Any:
    inner = schema.get("allOf") if isinstance(schema, dict) and len(schema) == 1 else None
    return inner[0] if inner and len(inner) == 1 and inner[0].keys() == {"$ref"} else schema


def renamed(document: Document) -> Document:
    """Give each schema of the components another name; a discriminator's values are names."""
    schemas = document.get("components", {}).get("schemas")
    if not isinstance(schemas, dict) or _has(document, "discriminator"):
        return document
    prefix = "#/components/schemas/"

    def rename(value: Any) -> Any:
        if isinstance(value, list):
            return [rename(each) for each in value]
        if not isinstance(value, dict):
            return value
        made = {key: rename(each) for key, each in value.items()}
        ref = made.get("$ref")
        if isinstance(ref, str) and ref.startswith(prefix):
            name, slash, rest = ref[len(prefix) :].partition("/")
            made["$ref"] = f"{prefix}{name}-Output{slash}{rest}"
        return made

    made = _of_dict(rename(document))
    made["components"]["schemas"] = {
        f"{name}-Output": each for name, each in made["components"]["schemas"].items()
    }
    return made


def shuffled(document: Document) -> Document:
    """Put the members of objects, and lists whose order means nothing, in another order."""
    chance = random.Random(7)
    lists = () if _points_inside(document) else _UNORDERED

    def shuffle(value: Any, key: str = "", data: bool = False) -> Any:
        if isinstance(value, list):
            items = [shuffle(each, "", data) for each in value]
            if key in lists and not data:
                chance.shuffle(items)
            return items
        if not isinstance(value, dict):
            return value
        keys = list(value)
        chance.shuffle(keys)
        inside = data or key in _DATA
        return {each: shuffle(value[each], each, inside) for each in keys}

    return _of_dict(shuffle(document))


def inlined(document: Document) -> Document:
    """Write what is referred to in the place of the reference; what is cyclic stays one."""
    left = [_MOST_NODES]

    def target(ref: str) -> Any:
        found: Any = document
        for token in ref[2:].split("/"):
            key = token.replace("~1", "/").replace("~0", "~").replace("%7B", "{")
            key = key.replace("%7D", "}")
            if not isinstance(found, dict) or key not in found:
                return None
            found = found[key]
        return found

    def inline(value: Any, open_refs: tuple[str, ...], named: bool = False) -> Any:
        left[0] -= 1
        if isinstance(value, list):
            return [inline(each, open_refs, named) for each in value]
        if not isinstance(value, dict):
            return value
        ref = value.get("$ref")
        if isinstance(ref, str) and ref.startswith("#/") and not named and left[0] > 0:
            found = target(ref)
            alone = len(value) == 1 or str(document["openapi"]).startswith("3.0")
            if isinstance(found, dict) and alone and ref not in open_refs:
                return inline(found, (*open_refs, ref))
        chosen = "discriminator" in value
        return {
            key: each
            if key in _DATA or key.startswith("x-")
            else inline(each, open_refs, chosen and key in ("oneOf", "anyOf"))
            for key, each in value.items()
        }

    # a component's own schema may be met again below itself
    made = {key: value for key, value in document.items() if key != "paths"}
    return {**made, "paths": inline(document.get("paths", {}), ())}


def _points_inside(value: Any) -> bool:
    """Whether a reference leads to a place that would be another one."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and ref.count("/") > 3:
            return True
        return any(map(_points_inside, value.values()))
    return isinstance(value, list) and any(map(_points_inside, value))


def _has(value: Any, word: str) -> bool:
    if isinstance(value, dict):
        return word in value or any(_has(each, word) for each in value.values())
    return isinstance(value, list) and any(_has(each, word) for each in value)


def _as_31(document: Document) -> Document:
    return upconvert(document) if str(document["openapi"]).startswith("3.0") else document


def _of_dict(value: Any) -> Document:
    if not isinstance(value, dict):
        raise TypeError("a document is an object")
    return value


VARIANTS: dict[str, Callable[[Document], Document]] = {
    "converted to 3.1": _as_31,
    "references inlined": inlined,
    "components renamed": renamed,
    "keys shuffled": shuffled,
    "references wrapped": wrapped,
    "null respelled": respelled,
}
