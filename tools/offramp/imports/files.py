"""Which files are candidates: what git tracks, and what it neither tracks nor ignores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from offramp import git
from offramp.errors import GitError

_NEVER = (".git", ".offramp")
_BYTECODE = (".pyc", ".pyo")
_LINKS = (b"120000", b"160000")  # a symbolic link and a submodule, by git's modes


def candidates(root: Path, *, all_files: bool = False, leave_out: Sequence[str] = ()) -> list[str]:
    """List the files of a tree that may name the layer.

    Inside git these are the tracked files, ignored or not, and the untracked ones that git does
    not ignore. Outside git, and with ``all_files``, every file below the root. Symbolic links and
    submodules are other trees, or files that are listed already.

    Args:
        root: the folder to look in.
        all_files: ignored files too.
        leave_out: paths relative to the root that offramp writes itself; a folder stands for all
            that lies in it.

    Returns:
        Paths relative to the root, forward slashes, sorted; undecodable bytes as surrogates.
    """
    listed = None if all_files else _in_git(root)
    found = set(_walk(root)) if listed is None else listed
    own = tuple(p.strip("/") for p in leave_out if p.strip("/"))
    return sorted(p for p in found if not _left_out(p, own))


def _left_out(path: str, own: Sequence[str]) -> bool:
    if path.endswith(_BYTECODE) or path.startswith(".offramp/"):
        return True
    return any(path == out or path.startswith(out + "/") for out in own)


def _in_git(root: Path) -> set[str] | None:
    """Return what git lists, or None outside a work tree."""
    done = git.run(root, "ls-files", "-s", "-z", accept=(0, 128))
    if done.returncode:
        problem = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in problem or "must be run in a work tree" in problem:
            return None
        raise GitError("git cannot list the files", found=problem, where=os.fspath(root))
    tracked = set()
    for entry in done.stdout.split(b"\0"):
        mode, _, rest = entry.partition(b" ")
        if entry and mode not in _LINKS:
            tracked.add(os.fsdecode(rest.partition(b"\t")[2]))
    # A nested repository is listed as a folder, with a slash at the end: another tree.
    others = git.paths(root, "ls-files", "-o", "--exclude-standard", "-z")
    return tracked.union(p for p in others if not p.endswith("/"))


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
