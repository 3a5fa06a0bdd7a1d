"""Fetching what a CI checkout lacks, into refs of our own, without hurting a full clone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import quote

from offramp import git
from offramp.checkout.locks import Lock, exclusive
from offramp.checkout.repository import common_dir
from offramp.checkout.signals import terminable
from offramp.errors import GitError

OWN = "refs/offramp/"
ASK_SECONDS = 60.0
FETCH_SECONDS = 900.0
_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?\Z")
_REFUSED = re.compile(rb"not our ref|unadvertised object|find remote ref")
_QUIET = (
    *("-c", "fetch.writeCommitGraph=false", "-c", "core.logAllRefUpdates=false"),
    *("fetch", "--quiet"),
    *("--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-prune"),
    *("--no-recurse-submodules", "--force"),
    "--refmap=",  # else git also moves the user's remote-tracking branches
)
_KINDS = ("heads/", "tags/", "")
_STEPS = (64, 512, 4096)
_HIDDEN = "; a nearer one may lie behind the shallow clone's cut"


def is_id(word: str) -> bool:
    """Whether ``word`` is a whole commit id."""
    return bool(_ID.match(word))


def is_shallow(root: Path) -> bool:
    """Whether the clone's history is cut off."""
    return git.text(root, "rev-parse", "--is-shallow-repository") == "true"


def remote_of(root: Path, base: str = "") -> tuple[str | None, str]:
    """Return the remote to ask for a base, and what the base is called there.

    It is the remote that ``base`` begins with, else the one that a local branch ``base`` follows,
    else that of the current branch, else ``checkout.defaultRemote``, else ``origin``, else the
    only one; None where that is none.
    """
    remotes = git.text(root, "remote").splitlines()
    name = base.removeprefix("refs/remotes/").removeprefix("remotes/")
    for remote in sorted(remotes, key=len, reverse=True):
        if name.startswith(remote + "/"):
            return remote, name[len(remote) + 1 :]
    here = git.run(root, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(0, 1))
    current = here.stdout.decode(errors="surrogateescape").strip()
    wanted = ("config", "-z", "--get-regexp", r"^(branch\..*\.remote|checkout\.defaultremote)$")
    listed = git.run(root, *wanted, accept=(0, 1)).stdout.decode(errors="surrogateescape")
    said = dict(entry.split("\n", 1) for entry in listed.split("\0") if "\n" in entry)
    settings = (f"branch.{base}.remote", f"branch.{current}.remote", "checkout.defaultremote")
    usual = "origin" if "origin" in remotes or len(remotes) != 1 else remotes[0]
    asked = [*(said.get(setting) for setting in settings), usual]
    return next((remote for remote in asked if remote in remotes), None), base


def base(root: Path, remote: str, name: str) -> str | None:
    """Fetch the base ``name`` and return the ref of ours that holds it, or None if there is none.

    In a full clone the whole history comes: ``--depth`` there would cut the user's own off.

    Args:
        root: the work tree's root.
        remote: the remote's name.
        name: a branch, a tag (a branch goes first), a full ref or a whole commit id.

    Raises:
        GitError: the remote could not be asked.
    """
    checked = git.run(root, "check-ref-format", f"refs/heads/{name}", accept=(0, 1))
    if checked.returncode:
        return None
    with exclusive(_lock(root)) as lock:
        names = [name] if name.startswith("refs/") else [f"refs/{x}{name}" for x in _KINDS]
        known = [name] if is_id(name) else _advertised(root, remote, *names)
        there = next((ref for ref in (name, *names) if ref in known), None)
        if there is None:
            return None
        # A name without folders: a branch may be called what was a folder of branches before.
        short = quote(re.sub(r"\Arefs/(heads|tags)/", "", there), safe="", errors="surrogateescape")
        ref = OWN + ("tag/" if there.startswith("refs/tags/") else "base/") + short
        # As deep as all that is known, for a depth below that would cut off what the clone has.
        depth = (f"--depth={_known(root, 'HEAD') + 1}",) if is_shallow(root) else ()
        done = _fetch(root, lock, remote, depth, [f"+{there}:{ref}"])
        if not done.returncode:
            return ref
        if not is_id(name) or not _REFUSED.search(done.stderr):
            raise _failed(root, remote, done.stderr)
        _unshallow(root, lock, remote)  # who gives no commit by its id may have it in the history
        found = git.run(root, "cat-file", "-e", f"{name}^{{commit}}", accept=(0, 1, 128))
        return None if found.returncode else name


