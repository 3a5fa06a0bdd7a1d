"""The sandbox: the reference service as a real git repository, to walk the whole plan on.

An *example* is a folder with a shared ``tree/``, an overlay for each branch, and ``history.json``,
which says which commits the branches are made of. Its README describes the layout. The repository
made of it is the same to the byte of each commit, on every machine and for every user.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp import git
from offramp.errors import CannotJudge, ConfigError
from offramp.evidence import write_atomically

_MARKER = Path(".git", "offramp-sandbox.json")
_SCHEMA = "offramp.sandbox/1"
_HISTORY_SCHEMA = "offramp.example-history/1"
_NAME = "Lukhas Maintainers"
_MAIL = "maintainers@lukhas.example"
_FIRST_COMMIT = 1_756_684_800  # 2025-09-01 00:00 UTC; each commit a day after the one before
_DAY = 86_400


@dataclass(frozen=True)
class _Commit:
    """A commit to be: on a branch, perhaps the first after ``start``, with all of its files."""

    branch: str
    start: str | None
    message: str
    files: Mapping[str, bytes]


def find_example() -> Path:
    """Return the folder of the reference service: of an installed wheel, else of this checkout.

    Raises:
        CannotJudge: neither has it.
    """
    package = Path(__file__).resolve().parent
    places = [package / "examples" / "lukhas", package.parents[1] / "examples" / "lukhas"]
    for place in places:
        if (place / "history.json").is_file():
            return place
    raise CannotJudge(
        "the reference service is missing from this installation",
        expected=f"history.json in {places[0]}",
        next="install offramp again, or name a repository of yours with --repo PATH",
    )


def digest(example: Path) -> str:
    """Return 64 hexadecimal digits that change when the example or this builder does."""
    sums = hashlib.sha256(Path(__file__).read_bytes())
    for name, data in _read(example).items():
        for part in (os.fsencode(name), data):
            sums.update(len(part).to_bytes(8, "big") + part)
    return sums.hexdigest()


def build(example: Path, into: Path) -> Path:
    """Make the sandbox anew at ``into``, and return its absolute path.

    It is made beside ``into`` and takes its place by a rename, so that whatever stops this leaves
    the old sandbox, the new one or none. One process builds at a time; others wait.

    Args:
        example: the folder of an example.
        into: where the repository's root will be. A sandbox that is there is replaced.

    Raises:
        ConfigError: the example's history is not one.
        CannotJudge: something else than a sandbox is at ``into``; it is left alone.
    """
    into = into.absolute()
    into.parent.mkdir(parents=True, exist_ok=True)
    with _lock(into):
        _build(example, into)
    return into


def ensure(example: Path, into: Path) -> Path:
    """Return the sandbox at ``into``, made anew only if it is missing or of another example.

    What was done in a sandbox that is up to date stays as it is.

    Raises:
        ConfigError, CannotJudge: as ``build`` does.
    """
    into = into.absolute()
    into.parent.mkdir(parents=True, exist_ok=True)
    with _lock(into):
        if _marker(into).get("digest") != digest(example):
            _build(example, into)
    return into


def apply_by_hand(repo: Path, example: Path | None = None) -> list[str]:
    """Make the edits in the sandbox ``repo`` that no rewriter can: those a maintainer knows of.

    They are left in the work tree, not committed.

    Args:
        repo: a sandbox's root.
        example: the example that it was made of; the reference service by default.

    Returns:
        The paths that were changed, relative to ``repo``; none the second time.

    Raises:
        CannotJudge: ``repo`` is not a sandbox.
    """
    if not _marker(repo):
        raise _not_a_sandbox(repo, "only a sandbox is edited by this")
    changed = []
    for name, data in _layer(_read(example or find_example()), "by-hand").items():
        path = repo / name
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
            changed.append(name)
    return changed


def _build(example: Path, into: Path) -> None:
    """Build while the lock is held: scratch folders that lie around belong to the dead."""
    if os.path.lexists(into) and not _marker(into):
        raise _not_a_sandbox(into, "a folder that offramp did not make is not replaced")
    for left in into.parent.glob(f".{into.name}.*.tmp"):
        shutil.rmtree(left)
    commits = _history(example)
    scratch = Path(tempfile.mkdtemp(".tmp", f".{into.name}.", into.parent))
    try:
        made = scratch / "made"
        made.mkdir()
        _populate(made, commits)
        marker = {"schema": _SCHEMA, "digest": digest(example)}
        (made / _MARKER).write_text(json.dumps(marker) + "\n", encoding="utf-8")
        if into.exists():
            into.rename(scratch / "old")
        made.rename(into)
    finally:
        shutil.rmtree(scratch)


def _history(example: Path) -> list[_Commit]:
    """Return the commits of the example, in the order in which they were made."""
    files = _read(example)
    try:
        tips: dict[str, Mapping[str, bytes]] = {}
        commits: list[_Commit] = []
        for branch in _branches(files["history.json"]):
            goal = {**_layer(files, "tree"), **_layer(files, branch["overlay"])}
            start = tips[branch["from"]] if "from" in branch else {}
            commits += _branch(branch, start, goal)
            tips[branch["name"]] = goal
    except (ValueError, LookupError, TypeError) as error:
        raise ConfigError(
            "the example's history can not be read",
            expected=f"{_HISTORY_SCHEMA}: branches with name, overlay and commits",
            found=f"{type(error).__name__}: {error}",
            where=os.fspath(example / "history.json"),
        ) from error
    return commits


def _branches(data: bytes) -> list[dict[str, Any]]:
    history = json.loads(data)
    if history["schema"] != _HISTORY_SCHEMA or not history["branches"]:
        raise ValueError(f"schema {history['schema']!r}, {len(history['branches'])} branches")
    branches: list[dict[str, Any]] = history["branches"]
    return branches


def _branch(
    branch: Mapping[str, Any], start: Mapping[str, bytes], goal: Mapping[str, bytes]
) -> Iterator[_Commit]:
    """Yield the commits that lead from the files of ``start`` to those of ``goal``."""
    now, parent = dict(start), branch.get("from")
    for commit in branch["commits"]:
        for name in {*now, *goal}:
            if _covers(commit.get("paths"), name):
                now.pop(name, None)
                if name in goal:
                    now[name] = goal[name]
        message = f"{commit['subject']}\n\n{commit['body']}\n"
        yield _Commit(branch["name"], parent, message, dict(now))
        parent = None
    if now != goal:
        raise ValueError(f"the commits of {branch['name']} leave files out")


def _covers(paths: Iterable[str] | None, name: str) -> bool:
    """Tell whether a commit with these ``paths`` brings the file ``name``."""
    return paths is None or any(name == path or name.startswith(path + "/") for path in paths)


def _populate(root: Path, commits: list[_Commit]) -> None:
    """Make ``root`` a repository with these commits, the last one's branch checked out."""
    # The user's own configuration would have a say in line ends, templates and hashes.
    env = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_DEFAULT_HASH": "sha1",
    }
    git.run(root, "init", "--quiet", "--template=", env=env)
    for key, value in {
        "user.name": _NAME,
        "user.email": _MAIL,
        "commit.gpgsign": "false",
        "core.autocrlf": "false",
        "gc.auto": "0",  # a collector in the background would work in a folder that is replaced
    }.items():
        git.run(root, "config", key, value, env=env)
    git.run(root, "fast-import", "--quiet", "--done", stdin=_stream(commits), env=env)
    git.run(root, "symbolic-ref", "HEAD", f"refs/heads/{commits[-1].branch}", env=env)
    git.run(root, "reset", "--quiet", "--hard", env=env)


