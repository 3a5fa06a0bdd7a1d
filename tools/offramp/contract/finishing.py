"""Finish a generated document: what the release owns is overwritten, nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from offramp.errors import DocumentError
from offramp.evidence import write_atomically


def polish(
    document: Mapping[str, Any],
    *,
    servers: Sequence[Mapping[str, Any]] | None,
    version: str | None,
) -> dict[str, Any]:
    """Return a document with its servers and its service version set.

    Both are overwritten, whatever the generator left there; the argument is not changed.

    Args:
        document: an OpenAPI document.
        servers: Server Objects (OpenAPI 3.1, section 4.8.5); None leaves them as they are.
        version: text for ``info.x-service-version``; None leaves it as it is.
    """
    polished = dict(document)
    if servers is not None:
        polished["servers"] = [dict(server) for server in servers]
    info = document.get("info") or {}
    if version is not None and isinstance(info, Mapping):  # what is no object, validation tells
        polished["info"] = {**info, "x-service-version": version}
    return polished


def write_document(doc: Mapping[str, Any], path: Path) -> None:
    """Write a document as JSON: keys sorted, two spaces, UTF-8, a newline at the end.

    The file is replaced in one step, so that a reader sees the old one or the new one.

    Raises:
        DocumentError: the document is not JSON, or the file cannot be written.
    """
    try:
        write_atomically(path, _json(doc))
    except (TypeError, ValueError, RecursionError) as error:
        raise DocumentError(
            "the document cannot be written as JSON", found=str(error), where=str(path)
        ) from error
    except OSError as error:
        raise DocumentError(
            "the document cannot be written", found=error.strerror or str(error), where=str(path)
        ) from error


def _json(doc: Mapping[str, Any]) -> bytes:
    try:
        options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        return orjson.dumps(dict(doc), option=options)
    except orjson.JSONEncodeError:  # integers of more than 64 bits, and halves of surrogate pairs
        text = json.dumps(doc, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
        return text.encode("utf-8", "backslashreplace")
