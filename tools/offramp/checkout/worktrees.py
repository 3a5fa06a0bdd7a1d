"""A commit laid out beside the repository, which stays as it was.

A worktree is registered under ``worktrees/`` of the common git folder. While its owner lives, the
owner holds a lock file of the same name under ``offramp/worktrees/``; the kernel lets it go when
the owner dies, and the next call clears away what was left. Nothing else is ever cleared away:
``git worktree prune`` would also forget a worktree of the user's on a disk that is not mounted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offramp import git
from offramp.checkout.locks import Lock, exclusive
from offramp.checkout.owners import Owner
from offramp.checkout.repository import common_dir
from offramp.checkout.signals import shielded, terminable
from offramp.errors import GitError

_NAME = re.compile(r"offramp-[0-9a-f]{16}\Z")
_PLAIN = (
    *("-c", "core.sparseCheckout=false"),  # the baseline is whole, whatever the user narrowed
    *("-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "advice.detachedHead=false"),
)
_NO_LFS = {"GIT_LFS_SKIP_SMUDGE": "1"}


def cache_folder() -> Path:
    """Return the user's cache folder of offramp."""
    import platformdirs

    return platformdirs.user_cache_path("offramp")


@contextmanager
def worktree(root: Path, commit: str) -> Iterator[Path]:
    """Lay ``commit`` out in a folder of its own, outside the repository, and clear it away again.

    The user's index, work tree, refs, configuration and stash are not written to. Submodules stay
    empty and files of Git LFS stay pointers: ``remarks`` names them.

    Args:
        root: a folder inside the repository.
        commit: a whole commit id, as ``refs.resolve`` returns it.

    Yields:
        The folder, real path.

    Raises:
        GitError: git could not make it; nothing is left of it.
        Interrupted: SIGTERM or SIGHUP came; it was cleared away.
    """
    common = common_dir(root)
    name = "offramp-" + secrets.token_hex(8)
    home = cache_folder() / "worktrees"
    home.mkdir(parents=True, exist_ok=True)
    place = home.resolve() / name
    lock = Lock(_locks(common) / (name + ".lock"))
    with terminable():
        try:
            with exclusive(common / "offramp" / "lock"):
                _sweep(root, common)
                _register(root, place, lock, commit)
            git.run(place, *_PLAIN, "read-tree", "--reset", "-u", "HEAD", env=_NO_LFS)
            yield place
        finally:
            with shielded():
                _delete(place)  # what takes long keeps nobody waiting
                with exclusive(common / "offramp" / "lock"):
                    _remove(root, common, place)
                    lock.release(delete=True)


def sweep(root: Path) -> list[str]:
    """Clear away the worktrees of runs that died, and nothing else.

    Args:
        root: a folder inside the repository.

    Returns:
        The folders that were cleared away, sorted.
    """
    common = common_dir(root)
    if not _locks(common).is_dir():
        return []
    with exclusive(common / "offramp" / "lock"), shielded():
        return _sweep(root, common)


def remarks(tree: Path) -> list[str]:
    """Say what of a worktree is not laid out: submodules, and files that Git LFS keeps elsewhere.

    Args:
        tree: a worktree's folder.
    """
    said = []
    entries = git.paths(tree, "ls-files", "--stage", "-z")
    modules = sorted(e.partition("\t")[2] for e in entries if e.startswith("160000 "))
    if modules:
        said.append(f"submodules are left empty: {', '.join(modules)}")
    pointers = git.paths(tree, "ls-files", "-z", ":(attr:filter=lfs)")
    if pointers:
        said.append(f"{len(pointers)} files of Git LFS are pointers, such as {min(pointers)}")
    return said


def _locks(common: Path) -> Path:
    return common / "offramp" / "worktrees"


def _register(root: Path, place: Path, lock: Lock, commit: str) -> None:
    """Make the worktree known to git, empty as yet; the caller holds the repository's lock."""
    if not lock.try_acquire():
        raise GitError("a worktree's lock is held already", where=os.fspath(lock.path))
    me = Owner.me()
    lock.write(json.dumps({**me.to_dict(), "path": os.fspath(place)}, sort_keys=True))
    git.run(
        root,
        *(*_PLAIN, "worktree", "add", "--quiet", "--detach", "--no-checkout"),
        *(os.fspath(place), commit),
    )
    git.run(root, "worktree", "lock", "--reason", f"offramp: {me}", os.fspath(place))


def _sweep(root: Path, common: Path) -> list[str]:
    cleared = []
    for path in sorted(_locks(common).glob("offramp-*.lock")):
        if not _NAME.match(path.stem):
            continue
        lock = Lock(path)
        try:
            written = json.loads(path.read_bytes() or b"{}")
            owner = Owner.from_dict(written) if written else None
            place = Path(written["path"]) if written else None
        except (OSError, ValueError, KeyError, TypeError):
            owner, place = None, None
        # The kernel's word first; the owner's number counts where a file system's lock is none.
        if not lock.try_acquire() or (owner and owner.lives()):
            lock.release()
            continue
        _remove(root, common, place or _registered(common, path.stem))
        lock.release(delete=True)
        if place:
            cleared.append(os.fspath(place))
    return cleared


def _registered(common: Path, name: str) -> Path:
    """Return where git thinks that the worktree ``name`` lies."""
    try:
        link = (common / "worktrees" / name / "gitdir").read_text().strip()
    except OSError:
        link = ""
    return Path(link).parent if link else common / "offramp" / "worktrees" / name


def _remove(root: Path, common: Path, place: Path) -> None:
    """Clear a worktree away, in whatever state an interruption left it."""
    if not _NAME.match(place.name):
        return
    _delete(place)
    # Twice --force: also one that is locked, as "initializing" after a kill. Where git does not
    # know it, or not yet well enough, the folder with its name is all there is.
    git.run(root, "worktree", "remove", "--force", "--force", os.fspath(place), accept=(0, 1, 128))
    known = common / "worktrees" / place.name
    if known.exists():
        _delete(known)
        with contextlib.suppress(OSError):  # other worktrees are still there
            known.parent.rmdir()


def _delete(folder: Path) -> None:
    """Delete a folder, write-protected folders within included."""
    if not folder.is_dir() or folder.is_symlink():
        return
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for here, _, _ in os.walk(folder):
            Path(here).chmod(0o700)
        shutil.rmtree(folder)
