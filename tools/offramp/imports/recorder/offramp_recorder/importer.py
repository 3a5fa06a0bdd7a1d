"""Where an import comes from: the code that asked for it, not the machinery that carried it out."""

# ruff: noqa: PTH110, PTH119, PTH122 - pathlib is slow to import, and this runs in every process

from __future__ import annotations

import os

from .frames import anonymous, is_helper, module_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    Place = tuple[str, int, str]

DISCOVERED = "<discovered>"
"""The place of a load by a test runner that has found the file, and that nobody named."""

_DISCOVERY = frozenset(
    {("_pytest.pathlib", "import_path"), ("unittest.loader", "_get_module_from_name")}
)
_EXAMPLE = ("doctest", "__run")
_OURS = __name__.partition(".")[0]
_owned: dict[tuple[str, str | None], bool] = {}


def importer(frame: FrameType | None) -> Place:
    """Return (file, line, module) of the code that asked for an import.

    The nearest frame that is not import machinery, the standard library or the test runner is
    meant: ``mock.patch("a.b")`` is its caller's doing. A hook call of the test runner ends the
    search: what lies beyond it asked for tests, not for a module. Code without a file (``exec``)
    is its caller's as well. Where nothing of the kind is found, the file is a name in ``<>``.
    """
    made = helper = None
    while frame is not None:
        name = module_name(frame)
        who = (name, frame.f_code.co_name)
        if name.startswith("pluggy"):
            break
        if is_helper(frame):
            if who in _DISCOVERY:
                return DISCOVERED, 1, ""
            if who == _EXAMPLE and made is not None:
                return _example(frame, made)
            helper = helper or (None if name.startswith("importlib") else name)
        elif not _has_file(frame):
            made = made or frame
        elif name.partition(".")[0] != _OURS:
            return frame.f_code.co_filename, frame.f_lineno, name
        frame = frame.f_back
    if made is None:
        return _helpers_own(helper), 1, ""
    file = made.f_code.co_filename
    return file if anonymous(file) else f"<{file}>", made.f_lineno, module_name(made)


def _helpers_own(name: str | None) -> str:
    """Return the place of an import by a helper that nobody is seen to have called."""
    if name is None:
        return "<unknown>"
    if name == "runpy":
        return "<python -m>"
    return "<pytest plugins>" if name.startswith("_pytest") else f"<library {name}>"


def _example(run: FrameType, code: FrameType) -> Place:
    """Return the place of a docstring's example, which doctest runs as code without a file."""
    test, example = run.f_locals["test"], run.f_locals["example"]
    line = (test.lineno or 0) + example.lineno + code.f_lineno
    return test.filename or code.f_code.co_filename, line, module_name(code)


def _has_file(frame: FrameType) -> bool:
    """Say whether a frame's code comes from a file; what ``exec`` runs may bear any name."""
    file, own = frame.f_code.co_filename, frame.f_globals.get("__file__")
    if anonymous(file):
        return False
    key = (file, own if isinstance(own, str) else None)
    if key not in _owned:
        # A module without its source (only bytecode, or in an archive) has a file all the same.
        _owned[key] = os.path.exists(file) or _stem(file) == _stem(key[1] or "")
    return _owned[key]


def _stem(file: str) -> str:
    return os.path.splitext(os.path.basename(file))[0]
