"""The record of old names that were used: one file for each process, a line for each use.

Where ``LUKHAS_COMPAT_RECORD`` names a folder, each use is written at once and the file closed
again, so that nothing is lost when a process ends by ``os._exit``, a signal or a crash.
``python -m lukhas.compat._merge FOLDER`` tells what the files say.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

FOLDER = "LUKHAS_COMPAT_RECORD"
"""The folder to record in, an absolute path: processes change directories. Read at each use."""

PLANTED = "lukhas.compat.planted"
"""An old name that only the self-test asks for."""

_TOKEN = os.urandom(6).hex()  # process ids come back, in containers above all


class Use(NamedTuple):
    """An old name, the new one, who asked for it, and whether it was refused."""

    old: str
    new: str
    path: str
    line: int
    forbidden: bool


def own_file() -> Path | None:
    """Return this process's file, or None where nothing is to be recorded.

    Raises:
        OSError: the setting is no absolute path.
    """
    folder = os.environ.get(FOLDER)
    if folder and not Path(folder).is_absolute():
        raise NotADirectoryError(f"{FOLDER} must be an absolute path, and is {folder!r}")
    return Path(folder, f"{os.getpid()}-{_TOKEN}.jsonl") if folder else None


def append(use: Use) -> None:
    """Write ``use`` to this process's file, if uses are to be recorded.

    Raises:
        OSError: it could not be written, or not all of it.
    """
    file = own_file()
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(use._asdict()).encode() + b"\n"
    with file.open("ab", buffering=0) as stream:
        # One call: threads share the file, and what appends at once is not torn apart.
        if stream.write(line) != len(line):
            raise OSError(f"{file}: the disk is full")


def spoil() -> None:
    """Cut this process's file off, so that it is not believed. That needs no room on the disk."""
    with contextlib.suppress(OSError):
        file = own_file()
        if file is not None:
            os.truncate(file, file.stat().st_size - 1)


def read(file: Path) -> list[Use]:
    """Return the uses in one process's file.

    Raises:
        ValueError: it is cut off or no record.
    """
    text = file.read_text(encoding="utf-8")
    if not text.endswith("\n"):
        raise ValueError(f"{file}: cut off")
    try:
        return [Use(**json.loads(line)) for line in text.splitlines()]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error


def selftest() -> None:
    """Ask for an old name that is planted, and see that the record has it.

    Raises:
        RuntimeError: uses are to be recorded, and this one was not.
    """
    if not os.environ.get(FOLDER):
        return
    try:
        before = _planted()
        # One that is forbidden is recorded all the same.
        with contextlib.suppress(ImportError):
            importlib.import_module(PLANTED)
        sys.modules.pop(PLANTED, None)
        after = _planted()
    except OSError as error:
        raise RuntimeError(f"{FOLDER}: uses of old names are not recorded: {error}") from error
    if after == before:
        raise RuntimeError(f"{FOLDER}: a planted use of an old name did not come back")


def _planted() -> int:
    """Return how many planted uses this process's file has."""
    file = own_file()
    return sum(use.old == PLANTED for use in read(file)) if file and file.exists() else 0
