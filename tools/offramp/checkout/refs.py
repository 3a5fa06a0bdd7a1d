"""Which commit is judged against which: refs resolved safely, the merge base as the baseline."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from offramp import git
from offramp.checkout import fetch as fetching
from offramp.checkout.repository import opened
from offramp.errors import GitError

_NO_COMMIT = re.compile(r"0{40}(0{24})?\Z")


@dataclass(frozen=True)
class Baseline:
    """The commit that the candidate is compared with.

    Attributes:
        ref: the ref that the base was found under: ``refs/heads/main``, or the words given.
        tip: the commit that ``ref`` names.
        commit: the baseline: the merge base of ``tip`` and HEAD.
        how: one line for people: where the base came from and how it lies to HEAD.
        subject: the first line of the baseline commit's message.
        date: when it was committed, ISO 8601 with its own offset from UTC.
    """

    ref: str
    tip: str
    commit: str
    how: str
    subject: str
    date: str


def resolve(root: Path, ref: str) -> str:
    """Return the commit that ``ref`` names.

    Args:
        root: a folder inside the repository.
        ref: a branch, tag, commit id or any of gitrevisions(7) that names a commit.

    Raises:
        GitError: there is no such commit, or ``ref`` looks like an option.
    """
    commit = _lookup(root, _checked(ref))
    if commit is None:
        raise GitError(
            f"no commit is called {ref!r}",
            expected="a branch, a tag or a commit id of this repository",
            where=os.fspath(root),
            next="see `git branch --all` and `git tag`",
        )
    return commit


def baseline(root: Path, base: str, *, instead: str | None = None, fetch: bool = True) -> Baseline:
    """Return the merge base of HEAD and the base branch.

    A local branch of that name goes first, then the remote's, then anything else that git
    knows by that name; what is missing is fetched into ``refs/offramp/``.

    Args:
        root: the work tree's root.
        base: the base: a branch, a remote branch, a tag or a commit id.
        instead: what a CI event named as the base; where it is empty or git's "no commit" (forty
            zeros, ``before`` of a new branch's first push), ``base`` stands.
        fetch: whether missing history may be fetched; it is the only thing that is written.

    Raises:
        GitError: there is no such base, or no common history; ``next`` says what to do.
    """
    note = ""
    if instead and not _NO_COMMIT.match(instead):
        base = instead
    elif instead:
        note = "; the event names no commit before"
    if _NO_COMMIT.match(_checked(base)):
        raise _no_base(root, base, "git's id of no commit: a new branch has nothing before it")
    head = _lookup(root, "HEAD")
    if head is None:
        raise GitError("the repository has no commit yet", where=os.fspath(root))
    ref, tip = _base_tip(root, base, fetch=fetch)
    with opened(root) as repo:
        found = [c.hexsha for c in repo.merge_base(tip, head, all=True)]
    if not found and fetch:
        found = fetching.deepen(root, tip, head)
        note += "; the shallow clone was deepened"
    if not found:
        raise _unrelated(root, base)
    commit = found[0]
    with opened(root) as repo:
        read = repo.commit(commit)
        subject, date = str(read.summary), read.committed_datetime.isoformat()
    how = _how(root, ref, tip, commit, head) + _ahead(root, ref, base, tip)
    if len(found) > 1:
        note += f"; the first of {len(found)} merge bases"
    return Baseline(ref, tip, commit, how + note, subject, date)


def contains(root: Path, commit: str) -> bool:
    """Whether HEAD is ``commit`` or comes after it."""
    done = git.run(root, "merge-base", "--is-ancestor", commit, "HEAD", accept=(0, 1, 128))
    return done.returncode == 0


def _checked(ref: str) -> str:
    if not ref or ref.startswith("-") or any(ord(c) < 32 or c == "\x7f" for c in ref):
        raise GitError(
            f"{ref!r} is not a ref",
            expected="the name of a branch, a tag or a commit",
            next="a name that begins with '-' would be taken for an option",
        )
    return ref


def _lookup(root: Path, ref: str) -> str | None:
    done = git.run(
        root,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}"),
        accept=(0, 1, 128),
    )
    return done.stdout.decode().strip() or None


def _base_tip(root: Path, base: str, *, fetch: bool) -> tuple[str, str]:
    """Return the ref that ``base`` was found under, and its commit."""
    remote = fetching.remote_of(root)
    names = [f"refs/heads/{base}"]
    if remote:
        names.append(f"refs/remotes/{remote}/{base}")
    for name in (*names, base):
        tip = _lookup(root, name)
        if tip is not None:
            return name, tip
    if remote is None:
        raise _no_base(root, base, "no such branch here, and no remote to ask")
    if not fetch:
        raise _no_base(root, base, "no such branch here; fetching it was not allowed")
    ref = fetching.base(root, remote, base)
    if ref is None:
        raise _no_base(root, base, f"neither here nor on the remote {remote}")
    return ref, resolve(root, ref)


def _how(root: Path, ref: str, tip: str, commit: str, head: str) -> str:
    """Say how the baseline lies to the base and to HEAD."""
    name = re.sub(r"\Arefs/(heads|remotes|offramp/base)/", "", ref)
    origin = ", fetched" if ref.startswith("refs/offramp/") else ""
    if commit == head:
        where = "HEAD itself" if tip == head else "HEAD itself, which lies behind"
        return f"merge base with {name}{origin}: {where}"
    if commit == tip:
        return f"merge base with {name}{origin}: its tip"
    behind = _commits(root, commit, tip)
    return f"merge base with {name}{origin}: {behind} behind its tip"


def _ahead(root: Path, ref: str, base: str, tip: str) -> str:
    """Say so where the remote's branch has gone on without the local one that was taken."""
    remote = fetching.remote_of(root)
    if ref != f"refs/heads/{base}" or remote is None:
        return ""
    theirs = _lookup(root, f"refs/remotes/{remote}/{base}")
    if theirs is None or theirs == tip:
        return ""
    count = _commits(root, tip, theirs)
    return "" if count.startswith("0 ") else f"; {remote}/{base} is {count} ahead of it"


def _commits(root: Path, old: str, new: str) -> str:
    count = git.text(root, "rev-list", "--count", f"{old}..{new}")
    return f"{count} commit" + ("s" if count != "1" else "")


def _no_base(root: Path, base: str, found: str) -> GitError:
    return GitError(
        f"the base {base!r} is not there",
        expected="a branch, a tag or a commit to compare with",
        found=found,
        where=os.fspath(root),
        next="fetch it (git fetch origin main), or name another with --base",
    )


def _unrelated(root: Path, base: str) -> GitError:
    shallow = fetching.is_shallow(root)
    return GitError(
        f"HEAD and {base} have no common commit",
        expected="a merge base",
        found="a shallow clone that ends before it" if shallow else "unrelated histories",
        where=os.fspath(root),
        next="git fetch --unshallow" if shallow else "name a base that HEAD came from with --base",
    )
