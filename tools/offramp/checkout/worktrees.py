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
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from offramp import git
from offramp.checkout.locks import Lock, exclusive
from offramp.checkout.owners import Owner
from offramp.checkout.repository import common_dir
from offramp.checkout.signals import shielded, terminable
from offramp.checkout.sparse import narrow
from offramp.errors import EnvironmentProblem, GitError

_NAME = re.compile(r"offramp-[0-9a-f]{16}\Z")
PLAIN = (
    *("-c", "core.sparseCheckout=false"),  # the baseline is whole, whatever the user narrowed
    *("-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "advice.detachedHead=false"),
    *("-c", "checkout.workers=0"),  # one for each core; large trees only
    *("-c", "filter.lfs.process="),  # pointers stay pointers, whether git-lfs is installed or not
    *("-c", "filter.lfs.smudge="),
    *("-c", "filter.lfs.required=false"),
    *("-c", "gc.auto=0"),  # a partial clone fetches what is missing, and would tidy up afterwards
    *("-c", "maintenance.auto=false"),
)
"""git's options for laying out what a commit is, whatever the user has narrowed or automated."""
_STRANGERS_DAY = 24 * 3600
_ENDING = 60.0  # seconds that git may go on after its offramp was killed


def cache_folder() -> Path:
    """Return the user's cache folder of offramp."""
    import platformdirs

    return platformdirs.user_cache_path("offramp")


@contextmanager
def worktree(
    root: Path, commit: str, submodules: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Path]:
    """Lay ``commit`` out in a folder of its own, outside the repository, and clear it away again.

    The user's index, work tree, refs, configuration and stash are not written to. Other submodules
    stay empty and files of Git LFS stay pointers: ``remarks`` names them.

    Args:
        root: a folder inside the repository.
        commit: a whole commit id, as ``refs.resolve`` returns it.
        submodules: paths of the submodules to lay out too.
        only: files and folders to lay out, with the files at the root; everything by default.

    Yields:
        The folder, real path.

    Raises:
        GitError: git could not make it; nothing is left of it.
        EnvironmentProblem: there is no folder to make it in.
        Interrupted: SIGTERM or SIGHUP came; it was cleared away.
    """
    common = common_dir(root)
    name = "offramp-" + secrets.token_hex(8)
    place = _home(root) / name
    lock = Lock(_locks(common) / (name + ".lock"))
    with terminable():
        try:
            with exclusive(common / "offramp" / "lock") as alone:
                _sweep(root, common)
                _register(root, place, lock, commit, alone)
            _lay_out(place, lock, only)
            if submodules:
                from offramp.checkout.submodules import lay_out

                lay_out(git.toplevel(root), place, submodules, lock.files())
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


def remarks(tree: Path, wanted: Sequence[str] = ()) -> list[str]:
    """Say what of a worktree is not laid out: submodules, and files that Git LFS keeps elsewhere.

    Args:
        tree: a worktree's folder.
        wanted: the submodules that were to be laid out.
    """
    said = []
    missing = [path for path in wanted if not os.path.lexists(tree / path / ".git")]
    if missing:
        said.append(f"the baseline has no submodules at {', '.join(missing)}")
    empty = []
    for above in (tree, *(tree / path for path in wanted if path not in missing)):
        for entry in git.paths(above, "ls-files", "--stage", "-z"):
            module = above / entry.partition("\t")[2]
            if entry.startswith("160000 ") and not os.path.lexists(module / ".git"):
                empty.append(os.path.relpath(module, tree))
    if empty:
        said.append(f"submodules are left empty: {', '.join(sorted(empty))}")
    pointers = git.paths(tree, "ls-files", "-z", ":(attr:filter=lfs)")
    if pointers:
        said.append(f"{len(pointers)} files of Git LFS are pointers, such as {min(pointers)}")
    return said


def _locks(common: Path) -> Path:
    return common / "offramp" / "worktrees"


def _home(root: Path) -> Path:
    """Return the folder for worktrees, real path: never one that lies in the repository."""
    top = git.toplevel(root).resolve()
    for home in (cache_folder() / "worktrees", Path(tempfile.gettempdir())):
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(
                "the baseline cannot be laid out",
                expected="a cache folder that this user may write to",
                found=error.strerror,
                where=os.fspath(home),
                next="set XDG_CACHE_HOME to such a folder",
            ) from error
        if not home.resolve().is_relative_to(top):
            return home.resolve()
    raise EnvironmentProblem(
        "the baseline cannot be laid out in the repository that it is of",
        expected="a cache folder outside of it",
        where=os.fspath(cache_folder()),
        next="set XDG_CACHE_HOME or TMPDIR to such a folder",
    )


def _register(root: Path, place: Path, lock: Lock, commit: str, alone: Lock) -> None:
    """Make the worktree known to git, empty as yet; the caller holds the repository's lock."""
    if not lock.try_acquire():
        raise GitError("a worktree's lock is held already", where=os.fspath(lock.path))
    me = Owner.me()
    holding = (*lock.files(), *alone.files())
    try:
        lock.write(json.dumps({**me.to_dict(), "path": os.fspath(place)}, sort_keys=True))
        place.mkdir(mode=0o700)  # whoever may read the repository, this is its user's alone
    except OSError as error:
        raise EnvironmentProblem(
            "the baseline cannot be laid out", found=error.strerror, where=error.filename
        ) from error
    git.run(
        root,
        *(*PLAIN, "worktree", "add", "--quiet", "--detach", "--no-checkout"),
        *(os.fspath(place), commit),
        holding=holding,
    )
    reason = f"offramp: {me}"
    git.run(root, "worktree", "lock", "--reason", reason, os.fspath(place), holding=holding)


def _lay_out(place: Path, lock: Lock, only: Sequence[str]) -> None:
    """Write the files of a worktree that git knows."""
    words = ("read-tree", "--reset", "-u", "HEAD")
    try:
        options = (*PLAIN, *(narrow(place, only) if only else ()))
        git.run(place, *options, *words, holding=lock.files())
    except GitError as error:
        said = (error.found or "").splitlines()
        first = said[:5] + ([f"and {len(said) - 5} lines more"] if said[5:] else [])
        raise GitError(
            error.what, found="\n".join(first), where=error.where, next=_remedy(place, said)
        ) from error


def _remedy(place: Path, said: list[str]) -> str | None:
    """Return what can be done about a worktree that git could not write."""
    disk = os.statvfs(place)
    if disk.f_bavail * disk.f_frsize < 1 << 20 or (disk.f_files and not disk.f_favail):
        return "make room on the disk, or set XDG_CACHE_HOME to a folder on another"
    if any("promisor" in line or "unable to read" in line for line in said):
        return "the clone lacks a part of the baseline: make its remote reachable, or clone anew"
    return None


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
        if not _is_left(lock, owner):
            lock.release()
            continue
        if place is None or place.name != path.stem:
            place = _registered(common, path.stem)
        _remove(root, common, place)
        lock.release(delete=True)
        cleared.append(os.fspath(place))
    return cleared


def _is_left(lock: Lock, owner: Owner | None) -> bool:
    """Take the lock of a worktree that nobody needs any more, and say whether it is one."""
    lives = owner.lives() if owner else None
    # A git that outlived its offramp holds the lock until it has ended.
    if not lock.wait(_ENDING if lives is False else 0.0):
        return False
    # The kernel's word first; the owner's number counts where a file system's lock is none.
    if lives:
        return False
    with contextlib.suppress(FileNotFoundError):
        young = time.time() - lock.path.stat().st_mtime < _STRANGERS_DAY
        return not (young and owner is not None and owner.elsewhere())
    return False


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
    _delete(known)
    with contextlib.suppress(OSError):  # other worktrees are still there
        known.parent.rmdir()


def _delete(folder: Path) -> None:
    """Delete a folder, write-protected folders within included.

    Raises:
        EnvironmentProblem: it is still there; the next call will try again.
    """
    for _ in range(3):
        if not folder.is_dir() or folder.is_symlink():
            return
        shutil.rmtree(folder, ignore_errors=True)
        for here, folders, _ in os.walk(folder):
            for path in (os.path.join(here, name) for name in folders):  # noqa: PTH118 - may be many
                if not os.path.islink(path):  # noqa: PTH114 - as above
                    with contextlib.suppress(OSError):
                        os.chmod(path, 0o700)  # noqa: PTH101 - as above
    if folder.is_dir():
        raise EnvironmentProblem("a worktree could not be cleared away", where=os.fspath(folder))
