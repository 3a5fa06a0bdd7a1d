"""Where an import comes from: the code that asked for it, not the machinery that carried it out."""

# ruff: noqa: PTH100, PTH120 - pathlib is slow to import, and this runs at the start of every process

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    Place = tuple[str, int, str]

_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_SITE = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_TEST_RUNNER = frozenset({"_pytest", "xdist", "execnet"})
_OURS = __name__.partition(".")[0]


def importer(frame: FrameType | None) -> Place:
    """Return (file, line, module) of the code that asked for an import.

    The nearest frame that is not import machinery, the standard library or the test runner is
    meant: ``mock.patch("a.b")`` is its caller's doing. A hook call of the test runner ends the
    search: what lies beyond it asked for tests, not for a module. Code without a file (``exec``)
    is its caller's as well. Where nothing of the kind is found, the file is a name in ``<>``.
    """
    pseudo = helper = None
    while frame is not None:
        file, name = frame.f_code.co_filename, module_name(frame)
        if name.startswith("pluggy"):
            break
        if file.startswith("<") and not file.startswith("<frozen"):
            pseudo = pseudo or frame
        elif _is_helper(file, name):
            if not name.startswith("importlib"):
                helper = helper or frame
        elif name.partition(".")[0] != _OURS:
            return _place(frame)
        frame = frame.f_back
    found = pseudo or helper
    if found is None:
        return "<unknown>", 1, ""
    name = module_name(found)
    if name == "runpy":
        return "<python -m>", 1, ""
    if name.startswith("_pytest"):
        return "<pytest plugins>", 1, ""
    return _place(found)


def module_name(frame: FrameType) -> str:
    """Return the name of the module that a frame's code belongs to; empty where it has none."""
    name = frame.f_globals.get("__name__")
    return name if isinstance(name, str) else ""


def is_question(frame: FrameType | None) -> bool:
    """Say whether a finder was called by ``importlib.util.find_spec``, other than for ``-m``."""
    while frame is not None and module_name(frame) == "importlib._bootstrap":
        if frame.f_code.co_name.startswith("_find_and_load"):
            return False
        frame = frame.f_back
    if frame is None or frame.f_code.co_name != "find_spec":
        return False
    return frame.f_back is None or module_name(frame.f_back) != "runpy"


def _place(frame: FrameType) -> Place:
    """Return the place of a frame; under ``python -m``, with the module's real name."""
    module = module_name(frame)
    spec = frame.f_globals.get("__spec__")
    if module == "__main__" and spec is not None:
        module = spec.name
    return frame.f_code.co_filename, frame.f_lineno, module


def _is_helper(file: str, name: str) -> bool:
    """Say whether code belongs to the standard library or the test runner."""
    if name.partition(".")[0] in _TEST_RUNNER or file.startswith("<frozen"):
        return True
    return file.startswith(_STDLIB) and not any(part in file for part in _SITE)