def meet(root: Path, tips: Sequence[str], head: str, *, fetch: bool) -> tuple[list[str], str]:
    """Return where HEAD and the base's history meet; a shallow clone is deepened until they do.

    With several tips it is where HEAD met the nearest of them. Each round asks for more commits
    than the clone has, so that no history becomes shorter.

    Args:
        root: the work tree's root.
        tips: commits of the base.
        head: HEAD's commit.
        fetch: whether the remote may be asked.

    Returns:
        the merge bases, none where there are none; and what people should know, or "".

    Raises:
        GitError: history is missing, and the remote could not be asked.
    """
    found, hidden = _look(root, tips, head)
    remote = remote_of(root)[0] if hidden and fetch else None
    if remote is None:
        return found, _HIDDEN if found and hidden else ""
    with exclusive(_lock(root)) as lock:  # two at once would want the same shallow.lock of git's
        for more in _STEPS:
            found, hidden = _look(root, tips, head)
            if not hidden or (found and more != _STEPS[0]):  # one round to be sure is enough
                break
            # By commit id, which every remote with protocol 2 allows: a pull request's merge
            # commit has no branch, and HEAD may not have been pushed.
            depth = f"--depth={_known(root, head, *tips) + more}"
            seconds = ASK_SECONDS if found else FETCH_SECONDS
            if _fetch(root, lock, remote, [depth], sorted(hidden), seconds).returncode:
                break
        found, hidden = _look(root, tips, head)
        if hidden and not found:
            _unshallow(root, lock, remote)
            found, hidden = _look(root, tips, head)
        return found, _HIDDEN if hidden else "; the shallow clone was deepened"


def _look(root: Path, tips: Sequence[str], head: str) -> tuple[list[str], set[str]]:
    """Return the merge bases, and where the clone is cut off so that a nearer one may be hidden."""
    done = git.run(root, "merge-base", "--all", head, *tips, accept=(0, 1))
    found = done.stdout.decode().split()
    path = Path(git.text(root, "rev-parse", "--path-format=absolute", "--git-path", "shallow"))
    cut = set(path.read_text().split()) if path.exists() else set()
    if cut:
        cut &= set(git.text(root, "rev-list", head, *tips, "--not", *found).split())
    return found, cut


def _unshallow(root: Path, lock: Lock, remote: str) -> None:
    """Fetch all of the history: the remote completes every commit at which it was cut off."""
    if not is_shallow(root):  # a fetch that was refused in part may have completed it
        return
    some = branches(root, remote)[:1]  # any ref will do
    done = _fetch(root, lock, remote, ["--unshallow"], [f"refs/heads/{name}" for name in some])
    if done.returncode:
        raise _failed(root, remote, done.stderr)


def _known(root: Path, *commits: str) -> int:
    """Return how many commits there are, which no chain of them is longer than."""
    return int(git.text(root, "rev-list", "--count", "--all", *commits))


def _lock(root: Path) -> Path:
    return common_dir(root) / "offramp" / "fetch.lock"


def branches(root: Path, remote: str) -> list[str]:
    """Return the names of the branches that the remote has now.

    Raises:
        GitError: it could not be asked.
    """
    return [ref.removeprefix("refs/heads/") for ref in _advertised(root, remote, "refs/heads/*")]


def _advertised(root: Path, remote: str, *patterns: str) -> list[str]:
    done = _ask(root, ("ls-remote", "--quiet", "--", remote, *patterns), ASK_SECONDS)
    if done.returncode:
        raise _failed(root, remote, done.stderr)
    return done.stdout.decode(errors="surrogateescape").split()[1::2]


def _fetch(
    root: Path,
    lock: Lock,
    remote: str,
    options: Sequence[str],
    refs: Sequence[str],
    seconds: float = FETCH_SECONDS,
) -> CompletedProcess[bytes]:
    """Fetch, and hold the lock until git has ended, even if we are killed before it."""
    never = ("-c", f"remote.{remote}.followRemoteHEAD=never")
    return _ask(root, (*never, *_QUIET, *options, "--", remote, *refs), seconds, lock.files())


def _ask(
    root: Path, words: Sequence[str], seconds: float, holding: Sequence[int] = ()
) -> CompletedProcess[bytes]:
    """Ask a remote; where it does not answer in time, that is a failure like any other."""
    try:
        with terminable():  # else git, in a session of its own, would outlive us
            return git.run(root, *words, accept=range(256), seconds=seconds, holding=holding)
    except GitError as error:
        return CompletedProcess(words, 128, b"", error.what.encode())


def _failed(root: Path, remote: str, words: bytes) -> GitError:
    return GitError(
        f"the remote {remote} could not be asked for the base",
        expected="a remote that can be reached without typing a password",
        found=words.decode(errors="replace").strip(),
        where=str(root),
        next="fetch the base yourself (git fetch origin main), or name another with --base",
    )
