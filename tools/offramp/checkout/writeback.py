"""Writing the touched paths of a removal back, after what else is there has been kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from offramp import git
from offramp.checkout import index, snapshot
from offramp.checkout.journal import RestorePoint
from offramp.checkout.refs import resolve
from offramp.checkout.versions import changed_paths, left_out
from offramp.errors import GitError

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


def bring_back(point: RestorePoint) -> Restored:
    """Write the touched paths back; the caller holds the lock.

    Each step can be repeated: a restoration that was killed is finished by the next one.

    Args:
        point: the restore point.

    Returns:
        What was written or deleted, and where anything else that was there is kept.

    Raises:
        GitError: another git holds the index's lock, or another repository is in the way; calling
            again goes on from there.
    """
    root = point.root
    touched = touched_paths(point)
    before = _before(point, touched)
    now = {path: snapshot.read(root, path) for path in touched}
    wrong = [path for path in touched if now[path] != before[path]]
    wrong_there = [path for path in wrong if before[path] is not None]
    obstacles = snapshot.in_the_way(root, wrong_there)
    left = snapshot.recall(root, point.after_ref, point.after) if point.after else {}
    _demand_no_repository(root, wrong_there)
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
        how += f"; what else was there is kept in {saved}: {listed(foreign)}"
    return Restored(wrong, how, saved)


def _demand_no_repository(root: Path, paths: Iterable[str]) -> None:
    """Demand that no repository stands where a file goes: its objects cannot be kept."""
    for path in paths:
        place = root / path
        folder = place.is_dir() and not place.is_symlink()
        if folder and next(place.rglob(".git"), None) is not None:
            raise GitError(
                "another repository stands where a file has to come back",
                where=path,
                next="move it elsewhere, then call again",
            )


def _before(point: RestorePoint, touched: Sequence[str]) -> dict[str, snapshot.Kept | None]:
    """Return what was at the touched paths before the removal."""
    if point.paths is not None:
        kept = snapshot.recall(point.root, point.ref, point.before)
        return {path: kept.get(path) for path in touched}
    return snapshot.checked_out(point.root, point.index, touched)


def touched_paths(point: RestorePoint) -> list[str]:
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


def listed(paths: Iterable[str]) -> str:
    """Return the first few of ``paths`` for people, and how many more there are."""
    names = sorted(paths)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
