"""Taking back a removal that stands, in the work tree or as a commit of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from offramp import git
from offramp.checkout import commits, index, journal, snapshot
from offramp.checkout.refs import contains, resolve
from offramp.checkout.versions import changed_paths
from offramp.checkout.writeback import bring_back
from offramp.errors import CannotJudge, GitError

Tree = Mapping[str, "tuple[str, str]"]


@dataclass(frozen=True)
class Rollback:
    """What a rollback did.

    Attributes:
        how: one line for people.
        restored: the paths that were written or deleted, sorted.
        commit: the commit that reverts the removal; None where there was none to revert.
        saved: the ref that keeps what else was found in their place, or None.
    """

    how: str
    restored: tuple[str, ...]
    commit: str | None
    saved: str | None = None


def roll_back(point: journal.RestorePoint) -> Rollback:
    """Take back the removal of ``point``, which is done.

    Args:
        point: the restore point.

    Raises:
        CannotJudge: HEAD has everything back already.
        GitError: it conflicts with later commits or with changes in the tree; nothing was changed.
    """
    root, touched = point.root, sorted(point.after or ())
    before = snapshot.tree(root, point.commit, touched)
    after = _removed(point, touched)
    head = resolve(root, "HEAD")
    ours = snapshot.tree(root, head, touched)
    changed = [p for p in touched if before.get(p) != after.get(p)]
    committed = point.made is not None and contains(root, point.made)
    if not committed and not any(ours.get(p) == after.get(p) for p in changed):
        return _from_work_tree(point, before, ours)
    wanted = _merged(root, changed, after, ours, before)
    changing = [p for p in changed if wanted.get(p) != ours.get(p)]
    if not changing:
        raise CannotJudge(
            "there is nothing to roll back", found="HEAD has what the removal took away"
        )
    _demand_untouched(root, changing, wanted)
    identity = commits.identity(root)
    with index.scratch(root, head) as env:
        index.put(root, changing, wanted, env)
        tree = index.write_tree(root, env)
    made = commits.make(root, tree, head, _message(point), identity)
    disk = snapshot.checked_out(root, made, changing)
    for path in sorted(changing, key=lambda p: disk[p] is not None):
        snapshot.write(root, path, disk[path])
    index.put(root, changing, wanted)
    index.refresh(root)
    commits.advance(root, made, head, f"offramp: roll back {point.label}")
    journal.change(point, state=journal.ROLLED_BACK)
    again = _bring_back_ignored(point, {*before, *after})
    what = f"commit {point.made[:12]}" if point.made else "the removal, which had been committed,"
    return Rollback(f"{what} is reverted by {made[:12]}", tuple(sorted([*changing, *again])), made)


def _bring_back_ignored(point: journal.RestorePoint, known: set[str]) -> list[str]:
    """Bring back files that git does not know, where nothing stands in their place."""
    kept = snapshot.recall(point.root, point.ref, point.before)
    gone = [p for p in kept if p not in known and not os.path.lexists(point.root / p)]
    for path in gone:
        snapshot.write(point.root, path, kept[path])
    return gone


def _from_work_tree(
    point: journal.RestorePoint,
    before: Tree,
    ours: Tree,
) -> Rollback:
    """Take back a removal that HEAD does not have."""
    later = sorted(p for p in point.after or () if ours.get(p) != before.get(p))
    if later:
        raise _conflict(later)
    restored = bring_back(point)
    journal.change(point, state=journal.ROLLED_BACK)
    return Rollback(restored.how, tuple(restored), None, restored.saved)


def _removed(point: journal.RestorePoint, touched: list[str]) -> Tree:
    """Return the tree's entries after the removal, as git commits them."""
    root = point.root
    if point.made:
        return snapshot.tree(root, point.made, touched)
    left = snapshot.recall(root, point.after_ref, point.after or {})
    found = {}
    for path, kept in left.items():
        if kept is not None:
            how = ("--no-filters",) if kept.git_mode == "120000" else ("--path", path)
            done = git.run(root, "hash-object", "-w", "--stdin", *how, stdin=kept.data)
            found[path] = (kept.git_mode, done.stdout.decode().strip())
    return found


