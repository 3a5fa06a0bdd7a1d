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
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from offramp import git
from offramp.checkout import commits, index, journal, snapshot
from offramp.checkout.journal import RestorePoint
from offramp.checkout.locks import Lock
from offramp.checkout.owners import Owner
from offramp.checkout.refs import changed_paths, contains, left_out, resolve
from offramp.checkout.revert import Rollback, roll_back
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

_held: dict[Path, Lock] = {}
_IN_PROGRESS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_SHOWN = 10


class Restored(list[str]):
    """The paths that a restoration wrote or deleted, sorted.

    Attributes:
        saved: the ref that keeps what else was found in their place; None if nothing was.
        how: one line for people.
    """

    def __init__(self, paths: Iterable[str], how: str, saved: str | None = None) -> None:
        super().__init__(sorted(paths))
        self.how = how
        self.saved = saved


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
    lock = _acquire(root)
    try:
        _demand_none_open(root)
        head = resolve(root, "HEAD")
        _demand_quiet(root, leave_out)
        _drop_orphans(root)
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
    _held[journal.folder(root)] = lock
    return point


def applied(point: RestorePoint) -> RestorePoint:
    """Record what the removal left, so that a person's later changes can be told from it.

    Args:
        point: an open restore point, right after the removal.
    """
    now = {path: snapshot.read(point.root, path) for path in _touched(point)}
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
    point = _open_point(root)
    if point is None:
        return None
    lock = _acquire(root)
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
    with _Holding(root):
        point = _latest(point)
        head = resolve(root, "HEAD")
        if point.made and contains(root, point.made):
            journal.change(_with_after(point), state=journal.DONE)
            return Restored((), f"the removal was committed as {point.made[:12]} and stands")
        if head != point.commit and point.state == journal.OPEN:
            return _moved_on(point, head)
        restored = _bring_back(point)
        journal.change(point, state=journal.RESTORED)
        return restored


def finish(point: RestorePoint, commit: str | None = None) -> RestorePoint:
    """Let the removal stand; ``rollback`` can still take it back.

    Args:
        point: the open restore point.
        commit: the removal's commit, where there is one.
    """
    with _Holding(point.root):
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
    with _Holding(root):
        return roll_back(point, _bring_back)


def _bring_back(point: RestorePoint) -> Restored:
    """Write the touched paths back; the caller holds the lock."""
    root = point.root
    touched = _touched(point)
    before = _before(point, touched)
    now = {path: snapshot.read(root, path) for path in touched}
    wrong = [path for path in touched if now[path] != before[path]]
    wrong_there = [path for path in wrong if before[path] is not None]
    obstacles = snapshot.in_the_way(root, wrong_there)
    left = snapshot.recall(root, point.after_ref, point.after) if point.after else {}
    foreign = {p: now[p] for p in wrong if now[p] is not None and now[p] != left.get(p)}
    foreign.update({p: snapshot.read(root, p) for p in obstacles})
    saved = _save(point, foreign) if foreign else None
    for path in sorted(wrong, key=lambda p: before[p] is not None):
        snapshot.write(root, path, before[path])
    entries = snapshot.tree(root, point.index, touched)
    there = index.entries(root, touched)
    index.put(root, [p for p in touched if there.get(p) != entries.get(p)], entries)
    index.refresh(root)
    how = f"{len(wrong)} paths are as before {point.label}"
    if saved:
        how += f"; what else was there is kept in {saved}: {_list(foreign)}"
    return Restored(wrong, how, saved)


def _before(point: RestorePoint, touched: Sequence[str]) -> dict[str, snapshot.Kept | None]:
    """Return what was at the touched paths before the removal."""
    if point.paths is not None:
        kept = snapshot.recall(point.root, point.ref, point.before)
        return {path: kept.get(path) for path in touched}
    return snapshot.checked_out(point.root, point.index, touched)


