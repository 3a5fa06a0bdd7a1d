"""Looking at old commits without touching the repository that has them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from offramp import git
from offramp.checkout.repository import opened
from offramp.errors import GitError

_NO_LFS = {"GIT_LFS_SKIP_SMUDGE": "1"}
"""Large files stay pointers: fetching them is not ours to ask for."""


@dataclass(frozen=True)
class Commit:
    """A commit of the first-parent history.

    Attributes:
        id: the whole id.
        date: when it was committed, ISO 8601.
        subject: the first line of its message.
    """

    id: str
    date: str
    subject: str


def first_parents(root: Path, most: int, since: str | None = None) -> Sequence[Commit]:
    """Return commits from HEAD along first parents, oldest first.

    Args:
        root: the repository.
        most: how many at most, at least two; where there are more, they are spread evenly, and the
            oldest and the newest are among them.
        since: a commit, branch or tag; only what came after it, and itself.

    Raises:
        GitError: there is no commit, ``since`` names none, or GitPython cannot read the repository.
    """
    from offramp.checkout.refs import resolve

    head = resolve(root, "HEAD")
    start = None if since is None else resolve(root, since)
    with opened(root) as repo:
        span = f"{start}..{head}" if start else head
        found = list(repo.iter_commits(span, first_parent=True))[::-1]
        before = found[0].parents[:1] if found else [repo.commit(head)]
        found[:0] = [commit for commit in before if commit.hexsha == start]
        if len(found) > most:
            last = len(found) - 1
            found = [found[round(n * last / (most - 1))] for n in range(most)]
        return [Commit(c.hexsha, c.committed_datetime.isoformat(), str(c.summary)) for c in found]


class Borrowed:
    """A repository of its own that reads another's objects.

    Attributes:
        folder: its work tree.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def show(self, commit: str) -> None:
        """Lay out the files of a commit, in place of those of the one before.

        Args:
            commit: its whole id; names are the other repository's own.

        Raises:
            GitError: an object is missing, as in a partial clone.
        """
        git.run(self.folder, "read-tree", "--reset", "-u", commit, env=_NO_LFS)


@contextmanager
def borrowed(root: Path) -> Iterator[Borrowed]:
    """Make a repository that borrows the objects of another one, and delete it afterwards.

    The other one is only read: no worktree, no ref and no index of it is made or changed.

    Args:
        root: the other repository.

    Raises:
        GitError: git cannot make it.
    """
    objects = (root / git.text(root, "rev-parse", "--git-path", "objects")).resolve()
    if "\n" in os.fspath(objects):
        raise GitError("git cannot borrow from a folder with a line break in its name")
    form = git.text(root, "rev-parse", "--show-object-format")
    with tempfile.TemporaryDirectory(prefix="offramp-history-") as scratch:
        folder = Path(scratch, root.name)
        folder.mkdir()
        git.run(folder, "init", "-q", f"--object-format={form}", "--template=")
        info = folder / ".git" / "objects" / "info"
        info.mkdir(exist_ok=True)
        (info / "alternates").write_bytes(os.fsencode(objects) + b"\n")
        yield Borrowed(folder)