def _merged(
    root: Path, paths: list[str], base: Tree, ours: Tree, theirs: Tree
) -> dict[str, tuple[str, str]]:
    """Merge each path by three ways, as `git revert` does: the removal is the base."""
    found, conflicts = {}, []
    everything = {p.partition("\t")[2] for p in git.paths(root, "ls-tree", "-rz", "HEAD")}
    for path in paths:
        one, other, origin = ours.get(path), theirs.get(path), base.get(path)
        if one == origin:
            entry = other
        elif other in (one, origin):
            entry = one
        else:
            entry = _merged_file(root, path, one, origin, other)
            if entry is None:
                conflicts.append(path)
        if entry is not None:
            found[path] = entry
            if one is None and _collides(path, everything - {*paths}):
                conflicts.append(path)
    if conflicts:
        raise _conflict(conflicts)
    return found


def _merged_file(
    root: Path,
    path: str,
    ours: tuple[str, str] | None,
    base: tuple[str, str] | None,
    theirs: tuple[str, str] | None,
) -> tuple[str, str] | None:
    """Merge one file's text; None where it conflicts."""
    if ours is None or base is None or theirs is None or "120000" in {ours[0], base[0], theirs[0]}:
        return None
    with tempfile.TemporaryDirectory(prefix="offramp-merge-") as folder:
        files = []
        for name, entry in (("ours", ours), ("base", base), ("theirs", theirs)):
            files.append(os.fspath(Path(folder, name)))
            Path(folder, name).write_bytes(snapshot.blobs(root, {path: entry[1]})[path])
        done = git.run(root, "merge-file", "--stdout", *files, accept=range(256))
        if done.returncode:
            return None
        written = git.run(root, "hash-object", "-w", "--no-filters", "--stdin", stdin=done.stdout)
    mode = theirs[0] if ours[0] == base[0] else ours[0]
    return mode, written.stdout.decode().strip()


def _collides(path: str, others: set[str]) -> bool:
    """Whether a file cannot be at ``path`` because a folder is, or a file in a folder's place."""
    parts = path.split("/")
    parents = {"/".join(parts[:n]) for n in range(1, len(parts))}
    return bool(parents & others) or any(other.startswith(path + "/") for other in others)


def _demand_untouched(root: Path, paths: list[str], wanted: Tree) -> None:
    """Refuse where a path to be written has changes of its own, staged or not.

    A path that is already as it will be does not count: an earlier rollback was cut short there.
    """
    dirty = set(changed_paths(root))
    head = snapshot.tree(root, "HEAD", paths)
    staged = index.entries(root, paths)
    new_on_disk = {p for p in paths if p not in head and os.path.lexists(root / p)}
    suspects = [p for p in paths if p in dirty or p in new_on_disk]
    with index.scratch(root, "HEAD") as env:
        index.put(root, paths, wanted, env)
        target = snapshot.checked_out(root, index.write_tree(root, env), suspects)
    wrong = [
        p
        for p in suspects
        if snapshot.read(root, p) != target[p] or staged.get(p) not in (head.get(p), wanted.get(p))
    ]
    if wrong:
        raise GitError(
            "the work tree has changes in paths that the rollback would write",
            found=", ".join(wrong[:10]),
            where=os.fspath(root),
            next="commit them, or put them aside (git stash --include-untracked)",
        )


def _message(point: journal.RestorePoint) -> str:
    if point.made is None:
        return f'Revert "{point.label}"\n\nThis brings back what offramp removed.'
    subject = git.text(
        point.root, "show", "--no-patch", "--no-show-signature", "--format=%s", point.made
    )
    return f'Revert "{subject}"\n\nThis reverts commit {point.made}.'


def _conflict(paths: list[str]) -> GitError:
    return GitError(
        "later commits changed what the removal had changed",
        expected="a removal that can be reverted without a conflict",
        found=", ".join(sorted(set(paths))[:10]),
        next="revert it by hand (git revert), or bring single files back with git checkout",
    )
