"""Submodules in a worktree, on request, with nothing written into the user's repository.

``git submodule update --init`` would write addresses into the configuration that all worktrees
share, and clones beside it. So each submodule becomes a small repository of its own within the
worktree, which goes when that goes: it borrows the objects that the user's own submodule has, else
it fetches the one commit that the superproject names.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from offramp import git
from offramp.checkout.fetch import remote_of
from offramp.checkout.worktrees import PLAIN
from offramp.errors import GitError

# As git does for addresses that stand in a file of somebody else's: "file" is not among what
# protocol.allow lets pass then (CVE-2022-39253).
_NOT_FROM_USER = {"GIT_PROTOCOL_FROM_USER": "0"}
_ALL = "+refs/*:refs/remotes/origin/*"  # where a remote gives no single commit
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")


def lay_out(root: Path, tree: Path, paths: Sequence[str], holding: Sequence[int] = ()) -> None:
    """Lay out submodules of a worktree, each at the commit that the tree above it names.

    Args:
        root: the user's work tree.
        tree: a worktree of ours.
        paths: the submodules, relative to the tree; one within another only with the other.
        holding: open files of ours that git shall hold as long as it writes.

    Raises:
        GitError: the objects of one could not be had.
    """
    for path in sorted(set(paths)):
        above = _above(tree, path)
        users = root / os.path.relpath(above, tree)
        inner = os.path.relpath(tree / path, above)
        commit = _commit(above, inner)
        if commit is not None:  # else the baseline has none there, which ``remarks`` says
            _one(users, above, inner, commit, users if above == tree else above, holding)


def _above(tree: Path, path: str) -> Path:
    """Return the folder of the repository that a submodule is of: the tree, or one within it."""
    parents = [tree / parent for parent in Path(path).parents]
    return next(p for p in parents if p == tree or os.path.lexists(p / ".git"))


def _commit(above: Path, path: str) -> str | None:
    for entry in git.paths(above, "--literal-pathspecs", "ls-files", "--stage", "-z", "--", path):
        mode, commit = entry.split(" ")[:2]
        if mode == "160000":
            return commit
    return None


def _one(
    users: Path, above: Path, path: str, commit: str, relative: Path, holding: Sequence[int]
) -> None:
    """Lay out one submodule of ``above``, whose counterpart in the user's tree is ``users``.

    ``relative`` is the repository by whose remote a relative address is read.
    """
    name, address = _declared(above, path)
    if address:
        address = _configured(relative, name) or _absolute(relative, address)
    place = above / path
    run = partial(git.run, place, holding=holding, accept=range(256))
    git.run(above, "init", "--quiet", "--template=", os.fspath(place), holding=holding)
    borrowed = place / ".git/objects/info/alternates"
    trouble = "there is no clone of it here, and .gitmodules names no address"
    for objects in _stores(users, path, name):
        borrowed.write_bytes(_line(objects))
        trouble = _said(run(*_checkout(commit)))
        if not trouble:
            break
    if trouble and address:
        borrowed.unlink(missing_ok=True)
        for wanted in (("--depth=1", "--", address, commit), ("--", address, _ALL)):
            trouble = _said(run(*_FETCH, *wanted, env=_NOT_FROM_USER))
            if not trouble:
                trouble = _said(run(*_checkout(commit)))
                break
    if trouble:
        raise GitError(
            f"the submodule {path} cannot be laid out",
            expected=f"its commit {commit}, in your clone of it or at its address",
            found=trouble,
            where=address or ".gitmodules",
            next=f"run `git submodule update --init {path}` and fetch that commit in it, "
            "or take the path out of submodules in [tool.offramp.openapi]",
        )
    if address:  # by which the addresses of submodules within it are read
        git.run(place, "config", "remote.origin.url", address)


def _checkout(commit: str) -> tuple[str, ...]:
    return (*PLAIN, "checkout", "--quiet", "--force", "--detach", commit)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what git said of its failure; empty where it did not fail."""
    return done.stderr.decode(errors="replace").strip() if done.returncode else ""


def _declared(above: Path, path: str) -> tuple[str, str | None]:
    """Return a submodule's name and address by .gitmodules, of the commit and never of a link."""
    words = ("config", "--blob", "HEAD:.gitmodules", "-z", "--list")
    listed = git.run(above, *words, accept=(0, 1, 128)).stdout.decode(errors="surrogateescape")
    settings = dict(entry.partition("\n")[::2] for entry in listed.split("\0") if entry)
    for key, value in settings.items():
        name = key.removeprefix("submodule.").removesuffix(".path")
        # A name is part of a path in the user's git folder, and must not lead out of it.
        if key == f"submodule.{name}.path" and value == path and ".." not in name.split("/"):
            return name, settings.get(f"submodule.{name}.url")
    return path, None


def _configured(root: Path, name: str) -> str:
    """Return the address that the user has set in place of the one in .gitmodules."""
    done = git.run(root, "config", "--get", f"submodule.{name}.url", accept=(0, 1))
    return done.stdout.decode(errors="surrogateescape").removesuffix("\n")


def _stores(users: Path, path: str, name: str) -> Iterator[Path]:
    """Yield the folders of objects in which the user may have a submodule's commits."""
    for repository, inner in ((users / path, "objects"), (users, f"modules/{name}/objects")):
        if os.path.lexists(repository / ".git"):
            words = ("rev-parse", "--path-format=absolute", "--git-common-dir")
            for folder in (git.git_dir(repository), Path(git.text(repository, *words))):
                if (folder / inner).is_dir():
                    yield folder / inner


def _absolute(root: Path, address: str) -> str:
    """Return an address, where it is relative by the superproject's remote (gitmodules(5))."""
    if not address.startswith(("./", "../")):
        return address
    remote, _ = remote_of(root)
    base = git.text(root, "config", "--get", f"remote.{remote}.url") if remote else str(root)
    base, between = base.rstrip("/"), "/"
    while address.startswith(("./", "../")):
        step, _, address = address.partition("/")
        if step == "..":
            between = "/" if "/" in base else ":"  # as in host:path
            base = base.rpartition(between)[0]
    return f"{base}{between}{address}".rstrip("/")


def _line(path: Path) -> bytes:
    """Return a path as git reads it from a file of alternates (gitrepository-layout(5))."""
    line = os.fsencode(path)
    if line.startswith((b'"', b"#")) or b"\n" in line:
        for mark, escaped in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n")):
            line = line.replace(mark, escaped)
        line = b'"' + line + b'"'
    return line + b"\n"
