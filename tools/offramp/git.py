"""The one way to call git: as a child with a scrubbed environment, no hooks and no optional locks.

A caller's ``GIT_*`` variables (set inside hooks, or by a rebase) would point our git at another
repository or index, so they are dropped; ``GIT_OPTIONAL_LOCKS=0`` keeps reading commands from
refreshing the user's index.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from offramp.errors import EnvironmentProblem, GitError

_KEPT = frozenset(
    {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_SSL_CAINFO",
        "GIT_SSL_NO_VERIFY",
        "GIT_TRACE",
    }
)
_PLAIN = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),  # a hook by another name, or a daemon that would outlive us
    *("-c", "core.splitIndex=false"),  # its shared half would be written into the user's git folder
)
# In ls-files -v: a small letter marks what is assumed unchanged, S what git leaves off the disk.
_LOOKED_AWAY = re.compile(rb"\0[a-zS] ")


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a child without ``GIT_*`` variables that change what git sees.

    Args:
        extra: variables to set on top.
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT}
    env["GIT_OPTIONAL_LOCKS"] = "0"
    env["GIT_TERMINAL_PROMPT"] = "0"
    env["LC_ALL"] = "C.UTF-8"
    env.update(extra or {})
    return env


def run(
    root: Path,
    *args: str,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    accept: Sequence[int] = (0,),
) -> subprocess.CompletedProcess[bytes]:
    """Run ``git -C root args`` and return the finished child, its output as bytes.

    Args:
        root: a folder inside the repository.
        args: the command, without ``git``.
        env: variables on top of the scrubbed environment.
        stdin: what the child reads; nothing by default.
        accept: exit codes that are not an error.

    Raises:
        GitError: git ended with another code; its own words are in ``found``.
        EnvironmentProblem: there is no git.
    """
    try:
        done = subprocess.run(
            ["git", *_PLAIN, "-C", os.fspath(root), *args],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            env=clean_environment(env),
            check=False,
        )
    except FileNotFoundError as error:
        raise EnvironmentProblem(
            "git was not found", expected="a git program on PATH", next="install git, 2.31 or newer"
        ) from error
    if done.returncode not in accept:
        command = args[2 * args.count("-c")]
        raise GitError(
            f"git {command} failed with exit code {done.returncode}",
            found=done.stderr.decode(errors="replace").strip() or "no message",
            where=os.fspath(root),
        )
    return done


def text(root: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Run git and return its standard output as text, without the last newline."""
    return _line(run(root, *args, env=env).stdout)


def _line(out: bytes) -> str:
    """Decode a line, without its end; a path may itself end in newlines."""
    return out.decode(errors="surrogateescape").removesuffix("\n")


def paths(root: Path, *args: str, env: Mapping[str, str] | None = None) -> list[str]:
    """Run a git command that takes ``-z`` and return its paths, relative to ``root``."""
    out = run(root, *args, env=env).stdout
    return [p.decode(errors="surrogateescape") for p in out.split(b"\0") if p]


def toplevel(folder: Path) -> Path:
    """Return the root of the work tree that ``folder`` lies in.

    Raises:
        GitError: it lies in none.
    """
    if not folder.is_dir():
        raise GitError("the repository folder does not exist", where=os.fspath(folder))
    done = run(folder, "rev-parse", "--show-toplevel", accept=(0, 128))
    if done.returncode:
        raise GitError(
            "not a git repository",
            expected="a folder inside a git work tree",
            found=done.stderr.decode(errors="replace").strip(),
            where=os.fspath(folder),
            next="run in a clone of your project, or name one with --repo PATH",
        )
    return Path(_line(done.stdout))


def git_dir(root: Path) -> Path:
    """Return this work tree's own git folder (in a linked worktree, not the common one)."""
    return Path(text(root, "rev-parse", "--absolute-git-dir"))


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
    """

    head: str | None
    index: bytes
    others: tuple[str, ...]
    changed: bool

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


def listing(root: Path) -> Listing | None:
    """Ask git for the files of a work tree and for what has changed; None outside of one.

    A file is taken for unchanged as ``git status`` takes it: by its size and time stamps as the
    index has them, and by its content where these prove nothing ("racy git").

    Args:
        root: a folder inside the work tree.

    Raises:
        GitError: git cannot list the files.
    """
    asked = run(
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
    entries = run(root, "status", *words).stdout.split(b"\0")
    others = [e[2:] for e in entries if e.startswith(b"? ")]
    inner = [os.fsdecode(path[len(prefix) :]) for path in others if path.startswith(prefix)]
    return Listing(
        head=None if asked.returncode else head.decode(),
        index=run(root, "ls-files", "-v", "-s", "-z").stdout,
        others=tuple(inner),
        changed=len(inner) < len([entry for entry in entries if entry]),
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
    found = run(
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
        objects = root / text(root, "rev-parse", "--git-path", "objects")
        env = {
            "GIT_INDEX_FILE": _copy_index(root, scratch),
            "GIT_OBJECT_DIRECTORY": scratch,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        }
        _show_hidden(root, env)
        # Without the sparse patterns, git adds what lies outside of them as well.
        run(root, "-c", "core.sparseCheckout=false", "add", "--all", env=env)
        if leave_out:
            out = b"".join(os.fsencode(p) + b"\0" for p in leave_out)
            run(root, "update-index", "--force-remove", "-z", "--stdin", env=env, stdin=out)
        return text(root, "write-tree", env=env)


def _copy_index(root: Path, scratch: str) -> str:
    """Copy the index and return where the copy is.

    With its time stamp: git compares a file that is as young as the index by its content, and
    would take one that was edited in the second after a commit for unchanged (git's "racy git").
    """
    index, copy = git_dir(root) / "index", os.path.join(scratch, "index")  # noqa: PTH118 - for env
    if index.is_file():
        shutil.copy2(index, copy)
    return copy


def _show_hidden(root: Path, env: Mapping[str, str]) -> None:
    """Clear the marks by which git looks away from files that are on disk.

    These are ``assume-unchanged`` (a small letter in the listing) and ``skip-worktree`` (``S``).
    """
    listed = run(root, "ls-files", "-v", "-z", env=env).stdout.split(b"\0")
    assumed = [entry[2:] for entry in listed if entry[:1].islower()]
    skipped = [
        entry[2:]
        for entry in listed
        if entry[:1] in b"Ss" and entry and os.path.lexists(os.fsencode(root) + b"/" + entry[2:])
    ]
    for option, names in (("--no-assume-unchanged", assumed), ("--no-skip-worktree", skipped)):
        if names:
            stdin = b"\0".join(names) + b"\0"
            run(root, "update-index", option, "-z", "--stdin", env=env, stdin=stdin)


def _quoted(path: Path) -> str:
    """Return a path as git reads it from a list whose separator the path itself may hold."""
    escaped = os.fspath(path).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
