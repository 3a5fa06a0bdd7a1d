"""Read back a compat report that offramp wrote, strictly: what is not one proves nothing.

The gate that this replaces passed a report of another schema, -3 hits, 0.99, ``false``, ``"0"``,
a duplicate key and an empty object (G6, G7, G8).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from offramp.errors import EvidenceError
from offramp.findings import Verdict
from offramp.imports.model import SCHEMA, Kind, Source

_REPORT = {
    "schema": str,
    "hits": int,
    "max_hits": int,
    "verdict": str,
    "tree": (str, type(None)),
    "scanned_files": int,
    "unparsed_files": list,
    "references": list,
}
_REFERENCE = {
    "path": str,
    "line": int,
    "column": int,
    "kind": str,
    "legacy": str,
    "canonical": (str, type(None)),
    "counts": bool,
    "swallowed": bool,
    "source": str,
}
_NEXT = "write it anew with: offramp compat-report"


def read_report(path: Path) -> Mapping[str, Any]:
    """Return the report in a file, as plain data.

    Args:
        path: the file.

    Raises:
        EvidenceError: it is missing, no JSON, of another schema or types, or contradicts itself.
    """
    try:
        report = json.loads(path.read_bytes(), object_pairs_hook=_once)
    except OSError as error:
        raise EvidenceError(
            "the compat report cannot be read", found=str(error), where=path.name, next=_NEXT
        ) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(path, "JSON without duplicate keys", str(error)) from error
    _check(report, _REPORT, path, "the report")
    if report["schema"] != SCHEMA:
        raise _malformed(path, SCHEMA, repr(report["schema"]))
    for number, reference in enumerate(report["references"]):
        where = f"reference {number}"
        _check(reference, _REFERENCE, path, where)
        _one_of(reference["kind"], Kind, path, where)
        _one_of(reference["source"], Source, path, where)
        if reference["line"] < 1 or reference["column"] < 0:
            raise _malformed(path, f"{where} with a place in a file", repr(reference))
    _consistent(report, path)
    return dict(report)


def _consistent(report: Mapping[str, Any], path: Path) -> None:
    counted = sum(r["counts"] for r in report["references"])
    if report["hits"] != counted or report["max_hits"] < 0 or report["scanned_files"] < 0:
        raise _malformed(path, f"{counted} hits, as many as references count", str(report["hits"]))
    _one_of(report["verdict"], Verdict, path, "the verdict")
    over = report["hits"] > report["max_hits"] or report["scanned_files"] == 0
    if over and report["verdict"] == Verdict.PASS.value:
        raise _malformed(path, "a verdict that follows from the hits", report["verdict"])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"duplicate key {next(k for k in keys if keys.count(k) > 1)!r}")
    return table


def _check(table: Any, types: Mapping[str, Any], path: Path, what: str) -> None:
    if not isinstance(table, dict):
        raise _malformed(path, f"{what} as an object", type(table).__name__)
    for key, kind in types.items():
        value = table.get(key, _MISSING)
        # To Python, True is an int; to a count it is not one.
        wrong = isinstance(value, bool) and kind is not bool
        if value is _MISSING or wrong or not isinstance(value, kind):
            found = "nothing" if value is _MISSING else repr(value)
            raise _malformed(path, f'{what} with "{key}" of type {_name(kind)}', found)


_MISSING = object()


def _name(kind: Any) -> str:
    return " or ".join(k.__name__ for k in kind) if isinstance(kind, tuple) else str(kind.__name__)


def _one_of(value: str, kinds: Any, path: Path, what: str) -> None:
    allowed = [kind.value for kind in kinds]
    if value not in allowed:
        raise _malformed(path, f"{what} as one of {', '.join(allowed)}", repr(value))


def _malformed(path: Path, expected: str, found: str) -> EvidenceError:
    return EvidenceError(
        "the compat report is malformed",
        expected=expected,
        found=found,
        where=path.name,
        next=_NEXT,
    )
