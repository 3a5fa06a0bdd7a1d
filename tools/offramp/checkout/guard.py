"""Who may change a tree now, and in which state it has to be."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from offramp import git
from offramp.checkout import journal
from offramp.checkout.journal import RestorePoint
from offramp.checkout.locks import Lock
from offramp.checkout.owners import Owner
from offramp.checkout.versions import changed_paths
from offramp.checkout.writeback import listed
from offramp.errors import GitError

held: dict[Path, Lock] = {}
_IN_PROGRESS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


def open_point(root: Path) -> RestorePoint | None:
    """Return the restore point whose removal has not ended, or None."""
    return next((p for p in journal.read(root) if p.state == journal.OPEN), None)


def demand_quiet(root: Path, leave_out: Sequence[str]) -> None:
    """Demand a clean tree, with nothing half done by git."""
    own = git.git_dir(root)
    under_way = [name for name in _IN_PROGRESS if (own / name).exists()]
    if under_way:
        raise GitError(
            "git is in the middle of something",
            found=", ".join(re.sub(r"[-_](HEAD|merge|apply)$", "", n).lower() for n in under_way),
            where=os.fspath(root),
            next="finish it or abort it (git status says how)",
        )
    dirty = changed_paths(root, leave_out)
    if dirty:
        raise GitError(
            "the work tree has changes",
            expected="a clean tree, so that the removal can be undone exactly",
            found=listed(dirty),
            where=os.fspath(root),
            next="commit them, or put them aside (git stash --include-untracked)",
        )


def demand_none_open(root: Path) -> None:
    """Demand that no removal was interrupted here.

    Raises:
        GitError: one was.
    """
    point = open_point(root)
    if point is not None:
        raise GitError(
            "a removal was interrupted here",
            found=f"{point.label}, {point.owner}",
            where=os.fspath(root),
            next="bring the tree back first: invoke rollback",
        )


def drop_orphans(root: Path) -> None:
    """Delete refs of points that a kill kept from being recorded."""
    known = {ref for p in journal.read(root) for ref in (p.ref, p.after_ref)}
    refs = git.text(root, "for-each-ref", "--format=%(refname)", "refs/offramp/restore").split()
    # Other worktrees of the repository have records of their own.
    if journal.folder(root).parent.parent.name != "worktrees":
        others = list((journal.folder(root).parent / "worktrees").glob("*/offramp/restore.json"))
        for ref in refs:
            if ref not in known and not others:
                git.run(root, "update-ref", "-d", ref)


def acquire(root: Path) -> Lock:
    """Take the work tree's lock.

    Raises:
        GitError: another offramp holds it, or this process does already.
    """
    folder = journal.folder(root)
    lock = Lock(folder / "restore.lock")
    point = open_point(root)
    me = Owner.me()
    others = point.owner if point and point.owner != me else None
    # The kernel's word first; the owner's number counts where a file system's lock is none.
    if folder in held or not lock.try_acquire() or (others and others.lives()):
        lock.release()
        raise GitError(
            "another offramp is at work here",
            found=f"{point.label} by {point.owner}" if point else None,
            where=os.fspath(root),
            next="wait until it ends",
        )
    return lock


class Holding:
    """Holds the work tree's lock while a point ends, whether this process began it or not."""

    def __init__(self, root: Path) -> None:
        self._folder = journal.folder(root)
        self._lock = held.get(self._folder) or acquire(root)

    def __enter__(self) -> None:
        held[self._folder] = self._lock

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        held.pop(self._folder, None)
        self._lock.release()
