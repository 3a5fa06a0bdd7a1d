"""Worktrees that hold a part of their commit, and what they lack of it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from offramp import git


def narrow(place: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Let git lay out files and folders of a new worktree, with the files at its root.

    Args:
        place: the worktree, empty as yet.
        paths: relative to it, literal.

    Returns:
        git's options for laying it out.
    """
    # A pattern for each, as gitignore(5) has them; the last that matches decides.
    lines = ["/*", "!/*/", *("/" + re.sub(r"([\\*?\[\] ])", r"\\\1", path) for path in paths)]
    patterns = git.git_dir(place) / "info/sparse-checkout"
    patterns.parent.mkdir(exist_ok=True)
    patterns.write_bytes(b"".join(os.fsencode(line) + b"\n" for line in lines))
    return ("-c", "core.sparseCheckout=true", "-c", "core.sparseCheckoutCone=false")


def absent(tree: Path) -> list[str]:
    """Return what a worktree lacks of its commit, sorted: a folder stands for all within it."""
    there: dict[str, bool] = {"": True}
    found = set()
    for entry in git.paths(tree, "ls-files", "-t", "-z"):
        if not entry.startswith("S "):
            continue
        path = entry[2:]
        while path not in there:
            there[path] = os.path.lexists(tree / path)
            if there[path]:
                break
            above = path.rpartition("/")[0]
            if there.get(above) or os.path.lexists(tree / above):
                found.add(path)
                break
            path = above
    return sorted(found)