def _stream(commits: Iterable[_Commit]) -> bytes:
    """Return what ``git fast-import`` reads to make the commits."""
    out = []
    for day, commit in enumerate(commits):
        when = _FIRST_COMMIT + day * _DAY
        out.append(f"commit refs/heads/{commit.branch}\n".encode())
        out.append(f"committer {_NAME} <{_MAIL}> {when} +0000\n".encode())
        out.append(_data(commit.message.encode()))
        if commit.start:
            out.append(f"from refs/heads/{commit.start}\n".encode())
        out.append(b"deleteall\n")
        for name, data in sorted(commit.files.items()):
            out += [f"M 100644 inline {name}\n".encode(), _data(data)]
    return b"".join([*out, b"done\n"])


def _data(data: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(data), data)


def _layer(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    prefix = name + "/"
    return {p[len(prefix) :]: data for p, data in files.items() if p.startswith(prefix)}


def _read(example: Path) -> dict[str, bytes]:
    """Return the example's files by relative path, without what Python left among them."""
    files = {}
    for path in sorted(example.rglob("*")):
        parts = path.relative_to(example).parts
        if path.is_file() and not any(p == "__pycache__" or p.endswith("_cache") for p in parts):
            files["/".join(parts)] = path.read_bytes()
    return files


def _marker(folder: Path) -> dict[str, Any]:
    """Return what the builder left in a sandbox; nothing where ``folder`` is not one."""
    try:
        marker = json.loads((folder / _MARKER).read_bytes())
    except (OSError, ValueError):
        return {}
    good = isinstance(marker, dict) and marker.get("schema") == _SCHEMA
    return marker if good and not folder.is_symlink() else {}


def _not_a_sandbox(folder: Path, why: str) -> CannotJudge:
    return CannotJudge(
        "this is not a sandbox of offramp's",
        expected=f"{_MARKER.as_posix()}: {why}",
        where=os.fspath(folder),
        next="move it away, or name another folder",
    )


@contextlib.contextmanager
def _lock(into: Path) -> Iterator[None]:
    """Hold the only right to build at ``into``; the system takes it back when the process ends."""
    with (into.parent / f".{into.name}.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
