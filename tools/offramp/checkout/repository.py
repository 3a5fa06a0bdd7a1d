"""Where a repository keeps what its worktrees share."""

from __future__ import annotations

from pathlib import Path

from offramp import git


def common_dir(root: Path) -> Path:
    """Return the git folder that all worktrees of the repository share."""
    return Path(git.text(root, "rev-parse", "--path-format=absolute", "--git-common-dir"))
