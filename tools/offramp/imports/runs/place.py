"""Where a recorded import happened, in words that hold on every machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

THIRD_PARTY = "third-party code"
"""The note on a file that is installed, and is no copy of the target's own."""

_NAMED = {"<pytest plugins>": "asked for with -p or pytest_plugins", "<python -m>": "run with -m"}
"""Names that the recorder gives to places without a file, and what they mean."""


def place(file: str, root: Path) -> tuple[str, str]:
    """Return a file's path relative to the root, or a name for it, and a note on where it lies.

    Args:
        file: as the recorder has it: absolute, or a name in ``<>`` where there is none.
        root: the target's root.
    """
    if file.startswith("<"):
        helper = file[len("<library ") : -1] if file.startswith("<library ") else ""
        by_helper = f"{helper} did it, for code that cannot be told"
        return file, by_helper if helper else _NAMED.get(file, "code without a file")
    path = os.path.normpath(file)
    inside = _inside(path, root)
    if inside:
        return inside, THIRD_PARTY if "site-packages/" in inside else ""
    _, installed, rest = path.replace(os.sep, "/").rpartition("site-packages/")
    if installed:
        # The target may be installed as a copy: what it holds is the repository's own code.
        copies = (f + rest for f in ("", "src/", "lib/") if _same(root / f / rest, Path(path)))
        own = next(copies, "")
        return (own, "") if own else (installed + rest, THIRD_PARTY)
    if Path(tempfile.gettempdir()) in Path(path).parents:  # another folder in every run
        return f"<temporary>/{Path(path).name}", "a file that the suite has made"
    return path, "outside the repository"


def _inside(path: str, root: Path) -> str:
    """Return a path relative to the root, by any name that the root has; empty where it is not."""
    real = os.fspath(root.resolve())
    for base, seen in (
        (os.fspath(root.absolute()), path),
        (real, path),
        (real, os.path.realpath(path)),
    ):
        if seen.startswith(base + os.sep):
            return os.path.relpath(seen, base).replace(os.sep, "/")
    return ""


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()
