"""The version of a work tree, and what makes it dirty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offramp import git
from offramp.checkout.refs import resolve


class Version(str):
    """The version that goes into a document: the short commit, ``-dirty`` where the tree is (S5).

    Twelve digits always, because git's own abbreviation depends on how much of the history is
    there, and a shallow clone must make the same document.

    Attributes:
        commit: the whole id of HEAD.
        changed: the paths that make the tree dirty, sorted.
    """

    commit: str
    changed: tuple[str, ...]

    __slots__ = ("changed", "commit")

    def __new__(cls, commit: str, changed: Sequence[str] = ()) -> Version:
        """Return the version of a tree at ``commit`` with some paths changed."""
        self = super().__new__(cls, commit[:12] + ("-dirty" if changed else ""))
        self.commit = commit
        self.changed = tuple(changed)
        return self

    @property
    def dirty(self) -> bool:
        """Whether the work tree differs from HEAD."""
        return bool(self.changed)


def describe(root: Path, leave_out: Sequence[str] = ()) -> Version:
    """Return the version of the work tree (S5).

    Args:
        root: the work tree's root.
        leave_out: files and folders, relative, that do not make it dirty.

    Raises:
        GitError: there is no commit yet.
    """
    return Version(resolve(root, "HEAD"), changed_paths(root, leave_out))


def changed_paths(root: Path, leave_out: Sequence[str] = ()) -> list[str]:
    """Return the paths that differ from HEAD: changed, staged, or new and not ignored; sorted.

    Args:
        root: the work tree's root.
        leave_out: files and folders, relative, that do not count.
    """
    records = iter(
        git.paths(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")
    )
    return sorted({record[3:] for record in records if not left_out(record[3:], leave_out)})


def left_out(path: str, leave_out: Sequence[str]) -> bool:
    """Whether ``path`` is one of ``leave_out`` or lies in a folder that is."""
    names = (name.rstrip("/") for name in leave_out)
    return any(path == name or path.startswith(name + "/") for name in names)
