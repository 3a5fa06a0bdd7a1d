"""The bytes of paths, byte for byte: read from disk, kept in git, and written back.

Nothing here follows a symbolic link: a path whose folder was replaced by a link is not there, and
writing it puts a folder in the link's place.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from offramp import git
from offramp.checkout import index
from offramp.checkout.versions import left_out
from offramp.errors import GitError

_DERIVED = "__pycache__"


@dataclass(frozen=True)
class Kept:
    """A file, or a symbolic link.

    Attributes:
        mode: ``st_mode``: the kind and the permission bits.
        data: its bytes, or where the link points.
    """

    mode: int
    data: bytes

    @property
    def git_mode(self) -> str:
        """The mode as git writes it."""
        if stat.S_ISLNK(self.mode):
            return "120000"
        return "100755" if self.mode & stat.S_IXUSR else "100644"


Items = Mapping[str, "Kept | None"]
"""Paths relative to the root, each with what is there, or None."""


def read(root: Path, path: str) -> Kept | None:
    """Return what is on disk at ``path``: a file or a link; None for nothing or a folder."""
    place = root / path
    if _blocker(root, path) is not None:
        return None
    try:
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            return Kept(mode, os.fsencode(place.readlink()))
        return Kept(mode, place.read_bytes()) if stat.S_ISREG(mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(root: Path, path: str, kept: Kept | None) -> None:
    """Make ``path`` what it was: replaced in one step, or deleted with emptied folders."""
    place = root / path
    if kept is None:
        if _blocker(root, path) is None and (place.is_symlink() or not place.is_dir()):
            place.unlink(missing_ok=True)
            _prune_empty(root, place.parent)
        return
    blocker = _blocker(root, path)
    if blocker is not None:
        blocker.unlink()
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    # One name, whoever writes: what a kill leaves of it is used up by the next try.
    temporary = place.with_name(f".{place.name[:200]}.offramp-restore")
    temporary.unlink(missing_ok=True)
    if stat.S_ISLNK(kept.mode):
        temporary.symlink_to(os.fsdecode(kept.data))
    else:
        temporary.write_bytes(kept.data)
        temporary.chmod(stat.S_IMODE(kept.mode))
    temporary.replace(place)


def under(root: Path, paths: Iterable[str], leave_out: Iterable[str] = ()) -> list[str]:
    """Return the files and links at ``paths`` and in those that are folders, bytecode apart."""
    found = set()
    for path in paths:
        top = root / path
        if _blocker(root, path) is not None:
            continue
        if top.is_symlink() or top.is_file():
            found.add(path)
        for here, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in (_DERIVED, ".git")]
            links = [name for name in folders if Path(here, name).is_symlink()]
            found.update(Path(here, n).relative_to(root).as_posix() for n in (*files, *links))
    return sorted(p for p in found if not left_out(p, list(leave_out)))


def in_the_way(root: Path, paths: Iterable[str]) -> list[str]:
    """Return what has to go so that files can be at ``paths``: links, files, folders' files."""
    found: set[str] = set()
    for path in paths:
        blocker = _blocker(root, path)
        if blocker is not None:
            found.add(blocker.relative_to(root).as_posix())
        elif (root / path).is_dir() and not (root / path).is_symlink():
            found.update(under(root, [path]))
    return sorted(found)


def keep(root: Path, items: Items, ref: str, parent: str, message: str) -> str:
    """Commit ``items`` over the tree of ``parent`` under a ref of ours, and return the commit.

    The bytes go in as they are, without git's filters. One git process does it all, and the ref
    comes last.
    """
    text = message.encode() + b"\n"
    stream = [
        *(b"feature done\n", b"commit %s\n" % ref.encode()),
        b"committer offramp <offramp@localhost> now\n",
        b"data %d\n%s\n" % (len(text), text),
        b"from %s\n" % parent.encode(),
    ]
    for path, kept in sorted(items.items()):
        name = _quoted(path)
        if kept is None:
            stream.append(b"D %s\n" % name)
        else:
            head = b"M %s inline %s\n" % (kept.git_mode.encode(), name)
            stream.append(head + b"data %d\n%s\n" % (len(kept.data), kept.data))
    stream.append(b"done\n")
    git.run(
        root,
        *("fast-import", "--quiet", "--force", "--date-format=now"),
        stdin=b"".join(stream),
    )
    return git.text(root, "rev-parse", "--verify", ref)


def recall(root: Path, commit: str, modes: Mapping[str, int | None]) -> dict[str, Kept | None]:
    """Return the items that ``keep`` committed, with the modes that they had."""
    entries = tree(root, commit, modes)
    data = blobs(root, {path: entry[1] for path, entry in entries.items()})
    return {path: None if mode is None else Kept(mode, data[path]) for path, mode in modes.items()}


def checked_out(root: Path, treeish: str, paths: Iterable[str]) -> dict[str, Kept | None]:
    """Return what git would put on disk for ``paths`` of a tree, its filters applied."""
    wanted = list(paths)
    there = [p for p, entry in tree(root, treeish, wanted).items() if entry[0] != "160000"]
    if not there:
        return dict.fromkeys(wanted)
    listed = b"".join(os.fsencode(path) + b"\0" for path in there)
    with index.scratch(root, treeish) as env, tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        prefix = f"--prefix={place}/"
        git.run(root, "checkout-index", "-q", "-z", prefix, "--stdin", env=env, stdin=listed)
        return {path: read(place, path) for path in wanted}


def tree(root: Path, treeish: str, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the entries of a tree at ``paths``: path → git's mode and object id."""
    wanted = set(paths)
    found = {}
    for record in git.paths(root, "ls-tree", "-r", "-z", "--full-tree", treeish):
        head, _, path = record.partition("\t")
        if path in wanted:
            mode, _, oid = head.split(" ")
            found[path] = (mode, oid)
    return found


def blobs(root: Path, ids: Mapping[str, str]) -> dict[str, bytes]:
    """Return the bytes of blobs as they are in git: path → object id gives path → bytes.

    Raises:
        GitError: one is missing.
    """
    ask = "".join(f"{oid}\n" for oid in ids.values()).encode()
    out = git.run(root, "cat-file", "--batch", stdin=ask).stdout if ids else b""
    found, at = {}, 0
    for path in ids:
        end = out.index(b"\n", at)
        head = out[at:end].split()
        if len(head) != 3 or head[1] != b"blob":
            raise GitError("a kept file is missing from git's objects", where=path)
        size = int(head[2])
        found[path] = out[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path)
    if raw.startswith(b'"') or b"\n" in raw:
        return b'"%s"' % raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return raw


def _blocker(root: Path, path: str) -> Path | None:
    """Return the first parent of ``path`` that is there and is no real folder."""
    place = root
    for part in Path(path).parts[:-1]:
        place = place / part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            return place
    return None


def _prune_empty(root: Path, folder: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
