"""Convert OpenAPI 3.0 to 3.1: every keyword whose meaning changed is rewritten (S4).

The changes are those of the 3.1 release: schemas are JSON Schema 2020-12, so ``nullable``, boolean
exclusive bounds, ``example``, ``format: binary`` and ``byte``, and siblings of ``$ref`` go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offramp.contract.reading.document import check

_NAMED = frozenset(
    {
        *("callbacks", "content", "encoding", "headers", "parameters", "pathItems"),
        *("requestBodies", "responses", "schemas"),
    }
)
"""Fields whose keys are names, or codes: ``default``, ``schema`` and ``x-id`` say nothing there."""
_DATA = frozenset({"example", "examples", "links"})
"""Fields that hold values of the API's own, and no schema."""
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTS = ("allOf", "anyOf", "oneOf")
_SCHEMAS = ("additionalProperties", "items", "not")
_READERS = ("summary", "description")
_ANNOTATIONS = (
    *("title", "description", "default", "deprecated", "readOnly", "writeOnly"),
    *("examples", "externalDocs", "xml"),
)
"""What is said of a value, and not what the value may be (JSON Schema 2020-12, validation, 9)."""


def upconvert(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document that means the same as a 3.0 one.

    Args:
        doc: an OpenAPI document; what is 3.1 or newer is returned as it is.

    Raises:
        DocumentError: it is no OpenAPI 3 document.
    """
    if check(doc, "the document") != "3.0":
        return dict(doc)
    return {**_object(doc), "openapi": "3.1.0"}


def _object(raw: Any) -> Any:
    """Convert what is no schema, and the schemas in it."""
    if isinstance(raw, list):
        return [_object(each) for each in raw]
    if not isinstance(raw, Mapping):
        return raw
    made: dict[str, Any] = {}
    for key, value in raw.items():
        if key in _NAMED and isinstance(value, Mapping):
            convert = _schema if key == "schemas" else _object
            made[key] = {name: convert(each) for name, each in value.items()}
        elif key == "schema":
            made[key] = _schema(value)
        elif key in _DATA or key.startswith("x-"):
            made[key] = value
        else:
            made[key] = _object(value)
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
    """Say ``nullable`` in the words of 3.1.

    Beside neither a type nor a composition it says nothing, and an enum without null still leaves
    null out: OpenAPI 3.0.3 adds null to the type alone (section 4.7.24.1).
    """
    if made.pop("nullable", False) is not True:
        return made
    if "type" in made:
        types = made["type"] if isinstance(made["type"], list) else [made["type"]]
        made["type"] = list(dict.fromkeys([*types, "null"]))
    if not any(word in made for word in _LISTS):
        return made
    said = {key: made.pop(key) for key in list(made) if key in _ANNOTATIONS or key[:2] == "x-"}
    return {**said, "anyOf": [made, {"type": "null"}]}
