"""Convert OpenAPI 3.0 to 3.1: every keyword whose meaning changed is rewritten (S4).

The changes are those of the 3.1 release: schemas are JSON Schema 2020-12, so ``nullable``, boolean
exclusive bounds, ``example``, ``format: binary`` and ``byte``, and siblings of ``$ref`` go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offramp.contract.document import check
from offramp.errors import DocumentError

_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTS = ("allOf", "anyOf", "oneOf")
_SCHEMAS = ("additionalProperties", "items", "not")
_OPAQUE = ("example", "examples", "default", "enum", "const")
_READERS = ("summary", "description")


def upconvert(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document that means the same as a 3.0 one.

    Args:
        doc: a 3.0 document; a 3.1 document is returned as it is.

    Raises:
        DocumentError: it is neither.
    """
    version = check(doc, "the document")
    if version == "3.2":
        raise DocumentError("there is no way down from 3.2", expected="OpenAPI 3.0 or 3.1")
    if version == "3.1":
        return dict(doc)
    converted: dict[str, Any] = _object(doc, ())
    return {**converted, "openapi": "3.1.0"}


def _object(raw: Any, way: tuple[str, ...]) -> Any:
    """Convert what is no schema; ``way`` is how it was reached."""
    if isinstance(raw, list):
        return [_object(each, way) for each in raw]
    if not isinstance(raw, Mapping):
        return raw
    if way == ("components", "schemas"):
        return {name: _schema(each) for name, each in raw.items()}
    made = {}
    for key, value in raw.items():
        if key == "schema" and way[-1:] != ("properties",):
            made[key] = _schema(value)
        elif key in _OPAQUE or key.startswith("x-"):
            made[key] = value
        else:
            made[key] = _object(value, (*way, key))
    return made


def _schema(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    if "$ref" in raw:
        return {key: raw[key] for key in ("$ref", *_READERS) if key in raw}
    made = {key: _keyword(key, value) for key, value in raw.items()}
    for word, strict in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if made.get(strict) is True and word in made:
            made[strict] = made.pop(word)
        elif isinstance(made.get(strict), bool):
            del made[strict]
    if "example" in made:
        made["examples"] = [made.pop("example")]
    if made.get("format") == "binary":
        del made["format"]
        made["contentMediaType"] = "application/octet-stream"
    elif made.get("format") == "byte":
        del made["format"]
        made["contentEncoding"] = "base64"
    return _with_null(made)


def _keyword(key: str, value: Any) -> Any:
    if key in _MAPS and isinstance(value, Mapping):
        return {name: _schema(each) for name, each in value.items()}
    if key in _LISTS and isinstance(value, list):
        return [_schema(each) for each in value]
    return _schema(value) if key in _SCHEMAS else value


def _with_null(made: dict[str, Any]) -> dict[str, Any]:
    nullable = made.pop("nullable", False) is True
    if not nullable:
        return made
    composed = any(word in made for word in _LISTS)
    if "type" in made:
        made["type"] = [made["type"], "null"]
        if not composed:
            return made
    elif not composed:
        return made
    readers: dict[str, Any] = {
        key: made.pop(key) for key in ("title", "description", "default") if key in made
    }
    return {**readers, "anyOf": [made, {"type": "null"}]}
