"""Fetching what a CI checkout lacks, into refs of our own, without hurting a full clone."""

from __future__ import annotations

import re
from pathlib import Path

from offramp import git
from offramp.checkout.locks import exclusive
from offramp.checkout.repository import common_dir
from offramp.errors import GitError

_OID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?\Z")
_QUIET = (
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-gc",
    "--no-prune",
    "--no-recurse-submodules",
    "--force",
    "--refmap=",  # else git also moves the user's remote-tracking branches
)
_STEPS = (64, 512, 4096)


def is_shallow(root: Path) -> bool:
    """Whether the clone's history is cut off."""
    return git.text(root, "rev-parse", "--is-shallow-repository") == "true"


def remote_of(root: Path) -> str | None:
    """Return the remote to ask: the current branch's, else ``origin``, else the only one."""
    remotes = git.text(root, "remote").split()
    branch = git.run(root, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(0, 1))
    name = branch.stdout.decode(errors="surrogateescape").strip()
    if name:
        tracked = git.run(root, "config", "--get", f"branch.{name}.remote", accept=(0, 1))
        upstream = tracked.stdout.decode(errors="surrogateescape").strip()
        if upstream in remotes:
            return upstream
    if "origin" in remotes:
        return "origin"
    return remotes[0] if len(remotes) == 1 else None


def base(root: Path, remote: str, name: str) -> str | None:
    """Fetch the base ``name`` and return the ref of ours that holds it, or None if there is none.

    In a full clone the whole history comes: ``--depth`` there would cut the user's own off.

    Args:
        root: the work tree's root.
        remote: the remote's name.
        name: a branch (``main``, or ``origin/main``), a tag or a whole commit id.

    Raises:
        GitError: the remote could not be asked.
    """
    with exclusive(_lock(root)):
        return _base(root, remote, name)


def _base(root: Path, remote: str, name: str) -> str | None:
    name = name.removeprefix(f"{remote}/")
    if (
        not _OID.match(name)
        and git.run(root, "check-ref-format", f"refs/heads/{name}", accept=(0, 1)).returncode
    ):
        return None
    there = name if _OID.match(name) else _advertised(root, remote, name)
    if there is None:
        return None
    ref = f"refs/offramp/base/{name}"
    # As deep as all that is known, for a depth below that would cut off what the clone has.
    depth = (f"--depth={_known(root, 'HEAD') + 1}",) if is_shallow(root) else ()
    done = git.run(root, *_QUIET, *depth, remote, f"+{there}:{ref}", accept=(0, 1, 128))
    if done.returncode:
        if _OID.match(name):
            return None
        raise _failed(root, remote, done.stderr)
    return ref


def deepen(root: Path, tip: str, head: str) -> list[str]:
    """Fetch more of a shallow clone's history until HEAD and the base meet.

    Each round asks for more commits than the clone has, so that no history becomes shorter. A
    clone that is whole, or that another run has deepened meanwhile, is only looked at again.

    Args:
        root: the work tree's root.
        tip: the base's commit.
        head: HEAD's commit.

    Returns:
        the merge bases; none where the remote has no more.

    Raises:
        GitError: there is no remote, or it could not be asked.
    """
    remote = remote_of(root)
    with exclusive(_lock(root)):  # two at once would want the same shallow.lock of git's
        found = _merge_bases(root, tip, head)
        if found or remote is None or not is_shallow(root):
            return found
        return _deepen(root, remote, tip, head)


def _deepen(root: Path, remote: str, tip: str, head: str) -> list[str]:
    wants = _cut_off(root, tip, head)
    for more in _STEPS:
        count = _known(root, head, tip)
        # By commit id, which every remote with protocol 2 allows: a pull request's merge commit
        # has no branch, and HEAD may not have been pushed.
        done = git.run(root, *_QUIET, f"--depth={count + more}", remote, *wants, accept=(0, 1, 128))
        if done.returncode:
            break
        found = _merge_bases(root, tip, head)
        if found or not is_shallow(root):
            return found
    # Any ref will do here: the remote completes every commit at which the clone was cut off.
    unshallow = (*_QUIET, "--unshallow", remote, "HEAD")
    done = git.run(root, *unshallow, accept=(0, 1, 128))
    if done.returncode:
        raise _failed(root, remote, done.stderr)
    return _merge_bases(root, tip, head)


def _known(root: Path, *commits: str) -> int:
    """Return how many commits there are, which no chain of them is longer than."""
    return int(git.text(root, "rev-list", "--count", "--all", *commits))


def _lock(root: Path) -> Path:
    return common_dir(root) / "offramp" / "fetch.lock"


def _cut_off(root: Path, *commits: str) -> list[str]:
    """Return the commits, reachable from ``commits``, at which a shallow clone ends."""
    path = Path(git.text(root, "rev-parse", "--path-format=absolute", "--git-path", "shallow"))
    cut = set(path.read_text().split())
    roots = git.text(root, "rev-list", "--max-parents=0", *commits).split()
    return sorted(cut & set(roots))


def _merge_bases(root: Path, one: str, other: str) -> list[str]:
    done = git.run(root, "merge-base", "--all", one, other, accept=(0, 1))
    return done.stdout.decode().split()


def _advertised(root: Path, remote: str, name: str) -> str | None:
    """Return the full name of the branch, else of the tag, that the remote has."""
    wanted = [f"refs/heads/{name}", f"refs/tags/{name}"]
    done = git.run(root, "ls-remote", "--quiet", remote, *wanted, accept=(0, 2, 128))
    if done.returncode == 128:
        raise _failed(root, remote, done.stderr)
    there = {line.partition("\t")[2] for line in done.stdout.decode(errors="replace").splitlines()}
    return next((ref for ref in wanted if ref in there), None)


def _failed(root: Path, remote: str, words: bytes) -> GitError:
    return GitError(
        f"the remote {remote} could not be asked for the base",
        expected="a remote that can be reached without typing a password",
        found=words.decode(errors="replace").strip(),
        where=str(root),
        next="fetch the base yourself (git fetch origin main), or name another with --base",
    )
