"""What there is to say of an application that makes no document.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.contract.emitter.recorder import Recorder

LAST_LINES = 15


def failure(error: BaseException, recorder: Recorder) -> dict[str, Any]:
    """Return what there is to say of an error, as plain data with its ``kind``."""
    refusal = getattr(error, "refusal", None)
    if isinstance(refusal, dict):
        names = recorder.names_of(getattr(error, "things", ()))
        return {"message": str(error), **refusal, **({"found": names} if names else {})}
    if isinstance(error, MemoryError):
        return {"kind": "memory", "message": "out of memory"}
    told = {"message": str(error), "traceback": last_lines(error, recorder)}
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) or error.code is None else 1
        return {**told, "kind": "exit", "code": code or 0}
    return {
        **told,
        "kind": "module" if isinstance(error, ModuleNotFoundError) else "raised",
        "type": type(error).__name__,
        "name": getattr(error, "name", None),
        "asks_variable": asks_variable(error),
    }


def asks_variable(error: BaseException) -> bool:
    """Whether the application failed for want of an environment variable, as far as can be seen."""
    readers = ("pydantic_settings", "decouple", "environs", "environ", "starlette.config")
    for frame, _ in traceback.walk_tb(error.__traceback__):
        name = frame.f_globals.get("__name__", "")
        if (name == "os" and isinstance(error, KeyError)) or str(name).startswith(readers):
            return True
    return "environment variable" in str(error).lower()


def unsayable(document: Any) -> str:
    """Return where the first thing stands that JSON has no word for, as a JSON Pointer."""
    level, seen = [("", document)], set()
    while level:
        deeper = []
        for place, thing in level:
            inner: Iterable[Any] = thing.items() if isinstance(thing, dict) else ()
            if isinstance(thing, (list, tuple)):
                inner = enumerate(thing)
            for key, value in inner:
                if not isinstance(key, (str, int, float, type(None))):
                    return f"{place}: the key {str(key)[:80]!r}"
                below = f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"
                if isinstance(value, float) and value - value != 0:  # infinite, or NaN
                    return f"{below}: {value}"
                if not isinstance(value, (dict, list, tuple, str, int, float, type(None))):
                    return f"{below}: {type(value).__name__}"
                if id(value) not in seen:
                    seen.add(id(value))
                    deeper.append((below, value))
        level = deeper
    return "it is nested too deeply, or within itself"


def last_lines(error: BaseException, recorder: Recorder) -> list[str]:
    """Return the application's own last traceback lines: neither ours nor the import system's."""
    lines = []
    emitter = str(Path(__file__).parent.with_name("emit"))  # emit.py, and this folder
    for frame in traceback.extract_tb(error.__traceback__):
        ours = frame.filename == importlib.__file__ or frame.filename.startswith(emitter)
        if not ours and not frame.filename.startswith("<frozen importlib"):
            place = recorder.inside(frame.filename) or frame.filename
            lines.append(f"{place}:{frame.lineno} in {frame.name}")
            if frame.line:
                lines.append("    " + frame.line)
    said = [
        line
        for part in traceback.format_exception_only(type(error), error)
        for line in part.rstrip("\n").split("\n")
    ]
    if len(said) > LAST_LINES // 2:
        said = [*said[: LAST_LINES // 2], "…"]
    return [*lines[len(said) - LAST_LINES :], *said]
