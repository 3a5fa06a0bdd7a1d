"""Making a commit without the user's index, hooks or editor, in the user's own name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp import git
from offramp.checkout import snapshot
from offramp.errors import GitError

_IDENTITY = (
    *("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"),
    *("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE"),
)


def identity(root: Path) -> dict[str, str]:
    """Return the variables that say who commits; empty where the configuration says it.

    Raises:
        GitError: nobody is configured; git's guess from the machine's name is not taken.
    """
    env = {name: os.environ[name] for name in _IDENTITY if os.environ.get(name)}
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        known = git.run(
            root, "-c", "user.useConfigOnly=true", "var", who, env=env, accept=(0, 1, 128)
        )
        if known.returncode:
            raise GitError(
                "git does not know who commits",
                expected="user.name and user.email",
                where=os.fspath(root),
                next='git config user.name "…" && git config user.email "…", then call again; '
                "nothing was lost",
            )
    return env


def tracked_or_new(root: Path, head: str, paths: Sequence[str]) -> list[str]:
    """Return those of ``paths`` that belong into a commit: not the ones that git ignores."""
    known = snapshot.tree(root, head, paths)
    others = [path for path in paths if path not in known]
    ask = b"".join(os.fsencode(path) + b"\0" for path in others)
    ignored: set[str] = set()
    if others:
        done = git.run(root, "check-ignore", "-z", "--stdin", stdin=ask, accept=(0, 1))
        ignored = {os.fsdecode(path) for path in done.stdout.split(b"\0") if path}
    return [path for path in paths if path not in ignored]


def stage(root: Path, paths: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Put the files at ``paths`` into an index as they are on disk, deletions included.

    Args:
        root: the work tree's root.
        paths: literal paths.
        env: ``GIT_INDEX_FILE``, where it is not the user's index.
    """
    if paths:
        listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
        how = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
        git.run(root, *how, env=env, stdin=listed)


def make(
    root: Path, tree: str, parent: str, message: str, env: Mapping[str, str] | None = None
) -> str:
    """Make a commit that no branch has yet, signed where the user signs, and return it.

    Raises:
        GitError: it would change nothing, or git could not sign it.
    """
    if tree == git.text(root, "rev-parse", parent + "^{tree}"):
        raise GitError("there is nothing to commit", where=os.fspath(root))
    signs = git.run(root, "config", "--type=bool", "--get", "commit.gpgSign", accept=(0, 1, 128))
    sign = ("-S",) if signs.stdout.strip() == b"true" else ()
    text = message.rstrip("\n").encode() + b"\n"
    done = git.run(root, "commit-tree", *sign, tree, "-p", parent, env=env, stdin=text)
    return done.stdout.decode().strip()


def advance(root: Path, new: str, old: str, reason: str) -> None:
    """Move HEAD, and the branch that it stands for, from ``old`` to ``new``.

    Raises:
        GitError: it is not at ``old`` any more.
    """
    git.run(root, "update-ref", "-m", reason, "HEAD", new, old)
