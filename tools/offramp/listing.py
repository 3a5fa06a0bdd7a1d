"""What git says of a work tree: its files, what has changed, and the id of it all as a tree."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp import git
from offramp.errors import GitError

# In ls-files -v: a small letter marks what is assumed unchanged, S what git leaves off the disk.
_LOOKED_AWAY = re.compile(rb"\0[a-zS] ")


@dataclass(frozen=True)
class Listing:
    """What git lists of a work tree, asked once; see :func:`listing`.

    Attributes:
        head: the id of the tree of the commit that is checked out; None before the first.
        index: what ``git ls-files -v -s -z`` says.
        others: the untracked files that git does not ignore, relative to the root that was asked
            for; a nested repository is a folder, with a slash at the end.
        changed: whether a tracked file differs from the index, or the index from the commit, or
            there are untracked files outside of the root.
        status: what ``git status --porcelain=v2 -z`` says.
    """

    head: str | None
    index: bytes
    others: tuple[str, ...]
    changed: bool
    status: bytes = b""

    @property
    def looks_away(self) -> bool:
        """Whether git was told to look away from some files, or leaves them off the disk."""
        return _LOOKED_AWAY.search(b"\0" + self.index) is not None

    def tracked(self, but: Sequence[str] = ()) -> list[str]:
        """Return the paths in the index, relative to the root.

        Args:
            but: modes, in git's digits, whose entries are not wanted.
        """
        entries = os.fsdecode(self.index).split("\0")
        return [e.partition("\t")[2] for e in entries if e and e[2:8] not in but]

    def committed(self, leave_out: Sequence[str] = ()) -> str | None:
        """Return the id of the commit's tree if the work tree is just that, else None.

        Args:
            leave_out: untracked paths that make no difference.
        """
        known = any(b"\t" + os.fsencode(path) + b"\0" in self.index for path in leave_out)
        if self.changed or known or self.looks_away:
            return None
        return self.head if set(self.others) <= set(leave_out) else None

    def stamp(self, root: Path, leave_out: Sequence[str] = ()) -> tuple[Any, ...] | None:
        """Return what stays the same as long as the work tree does; None where nothing tells.

        What git calls unchanged is what the index says. Of the other files, the time stamps and
        sizes go into it, of which the change time cannot be set back. What is edited inside of a
        submodule, or of a repository that lies there untracked, they do not show.

        Args:
            root: the work tree's root, which was listed.
            leave_out: paths whose content makes no difference.
        """
        if self.looks_away:
            return None
        states = []
        for entry in filter(None, self.status.split(b"\0")):
            fields = entry.split(b" ", _FIELDS[entry[:1]])
            if fields[-1].endswith(b"/") or (len(fields) > 2 and fields[2] != b"N..."):
                return None
            if os.fsdecode(fields[-1]) not in leave_out:
                states.append(_state(os.fsencode(root) + b"/" + fields[-1]))
        return self.head, self.index, self.status, tuple(states)


_FIELDS = {b"1": 8, b"u": 10, b"?": 1}
"""How many fields precede an entry's path, by its kind (git-status, porcelain format 2)."""


def _state(path: bytes) -> tuple[int, ...] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def listing(root: Path) -> Listing | None:
    """Ask git for the files of a work tree and for what has changed; None outside of one.

    A file is taken for unchanged as ``git status`` takes it: by its size and time stamps as the
    index has them, and by its content where these prove nothing ("racy git").

    Args:
        root: a folder inside the work tree.

    Raises:
        GitError: git cannot list the files.
    """
    asked = git.run(
        root, "rev-parse", "--is-inside-work-tree", "--show-prefix", "HEAD^{tree}", accept=(0, 128)
    )
    inside, _, rest = asked.stdout.partition(b"\n")
    if inside != b"true":
        problem = asked.stderr.decode(errors="replace").strip()
        if inside == b"false" or "not a git repository" in problem:
            return None
        raise GitError("git cannot list the files", found=problem, where=os.fspath(root))
    prefix, _, head = rest.rpartition(b"\n")[0].partition(b"\n")
    # A submodule is of its commit alone, whatever is edited in it.
    words = ("--porcelain=v2", "-z", "-uall", "--no-renames", "--ignore-submodules=dirty")
    entries = git.run(root, "status", *words).stdout.split(b"\0")
    others = [e[2:] for e in entries if e.startswith(b"? ")]
    inner = [os.fsdecode(path[len(prefix) :]) for path in others if path.startswith(prefix)]
    return Listing(
        head=None if asked.returncode else head.decode(),
        index=git.run(root, "ls-files", "-v", "-s", "-z").stdout,
        others=tuple(inner),
        changed=len(inner) < len([entry for entry in entries if entry]),
        status=b"\0".join(entries),
    )