def _touched(point: RestorePoint) -> list[str]:
    """Return the paths that the removal touched."""
    if point.after is not None:
        return sorted(point.after)
    if point.paths is not None:
        now = snapshot.under(point.root, point.paths, point.leave_out)
        return sorted({*point.before, *now})
    root = point.root
    found = set(changed_paths(root))
    found.update(git.paths(root, "diff", "--name-only", "-z", "--no-renames", point.commit))
    return sorted(p for p in found if not left_out(p, point.leave_out) and p != "")


def _save(point: RestorePoint, items: snapshot.Items) -> str:
    """Commit what would be overwritten under a ref of ours, after what an earlier try saved."""
    ref = f"refs/offramp/saved/{point.id}"
    earlier = git.run(point.root, "rev-parse", "--verify", "--quiet", ref, accept=(0, 1))
    parent = earlier.stdout.decode().strip() or resolve(point.root, "HEAD")
    snapshot.keep(point.root, items, ref, parent, f"offramp: found in place of {point.label}")
    return ref


def _moved_on(point: RestorePoint, head: str) -> Restored:
    """Let go of a removal whose branch has moved on and whose tree is clean again."""
    dirty = changed_paths(point.root, point.leave_out)
    if dirty:
        raise GitError(
            "HEAD has moved since the removal was interrupted, and the tree has changes",
            expected=f"HEAD at {point.commit[:12]}"
            + (f" on {point.branch.removeprefix('refs/heads/')}" if point.branch else ""),
            found=f"HEAD at {head[:12]}; changed: {_list(dirty)}",
            next="switch back, or commit or discard the changes; then call again",
        )
    journal.change(point, state=journal.RESTORED)
    return Restored((), f"HEAD moved on to {head[:12]} and the tree is clean: nothing to restore")


def _with_after(point: RestorePoint) -> RestorePoint:
    return point if point.after is not None else applied(point)


def _latest(point: RestorePoint) -> RestorePoint:
    """Return the point as the record has it: a caller may hold an older copy."""
    return next((p for p in journal.read(point.root) if p.id == point.id), point)


def _open_point(root: Path) -> RestorePoint | None:
    return next((p for p in journal.read(root) if p.state == journal.OPEN), None)


def _demand_quiet(root: Path, leave_out: Sequence[str]) -> None:
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
            found=_list(dirty),
            where=os.fspath(root),
            next="commit them, or put them aside (git stash --include-untracked)",
        )


def _drop_orphans(root: Path) -> None:
    """Delete refs of points that a kill kept from being recorded."""
    known = {ref for p in journal.read(root) for ref in (p.ref, p.after_ref)}
    refs = git.text(root, "for-each-ref", "--format=%(refname)", "refs/offramp/restore").split()
    # Other worktrees of the repository have records of their own.
    if journal.folder(root).parent.parent.name != "worktrees":
        others = list((journal.folder(root).parent / "worktrees").glob("*/offramp/restore.json"))
        for ref in refs:
            if ref not in known and not others:
                git.run(root, "update-ref", "-d", ref)


def _list(paths: Iterable[str]) -> str:
    names = sorted(paths)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _demand_none_open(root: Path) -> None:
    point = _open_point(root)
    if point is not None:
        raise GitError(
            "a removal was interrupted here",
            found=f"{point.label}, {point.owner}",
            where=os.fspath(root),
            next="bring the tree back first: invoke rollback",
        )


def _acquire(root: Path) -> Lock:
    folder = journal.folder(root)
    lock = Lock(folder / "restore.lock")
    point = _open_point(root)
    me = Owner.me()
    others = point.owner if point and point.owner != me else None
    # The kernel's word first; the owner's number counts where a file system's lock is none.
    if folder in _held or not lock.try_acquire() or (others and others.lives()):
        lock.release()
        raise GitError(
            "another offramp is at work here",
            found=f"{point.label} by {point.owner}" if point else None,
            where=os.fspath(root),
            next="wait until it ends",
        )
    return lock


class _Holding:
    """Holds the work tree's lock while a point ends, whether this process began it or not."""

    def __init__(self, root: Path) -> None:
        self._folder = journal.folder(root)
        self._lock = _held.get(self._folder) or _acquire(root)

    def __enter__(self) -> None:
        _held[self._folder] = self._lock

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        _held.pop(self._folder, None)
        self._lock.release()
