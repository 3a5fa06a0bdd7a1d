"""Reading commits with GitPython, closed always and blind to a caller's ``GIT_*`` variables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from offramp import git as plumbing
from offramp.errors import GitError

if TYPE_CHECKING:
    from git import Repo


@contextmanager
def opened(root: Path) -> Iterator[Repo]:
    """Open the repository at ``root`` for reading.

    GitPython hands the whole environment on to the git that it starts and cannot take a variable
    out of it, so the variables that would point it elsewhere are out of ours meanwhile.

    Args:
        root: the work tree's root.

    Raises:
        GitError: GitPython or its git could not read what was asked for.
    """
    import git

    if plumbing.text(root, "rev-parse", "--show-object-format") != "sha1":
        raise GitError(
            "a repository with SHA-256 object ids cannot be read",
            expected="SHA-1 object ids, which GitPython knows",
            where=os.fspath(root),
        )
    kept = plumbing.clean_environment()
    stray = {name: os.environ.pop(name) for name in list(os.environ) if name not in kept}
    repo = None
    try:
        repo = git.Repo(root)
        yield repo
    except (git.exc.GitError, git.exc.ODBError, ValueError) as error:
        raise GitError(
            "the repository could not be read", found=str(error).strip(), where=os.fspath(root)
        ) from error
    finally:
        if repo is not None:
            repo.close()
        os.environ.update(stray)


def common_dir(root: Path) -> Path:
    """Return the git folder that all worktrees of the repository share."""
    return Path(plumbing.text(root, "rev-parse", "--path-format=absolute", "--git-common-dir"))
