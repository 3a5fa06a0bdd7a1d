"""What the use of an old name leads to: a record, an error where they are forbidden, a warning."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from types import FrameType

from lukhas.compat import _record

ENFORCE = "LUKHAS_COMPAT_ENFORCE"
"""``1`` forbids every old name, as if the layer were gone; unset or ``0`` allows them again."""

HERE = str(Path(__file__).parent) + os.sep
_STDLIB = str(Path(os.__file__).parent) + os.sep


def note_use(old: str, new: str) -> None:
    """Record that ``old``, now ``new``, was asked for; then forbid it, or warn of it.

    Each old name is noted once in a process, where it is first imported: afterwards the import
    system finds it in ``sys.modules`` and asks nobody.

    Raises:
        ModuleNotFoundError: ``LUKHAS_COMPAT_ENFORCE`` forbids it.
        RuntimeError: ``LUKHAS_COMPAT_ENFORCE`` is none of its words.
        OSError: a planted use could not be recorded.
    """
    path, line, module = _importer()
    forbidden = forbids()
    use = _record.Use(old, new, path, line, forbidden)
    try:
        _record.append(use)
    except OSError:
        if old == _record.PLANTED:
            raise
        # A service goes on without its record, which nobody may believe any more.
        _record.spoil()
        logging.getLogger(__name__).exception("%s at %s:%d was not recorded", old, path, line)
    if forbidden:
        reason = f"{old} is forbidden by {ENFORCE}, import {new} ({path}:{line})"
        raise ModuleNotFoundError(reason, name=old)
    if old != _record.PLANTED:
        told = f"{old} is deprecated, import {new}"
        warnings.warn_explicit(told, DeprecationWarning, path, line, module)


def hand_over(old: str, new: str) -> None:
    """Note the use of ``old``, a file of the layer, and let its importers have ``new`` itself."""
    note_use(old, new)
    sys.modules[old] = sys.modules[new]


def forbids() -> bool:
    """Say whether old names are forbidden now.

    Raises:
        RuntimeError: the setting is none of its words.
    """
    word = os.environ.get(ENFORCE, "")
    if word not in {"", "0", "1"}:
        raise RuntimeError(f"{ENFORCE} must be one of 1, 0, not {word!r}")
    return word == "1"


def _importer() -> tuple[str, int, str]:
    """Return the file, the line and the module of whoever asked for the old name.

    A fixed ``stacklevel`` would be right for one form of import alone: how many frames lie between
    the importer and this layer differs between a statement, ``import_module`` and a nested import.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_between(frame):
        frame = frame.f_back
    if frame is None:  # nobody: ``python -m``
        return "sys", 0, "sys"
    return frame.f_code.co_filename, frame.f_lineno, _module_of(frame)


def _module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_between(frame: FrameType) -> bool:
    """Say whether code imports what others have named: the standard library, pytest, this layer."""
    file = frame.f_code.co_filename
    if file.startswith((HERE, "<frozen ")):
        return True
    if _module_of(frame).startswith("_pytest."):
        return True
    return file.startswith(_STDLIB) and "-packages" not in file
