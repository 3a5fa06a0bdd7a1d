"""Restore points: what makes a removal reversible, also after a kill at any moment.

    point = begin(root, "stage-b", leave_out)
    …the removal…
    point = applied(point)            # optional: tells offramp's changes from a person's later ones
    …the suites…
    restore(point)                    # or: finish(point, commit(point, message))

Everything that decides is on disk before it is needed: the bytes in git's objects under a ref of
ours, the record beside them, and a lock that the kernel lets go when the owner dies. Each step can
be repeated, so that a killed restoration is finished by the next one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from offramp import git
from offramp.checkout import commits, guard, index, journal, snapshot
from offramp.checkout.journal import RestorePoint
from offramp.checkout.owners import Owner
from offramp.checkout.refs import contains, resolve
from offramp.checkout.revert import Rollback, roll_back
from offramp.checkout.versions import changed_paths
from offramp.checkout.writeback import Restored, bring_back, listed, touched_paths
from offramp.errors import CannotJudge, GitError

__all__ = [
    "RestorePoint",
    "Restored",
    "Rollback",
    "applied",
    "begin",
    "commit",
    "finish",
    "pending",
    "restore",
    "rollback",
]


def begin(
    root: Path, label: str, leave_out: Sequence[str] = (), paths: Sequence[str] | None = None
) -> RestorePoint:
    """Lay down a restore point before anything is changed.

    Args:
        root: the work tree's root.
        label: what is begun, for people.
        leave_out: files and folders, relative, that may have changes and are never touched.
        paths: the files and folders that will be touched, where that is known. They are kept byte
            for byte, files that git ignores included. Where it is not known, every tracked or new
            file that differs later counts as touched.

    Raises:
        GitError: the tree has changes, a merge or rebase is under way, a removal was interrupted
            here, or another offramp is at work.
    """
    if any(Path(path).is_absolute() or ".." in Path(path).parts for path in paths or ()):
        raise ValueError(f"paths that lead out of the tree: {paths}")
    lock = guard.acquire(root)
    try:
        guard.demand_none_open(root)
        head = resolve(root, "HEAD")
        guard.demand_quiet(root, leave_out)
        guard.drop_orphans(root)
        branch = git.run(root, "symbolic-ref", "--quiet", "HEAD", accept=(0, 1)).stdout
        with index.scratch(root) as env:
            tree = index.write_tree(root, env)
        now = datetime.now(timezone.utc)
        kept = {p: snapshot.read(root, p) for p in snapshot.under(root, paths or (), leave_out)}
        point = RestorePoint(
            id=f"{now:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(2)}",
            root=root,
            label=label,
            commit=head,
            branch=branch.decode(errors="surrogateescape").strip() or None,
            index=tree,
            owner=Owner.me(),
            leave_out=tuple(leave_out),
            paths=None if paths is None else tuple(paths),
            before={path: item.mode for path, item in kept.items() if item},
        )
        snapshot.keep(root, kept, point.ref, head, f"offramp: before {label}")
        journal.write(point)
    except BaseException:
        lock.release()
        raise
    guard.held[journal.folder(root)] = lock
    return point


def applied(point: RestorePoint) -> RestorePoint:
    """Record what the removal left, so that a person's later changes can be told from it.

    Args:
        point: an open restore point, right after the removal.
    """
    now = {path: snapshot.read(point.root, path) for path in touched_paths(point)}
    snapshot.keep(point.root, now, point.after_ref, point.commit, f"offramp: after {point.label}")
    modes = {path: item.mode if item else None for path, item in now.items()}
    return journal.change(point, after=modes)


def pending(root: Path) -> RestorePoint | None:
    """Return the restore point of a removal that was interrupted, or None.

    Args:
        root: the work tree's root.

    Raises:
        GitError: its owner still lives: another offramp is at work here.
    """
    point = guard.open_point(root)
    if point is None:
        return None
    lock = guard.acquire(root)
    lock.release()
    return point


def restore(point: RestorePoint) -> Restored:
    """Bring back the touched paths, index and work tree, byte for byte.

    What else is found in their place, such as a person's later change, is first committed under
    ``refs/offramp/saved/ID``. Other paths are not touched. Where the removal's own commit is
    already part of HEAD, the removal stands.

    Args:
        point: the restore point, as ``begin`` or ``pending`` returned it.

    Raises:
        GitError: another offramp is at work, or HEAD has moved and the tree has changes.
    """
    root = point.root
    with guard.Holding(root):
        point = _latest(point)
        head = resolve(root, "HEAD")
        if point.made and contains(root, point.made):
            journal.change(_with_after(point), state=journal.DONE)
            return Restored((), f"the removal was committed as {point.made[:12]} and stands")
        if point.state not in (journal.OPEN, journal.DONE):
            return Restored((), f"{point.label} is {point.state} already")
        if head != point.commit:
            return _moved_on(point, head)
        restored = bring_back(point)
        journal.change(point, state=journal.RESTORED)
        return restored


def finish(point: RestorePoint, commit: str | None = None) -> RestorePoint:
    """Let the removal stand; ``rollback`` can still take it back.

    Args:
        point: the open restore point.
        commit: the removal's commit, where there is one.
    """
    with guard.Holding(point.root):
        point = _with_after(_latest(point))
        return journal.change(point, state=journal.DONE, made=commit or point.made)


def commit(point: RestorePoint, message: str) -> str:
    """Commit exactly the touched paths on HEAD, and return the commit.

    Other staged changes stay staged. The person's own name and address are used; no hooks run,
    because what was judged is this tree and no other.

    Args:
        point: the open restore point.
        message: the commit's message.

    Raises:
        GitError: no identity is configured, HEAD has moved, or there is nothing to commit.
    """
    root = point.root
    point = _with_after(_latest(point))
    head = resolve(root, "HEAD")
    if head != point.commit:
        raise GitError(
            "HEAD has moved since the removal began",
            expected=point.commit,
            found=head,
            next="commit the removal yourself, or run `invoke rollback`",
        )
    identity = commits.identity(root)
    paths = commits.tracked_or_new(root, head, list(point.after or ()))
    with index.scratch(root, head) as env:
        commits.stage(root, paths, env)
        tree = index.write_tree(root, env)
    made = commits.make(root, tree, head, message, identity)
    # Each of these is found again after a kill: the record knows the commit before the branch.
    journal.change(point, made=made)
    commits.stage(root, paths)
    commits.advance(root, made, head, f"offramp: {point.label}")
    return made


def rollback(root: Path) -> Rollback:
    """Bring back the tree of before the last removal.

    A removal that was interrupted, or not committed, is taken out of the work tree; one that was
    committed gets a commit that reverts it, also after more commits.

    Args:
        root: the work tree's root.

    Raises:
        CannotJudge: there is nothing to roll back.
        GitError: the removal conflicts with later commits, or the tree has changes in its paths;
            nothing was changed.
    """
    interrupted = pending(root)
    if interrupted is not None:
        restored = restore(interrupted)
        if restored or not interrupted.made:
            return Rollback(restored.how, tuple(restored), None, restored.saved)
    points = [p for p in journal.read(root) if p.state in (journal.DONE, journal.ROLLED_BACK)]
    if not points:
        raise CannotJudge(
            "there is nothing to roll back",
            expected="a removal by offramp in this work tree",
            found="none on record",
            where=os.fspath(journal.folder(root) / "restore.json"),
        )
    point = points[-1]
    if point.state == journal.ROLLED_BACK:
        raise CannotJudge(f"the removal of {point.id} is rolled back already")
    with guard.Holding(root):
        return roll_back(point)


def _moved_on(point: RestorePoint, head: str) -> Restored:
    """Let go of a removal whose branch has moved on and whose tree is clean again."""
    dirty = changed_paths(point.root, point.leave_out)
    if dirty:
        raise GitError(
            "HEAD has moved since the removal was interrupted, and the tree has changes",
            expected=f"HEAD at {point.commit[:12]}"
            + (f" on {point.branch.removeprefix('refs/heads/')}" if point.branch else ""),
            found=f"HEAD at {head[:12]}; changed: {listed(dirty)}",
            next="switch back, or commit or discard the changes; then call again",
        )
    journal.change(point, state=journal.RESTORED)
    return Restored((), f"HEAD moved on to {head[:12]} and the tree is clean: nothing to restore")


def _with_after(point: RestorePoint) -> RestorePoint:
    return point if point.after is not None else applied(point)


def _latest(point: RestorePoint) -> RestorePoint:
    """Return the point as the record has it: a caller may hold an older copy."""
    return next((p for p in journal.read(point.root) if p.id == point.id), point)
