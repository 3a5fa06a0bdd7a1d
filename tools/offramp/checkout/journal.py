"""The record of restore points: one small file in the work tree's git folder, never half there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from offramp import git
from offramp.checkout.owners import Owner
from offramp.errors import GitError

SCHEMA = "offramp.restore/1"
OPEN, DONE, RESTORED, ROLLED_BACK = "open", "done", "restored", "rolled-back"
_KEPT = 20

Modes = Mapping[str, "int | None"]
"""Paths, relative to the root, each with its ``st_mode``, or None where nothing is."""


@dataclass(frozen=True)
class RestorePoint:
    """What a tree was like before a removal, and what became of the removal.

    Attributes:
        id: sorts by time.
        root: the work tree's root.
        label: what was begun.
        commit: HEAD at the time.
        branch: the ref that HEAD stood for; None where it was detached.
        index: id of the tree that the index was.
        owner: the process that began it.
        state: ``open``, ``done`` (the removal stands), ``restored`` or ``rolled-back``.
        leave_out: files and folders that are left as they are.
        paths: what the removal was said to touch; None where that was not said.
        before: modes of ``paths`` before; their bytes are in the commit at ``ref``.
        after: modes of the touched paths after the removal, their bytes in the commit at
            ``after_ref``; None until it is known.
        made: the commit of the removal, recorded before the branch gets it.
    """

    id: str
    root: Path
    label: str
    commit: str
    branch: str | None
    index: str
    owner: Owner
    state: str = OPEN
    leave_out: tuple[str, ...] = ()
    paths: tuple[str, ...] | None = None
    before: Modes = field(default_factory=dict)
    after: Modes | None = None
    made: str | None = None

    @property
    def ref(self) -> str:
        """The ref that keeps the bytes of before."""
        return f"refs/offramp/restore/{self.id}"

    @property
    def after_ref(self) -> str:
        """The ref that keeps the bytes that the removal left."""
        return f"{self.ref}.after"

    def to_dict(self) -> dict[str, Any]:
        """Return the point as the record has it."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "root"}
        data["owner"] = self.owner.to_dict()
        data["before"] = dict(self.before)
        data["after"] = None if self.after is None else dict(self.after)
        return data


def folder(root: Path) -> Path:
    """Return where the record and its lock lie."""
    return git.git_dir(root) / "offramp"


def read(root: Path) -> list[RestorePoint]:
    """Return the restore points of a work tree, the oldest first.

    Raises:
        GitError: the record is not what offramp writes.
    """
    path = folder(root) / "restore.json"
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise _malformed(path, str(error)) from error
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(f"schema {data['schema']!r}")  # noqa: TRY301 - one way out
        return [_point(root, point) for point in data["points"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(path, repr(error)) from error


def write(point: RestorePoint) -> RestorePoint:
    """Put a point into the record, in place of the one with its id, and return it.

    The record is whole at every moment, also after a power cut. Points beyond the last twenty
    are forgotten with their refs.
    """
    points = [p for p in read(point.root) if p.id != point.id]
    points.append(point)
    points.sort(key=lambda p: p.id)
    dropped, points = points[:-_KEPT], points[-_KEPT:]
    path = folder(point.root) / "restore.json"
    path.parent.mkdir(exist_ok=True)
    content = {"schema": SCHEMA, "points": [p.to_dict() for p in points]}
    temporary = path.with_name(f"restore.json.{os.getpid()}.new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, sort_keys=True, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    forget(point.root, dropped)
    return point


def change(point: RestorePoint, **fields: Any) -> RestorePoint:
    """Record a point with some fields changed, and return it."""
    return write(replace(point, **fields))


def forget(root: Path, points: Sequence[RestorePoint]) -> None:
    """Delete the refs of points; what they kept is git's to collect."""
    for point in points:
        for ref in (point.ref, point.after_ref):
            git.run(root, "update-ref", "-d", ref)


def _point(root: Path, data: Mapping[str, Any]) -> RestorePoint:
    known = RestorePoint.__dataclass_fields__
    if set(data) != set(known) - {"root"} or data["state"] not in (
        *(OPEN, DONE),
        *(RESTORED, ROLLED_BACK),
    ):
        raise ValueError(f"a restore point with {sorted(data)}")
    paths = data["paths"]
    return RestorePoint(
        **{
            **data,
            "root": root,
            "owner": Owner.from_dict(data["owner"]),
            "leave_out": tuple(data["leave_out"]),
            "paths": None if paths is None else tuple(paths),
        }
    )


def _malformed(path: Path, found: str) -> GitError:
    return GitError(
        "the record of restore points cannot be read",
        expected=SCHEMA,
        found=found,
        where=os.fspath(path),
        next="the bytes of before are kept: see `git for-each-ref refs/offramp/restore`",
    )