def holding(
    root: Path, listed: Listing, patterns: Sequence[str], suffixes: Sequence[str] = ()
) -> set[str] | None:
    """Return the files that hold one of the patterns, untracked ones whatever they hold.

    Git reads a tree in half the time that Python takes.

    Args:
        root: the folder that was listed.
        listed: what git has listed of it.
        patterns: Perl's regular expressions over the bytes of a line, in ASCII.
        suffixes: how the files' names end; any name by default.

    Returns:
        Paths relative to the root; None where git could not read all the files on disk, or was
        built without such patterns.
    """
    if listed.looks_away:
        return None
    plain = ("grep.fullName", "grep.lineNumber", "grep.column", "submodule.recurse")
    settings = [word for key in plain for word in ("-c", f"{key}=false")]
    words = [word for pattern in patterns for word in ("-e", pattern)]
    # One thread: several spend more on waiting for each other than they gain.
    options = ("--threads=1", "--no-recurse-submodules", "-a", "-l", "-z", "-P")
    found = git.run(
        root,
        *settings,
        *("grep", *options, *words, "--", *(f"*{suffix}" for suffix in suffixes)),
        env={"LC_ALL": "C"},  # bytes, not characters
        accept=(0, 1, 2, 128),
    )
    if found.returncode > 1 or found.stderr:
        return None
    return {os.fsdecode(path) for path in found.stdout.split(b"\0") if path}.union(listed.others)


def work_tree_id(root: Path, leave_out: Sequence[str] = (), listed: Listing | None = None) -> str:
    """Return the id of the git tree that the work tree would be if it were committed now.

    Tracked files as they are on disk and untracked ones that git does not ignore; the same state
    has the same id, committed or not. Nothing is written into the repository: the index is a copy
    and new objects go to a temporary store (git may touch the time stamps of old ones).

    Args:
        root: the work tree's root.
        leave_out: paths (relative, literal) that do not count, such as files that offramp writes.
        listed: what git has just listed of it, where that is known.

    Returns:
        40 or 64 hexadecimal digits.
    """
    listed = listed or listing(root)
    committed = listed.committed(leave_out) if listed else None
    if committed:
        return committed
    with tempfile.TemporaryDirectory(prefix="offramp-tree-") as scratch:
        objects = root / git.text(root, "rev-parse", "--git-path", "objects")
        env = {
            "GIT_INDEX_FILE": _copy_index(root, scratch),
            "GIT_OBJECT_DIRECTORY": scratch,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        }
        _show_hidden(root, env)
        _add(root, env)
        fleeting = [_fleeting(path) for path in (*leave_out, ".offramp/.gitignore")]
        out_of_it = [*leave_out, *git.paths(root, "ls-files", "-z", "--", *fleeting, env=env)]
        if out_of_it:
            out = b"".join(os.fsencode(p) + b"\0" for p in out_of_it)
            git.run(root, "update-index", "--force-remove", "-z", "--stdin", env=env, stdin=out)
        return git.text(root, "write-tree", env=env)


def _add(root: Path, env: Mapping[str, str], attempts: int = 10) -> None:
    """Add the work tree to an index; again where a file has gone since git had its name.

    Editors, and other runs of offramp, write files under a name that they have for a moment only.
    """
    try:
        # Without the sparse patterns, git adds what lies outside of them as well.
        git.run(root, "-c", "core.sparseCheckout=false", "add", "--all", env=env)
    except GitError as error:
        if attempts == 1 or "No such file or directory" not in (error.found or ""):
            raise
        _add(root, env, attempts - 1)


def _fleeting(path: str) -> str:
    """Return a pathspec for the names under which another run is about to write ``path``.

    They are those that ``evidence.write_atomically`` gives.
    """
    folder, slash, name = re.sub(r"([\\*?\[\]])", r"\\\1", path).rpartition("/")
    return f":(glob){folder}{slash}.{name}.????????"


def _copy_index(root: Path, scratch: str) -> str:
    """Copy the index and return where the copy is.

    With its time stamp: git compares a file that is as young as the index by its content, and
    would take one that was edited in the second after a commit for unchanged (git's "racy git").
    """
    index, copy = git.git_dir(root) / "index", os.path.join(scratch, "index")  # noqa: PTH118 - for env
    if index.is_file():
        shutil.copy2(index, copy)
    return copy


def _show_hidden(root: Path, env: Mapping[str, str]) -> None:
    """Clear the marks by which git looks away from files that are on disk.

    These are ``assume-unchanged`` (a small letter in the listing) and ``skip-worktree`` (``S``).
    """
    listed = git.run(root, "ls-files", "-v", "-z", env=env).stdout.split(b"\0")
    assumed = [entry[2:] for entry in listed if entry[:1].islower()]
    skipped = [
        entry[2:]
        for entry in listed
        if entry[:1] in b"Ss" and entry and os.path.lexists(os.fsencode(root) + b"/" + entry[2:])
    ]
    for option, names in (("--no-assume-unchanged", assumed), ("--no-skip-worktree", skipped)):
        if names:
            stdin = b"\0".join(names) + b"\0"
            git.run(root, "update-index", option, "-z", "--stdin", env=env, stdin=stdin)


def _quoted(path: Path) -> str:
    """Return a path as git reads it from a list whose separator the path itself may hold."""
    escaped = os.fspath(path).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
