"""One process's run-time record, read back strictly: what is not as it should be is no evidence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from offramp.errors import EvidenceError
from offramp.imports.recorder import offramp_recorder as recorder

_HEADER = {
    "schema": (str,),
    "nonce": (str,),
    "names": (list,),
    "reach": (str,),
    "pid": (int,),
    "parent": (int,),
    "argv": (list,),
    "python": (str,),
}
_HIT = {
    "name": (str,),
    "file": (str,),
    "line": (int,),
    "module": (str, type(None)),
    "test": (str, type(None)),
    "via": (str,),
}
_END = {"end": (bool,), "silent": (list,)}
_RUNNER = {"runner": (str,)}
_UNREACHED = {"unreached": (list,)}


def read_process(file: Path, nonce: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return one process's header and its entries, checked.

    Args:
        file: a ``record-*.jsonl``.
        nonce: the run's id that the header must have.

    Raises:
        EvidenceError: the file is malformed (with its line), or of another run.
    """
    lines = file.read_bytes().split(b"\n")
    if lines.pop() != b"":
        raise _malformed(file, len(lines) + 1, "the last line is cut off")
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise _malformed(file, number, str(error)) from error
        known = entry if isinstance(entry, dict) else {}
        later = (shape for shape in (_END, _RUNNER, _UNREACHED) if set(shape) & set(known))
        shape = _HEADER if number == 1 else next(later, _HIT)
        if set(known) != set(shape):
            raise _malformed(file, number, "other keys than " + ", ".join(shape))
        for key, types in shape.items():
            if type(entry[key]) not in types:
                raise _malformed(file, number, f"{key} is {entry[key]!r}")
        entries.append(entry)
    if not entries:
        raise _malformed(file, 1, "an empty file")
    header = entries[0]
    if header["schema"] != recorder.SCHEMA:
        raise _malformed(file, 1, f"schema {header['schema']!r}, not {recorder.SCHEMA!r}")
    if header["nonce"] != nonce:
        raise EvidenceError(
            "a run-time record is of another run",
            expected=f"run {nonce}",
            found=f"run {header['nonce']}",
            where=os.fspath(file),
        )
    return header, entries[1:]


def _malformed(file: Path, line: int, found: str) -> EvidenceError:
    return EvidenceError(
        "a run-time record is malformed",
        expected=f"one JSON object a line, as {recorder.SCHEMA} has it",
        found=found,
        where=f"{file}:{line}",
    )
