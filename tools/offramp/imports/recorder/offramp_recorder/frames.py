"""What a frame is: import machinery, a helper, an import statement, code that reads a name."""

# ruff: noqa: PTH100, PTH120 - pathlib is slow to import, and this runs in every process

from __future__ import annotations

import os
from importlib._bootstrap import module_from_spec
from importlib._bootstrap_external import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType
    from typing import Any

_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_SITE = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


def _instructions() -> Mapping[str, int]:
    """Return the numbers of the bytecode instructions, by name.

    The module that has them is loaded from the standard library's folder and kept to ourselves: a
    program may have an ``opcode`` of its own.
    """
    spec: Any = PathFinder.find_spec("opcode", [_STDLIB])
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Mapping[str, int] = module.opmap
    return found


opmap = _instructions()
_IMPORTS = {opmap.get(n) for n in ("IMPORT_FROM", "IMPORT_STAR", "CALL_INTRINSIC_1")}
"""What ``from … import`` does after ``__import__``; since 3.12, the last is how a star is done."""

_TEST_RUNNER = frozenset({"_pytest", "xdist", "execnet"})
_RESOLVERS = frozenset(
    {
        ("unittest.mock", "_importer"),
        ("unittest.mock", "_dot_lookup"),
        ("unittest.mock", "__enter__"),
        ("unittest.loader", "loadTestsFromName"),
        ("pkgutil", "resolve_name"),
        ("logging.config", "resolve"),
        ("_pytest.monkeypatch", "resolve"),
        ("_pytest.monkeypatch", "annotated_getattr"),
        ("_pytest.monkeypatch", "setattr"),
    }
)
"""Helpers that read or set what their caller has named; others walk over all that a module has."""


def module_name(frame: FrameType) -> str:
    """Return the name of a frame's module; under ``python -m`` its real one, or empty for none."""
    name = frame.f_globals.get("__name__")
    if name == "__main__":
        name = getattr(frame.f_globals.get("__spec__"), "name", name)
    return name if isinstance(name, str) else ""


def statement(frame: FrameType | None, scope: Mapping[str, Any] | None) -> FrameType | None:
    """Return the frame whose import statement led to a call of ``__import__``.

    Programs wrap ``__import__`` as well (tests that take a package away, tracing agents). Such a
    wrapper passes on the namespace of the statement, by which the statement's frame is known.

    Args:
        frame: the caller of ``__import__``.
        scope: the namespace that it was given.
    """
    asker = frame
    while asker is not None and not module_name(asker).startswith("importlib._bootstrap"):
        if asker.f_globals is scope and _operation(asker) == opmap["IMPORT_NAME"]:
            return asker
        asker = asker.f_back
    return frame


def is_reader(frame: FrameType) -> bool:
    """Say whether code that reads an attribute means it: no import, and no walk over all names."""
    if _operation(frame) in _IMPORTS:
        return False
    return (module_name(frame), frame.f_code.co_name) in _RESOLVERS or not is_helper(frame)


def anonymous(file: str) -> bool:
    """Say whether code has a file's name that other code may have as well: ``<string>``."""
    return file.startswith("<") and not file.startswith("<frozen")


def is_machinery(frame: FrameType | None) -> bool:
    """Say whether a frame belongs to an ordinary import on its way from a finder to a loader."""
    while frame is not None and module_name(frame).startswith("importlib._bootstrap"):
        if frame.f_code.co_name.startswith("_find_and_load"):
            return True
        frame = frame.f_back
    return False


def is_question(frame: FrameType | None) -> bool:
    """Say whether a finder was asked and nothing was loaded: by a program, or by find_spec.

    ``importlib.util.find_spec`` asks for ``-m`` as well, which is no question. Who goes through
    ``sys.meta_path`` by hand and loads what is found makes a module of the spec, which is seen.
    """
    if frame is not None and module_name(frame) != "importlib._bootstrap":
        return True
    if is_machinery(frame):
        return False
    while frame is not None and module_name(frame) == "importlib._bootstrap":
        frame = frame.f_back
    if frame is None or frame.f_code.co_name != "find_spec":
        return False
    return frame.f_back is None or module_name(frame.f_back) != "runpy"


def is_helper(frame: FrameType) -> bool:
    """Say whether code belongs to the standard library or the test runner."""
    file = frame.f_code.co_filename
    if module_name(frame).partition(".")[0] in _TEST_RUNNER or file.startswith("<frozen"):
        return True
    return file.startswith(_STDLIB) and not any(part in file for part in _SITE)


def _operation(frame: FrameType) -> int:
    """Return the bytecode instruction that a frame is at, before 3.11 behind its prefixes."""
    code, at = frame.f_code.co_code, max(frame.f_lasti, 0)
    while code[at] == opmap["EXTENDED_ARG"]:
        at += 2
    return code[at]
