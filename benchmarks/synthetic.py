"""Pairs of documents of any size whose differences are known, to see how time grows."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
Pair = tuple[Document, Document]


def sized(paths: int) -> Pair:
    """Return documents of so many paths, each with schemas of its own; ten causes, always."""
    return _document(paths), _document(paths, tightened=range(10))


def caused(causes: int, *, paths: int = 2000) -> Pair:
    """Return documents of one size with so many causes, each in a component of one path."""
    return _document(paths), _document(paths, tightened=range(causes))


def shared(routes: int) -> Pair:
    """Return documents of so many routes, all of which reach the one component that changed."""
    return _document(routes, common=1), _document(routes, common=1, tightened_common=1)


def crossed(causes: int, *, routes: int = 200) -> Pair:
    """Return documents in which each of so many causes is reached by every route."""
    return _document(routes, common=causes), _document(
        routes, common=causes, tightened_common=causes
    )


def _document(
    paths: int, *, tightened: range = range(0), common: int = 0, tightened_common: int = 0
) -> Document:
    """Return a document; what is tightened asks for a shorter name than before."""
    schemas = {
        f"Item{n}": _item(n, 40 if n in tightened else 80, with_common=bool(common))
        for n in range(paths)
    }
    schemas["Common"] = {
        "type": "object",
        "properties": {
            f"field{n}": {"type": "string", "maxLength": 40 if n < tightened_common else 80}
            for n in range(common)
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "synthetic", "version": "1"},
        "paths": {f"/items{n}/{{id}}": _path(n) for n in range(paths)},
        "components": {"schemas": schemas},
    }


def _item(number: int, length: int, *, with_common: bool) -> Document:
    common = {"common": {"$ref": "#/components/schemas/Common"}} if with_common else {}
    return {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "maxLength": length, "description": f"Name {number}"},
            "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b", "c"]}},
            "size": {"type": "integer", "minimum": 0},
            "next": {"$ref": f"#/components/schemas/Item{number}"},
            **common,
        },
    }


def _path(number: int) -> Document:
    ref = {"$ref": f"#/components/schemas/Item{number}"}
    return {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "put": {
            "operationId": f"put{number}",
            "requestBody": {"content": {"application/json": {"schema": ref}}},
            "responses": {
                "200": {"description": "Done", "content": {"application/json": {"schema": ref}}},
                "404": {"description": "Not there"},
            },
        },
    }
