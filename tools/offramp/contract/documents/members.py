"""Which members of a document hold more of it, and which are data or names that an author chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from offramp.contract.documents.pointers import escape

BUNDLE = "x-offramp-bundled"
"""The root's member that holds other documents by their address; see `external`."""
MAPS = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas"}
    | {"responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes"}
    | {"links", "callbacks", "pathItems", "mediaTypes", "paths", "webhooks", "content"}
    | {"encoding", "variables", "additionalOperations", BUNDLE}
)
"""Members whose own members have names that an author chose, where they are objects."""
DATA = frozenset({"example", "default", "enum", "const", "value", "dataValue", "mapping"})
"""Members of objects with fixed fields whose values are data, and never references."""


def _is_data(key: str, value: Any) -> bool:
    """Whether a member of an object with fixed fields is data, or an extension."""
    return (
        key in DATA
        or (key == "examples" and isinstance(value, list))
        or (key.startswith("x-") and key != BUNDLE)
    )


def children(raw: Any, pointer: str, *, named: bool) -> Iterator[tuple[Any, Any, str, bool]]:
    """Members and items that may hold references: key, value, pointer, whether names follow."""
    if isinstance(raw, list):
        for index, value in enumerate(raw):
            if isinstance(value, (dict, list)):
                yield index, value, f"{pointer}/{index}", False
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if isinstance(value, (dict, list)) and (named or not _is_data(key, value)):
                at = f"{pointer}/{escape(key)}"
                yield key, value, at, not named and key in MAPS and isinstance(value, dict)
