"""The user's index: a few entries of it set, everything else left as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from offramp import git

Entries = Mapping[str, "tuple[str, str]"]
"""Path → git's mode and object id."""


def entries(root: Path, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the index's entries at ``paths``; one in conflict has the mode ``conflict``."""
    wanted = set(paths)
    found: dict[str, tuple[str, str]] = {}
    for record in git.paths(root, "ls-files", "--stage", "-z", "--full-name"):
        head, _, path = record.partition("\t")
        if path in wanted:
            mode, oid, stage = head.split(" ")
            found[path] = (mode, oid) if stage == "0" else ("conflict", oid)
    return found


def put(
    root: Path, paths: Iterable[str], wanted: Entries, env: Mapping[str, str] | None = None
) -> None:
    """Make the index hold ``wanted`` at ``paths``, and nothing where it has no entry.

    Args:
        root: the work tree's root.
        paths: the paths to set.
        wanted: their entries.
        env: ``GIT_INDEX_FILE``, where it is not the user's index.

    Raises:
        GitError: another git holds the index's lock.
    """
    lines = []
    nothing = ("0", "0" * len(git.text(root, "rev-parse", "HEAD")))
    for path in sorted(paths):
        mode, oid = wanted.get(path, nothing)
        lines.append(f"{mode} {oid}\t{path}".encode(errors="surrogateescape"))
    if lines:
        lines.sort(key=lambda line: not line.startswith(b"0 "))  # make room for what comes
        git.run(
            root,
            *("update-index", "-z", "--index-info"),
            env=env,
            stdin=b"\0".join(lines) + b"\0",
        )


def refresh(root: Path) -> None:
    """Let the index know the files again that were written back as they were."""
    git.run(root, "update-index", "-q", "--refresh", accept=(0, 1))


@contextmanager
def scratch(root: Path, treeish: str | None = None) -> Iterator[dict[str, str]]:
    """Lend an index of our own: the variables that make git use it.

    Args:
        root: the work tree's root.
        treeish: the tree that it holds; a copy of the user's index where None.
    """
    with tempfile.TemporaryDirectory(prefix="offramp-index-") as folder:
        copy = Path(folder, "index")
        env = {"GIT_INDEX_FILE": os.fspath(copy)}
        if treeish is not None:
            git.run(root, "read-tree", treeish, env=env)
        else:
            own = git.git_dir(root) / "index"
            if own.is_file():
                copy.write_bytes(own.read_bytes())
        yield env


def write_tree(root: Path, env: Mapping[str, str]) -> str:
    """Return the id of the tree that an index is."""
    return git.text(root, "write-tree", env=env)
