"""Which files are candidates: what git tracks, and what it neither tracks nor ignores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from offramp.listing import Listing, listing

_NEVER = (".git", ".offramp")
_BYTECODE = (".pyc", ".pyo")
_LINKS = ("120000", "160000")  # a symbolic link and a submodule, by git's modes


def candidates(
    root: Path,
    *,
    all_files: bool = False,
    leave_out: Sequence[str] = (),
    listed: Listing | None = None,
) -> list[str]:
    """List the files of a tree that may name the layer.

    Inside git these are the tracked files, ignored or not, and the untracked ones that git does
    not ignore. Outside git, and with ``all_files``, every file below the root. Symbolic links and
    submodules are other trees, or files that are listed already.

    Args:
        root: the folder to look in.
        all_files: ignored files too.
        leave_out: paths relative to the root that offramp writes itself; a folder stands for all
            that lies in it.
        listed: what git has just listed of the tree, where that is known.

    Returns:
        Paths relative to the root, forward slashes, sorted; undecodable bytes as surrogates.
    """
    if not all_files:
        listed = listed or listing(root)
    found = set(_walk(root)) if all_files or listed is None else _in_git(listed)
    own = frozenset(p.strip("/") for p in leave_out) - {""}
    folders = (".offramp/", *(out + "/" for out in own))
    return [
        path
        for path in sorted(found)
        if not path.endswith(_BYTECODE) and path not in own and not path.startswith(folders)
    ]


def _in_git(listed: Listing) -> set[str]:
    # A nested repository is listed as a folder, with a slash at the end: another tree.
    return {*listed.tracked(_LINKS), *(p for p in listed.others if not p.endswith("/"))}


def _walk(root: Path) -> Iterator[str]:
    """Yield every regular file below the root, without following links."""
    top = os.fspath(root)
    for folder, names, files in os.walk(top):
        names[:] = [
            n
            for n in names
            if n not in _NEVER and not os.path.exists(os.path.join(folder, n, ".git"))  # noqa: PTH110, PTH118 - a Path for every folder of a tree costs more than the walk
        ]
        inside = os.path.relpath(folder, top).replace(os.sep, "/")
        prefix = "" if inside == "." else inside + "/"
        yield from (prefix + name for name in files)
