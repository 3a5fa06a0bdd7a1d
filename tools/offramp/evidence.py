"""The ledger: what was shown, for which tree, by which command.

One JSON file for each step below ``.offramp/evidence/``. A piece of evidence counts only while
the work tree is the one that it was made for and every file that it speaks of is unchanged. The
folder ignores itself (its own ``.gitignore``), so that it never makes a tree dirty.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from offramp.errors import EvidenceError
from offramp.findings import Verdict

SCHEMA = "offramp.evidence/1"
FOLDER = ".offramp"
_LONGEST_WRITE = 60.0  # seconds; what is older was left by a writer that is dead


@dataclass(frozen=True)
class Evidence:
    """What one step has shown.

    Attributes:
        step: the step's id.
        run: id of the run of the stage that made it, the same for every step of that run.
        verdict: how it ended.
        summary: one line in plain words.
        tree: id of the git tree that it holds for (what offramp itself writes left out).
        base_tree: id of the tree on which the run began.
        commit: the commit that was checked out.
        command: what renews it.
        settings: digest of the settings that it was made with.
        base_settings: digest of the settings with which the run began.
        started: UTC, ISO 8601.
        seconds: how long the step took.
        version: offramp's own version.
        files: files that it speaks of, relative to the root, and their SHA-256.
        data: what later steps and readers need, as plain JSON.
    """

    step: str
    run: str
    verdict: Verdict
    summary: str
    tree: str
    base_tree: str
    commit: str | None
    command: str
    settings: str
    base_settings: str
    started: str
    seconds: float
    version: str
    files: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as its file has it."""
        return {"schema": SCHEMA, **asdict(self), "verdict": self.verdict.value}


class Ledger:
    """The evidence of one work tree.

    Args:
        root: the work tree's root.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / FOLDER

    def path(self, step: str) -> Path:
        """Return where a step's evidence is kept."""
        return self.folder / "evidence" / f"{step}.json"

    def where(self, step: str) -> str:
        """Return that path relative to the root, for messages."""
        return self.path(step).relative_to(self.root).as_posix()

    def prepare(self) -> Path:
        """Make the folder, ignored by git, and return it."""
        self.folder.mkdir(exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            write_atomically(ignore, b"*\n")
        return self.folder

    def write(self, evidence: Evidence) -> Path:
        """Keep a piece of evidence, in the place of the one before."""
        self.prepare()
        path = self.path(evidence.step)
        write_json(path, evidence.to_dict())
        return path

    def drop(self, step: str) -> None:
        """Forget a step's evidence; called before the step runs, so that no old one outlives it."""
        self.path(step).unlink(missing_ok=True)

    def read(self, step: str) -> Evidence | None:
        """Return a step's evidence, or None where there is none.

        Raises:
            EvidenceError: the file is not evidence of this step.
        """
        path = self.path(step)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise EvidenceError(
                f"the evidence of {step} cannot be read", found=str(error), where=self.where(step)
            ) from error
        try:
            return _from_dict(json.loads(raw), step)
        except (ValueError, RecursionError) as error:
            raise EvidenceError(
                f"the evidence of {step} is malformed",
                expected=f"a JSON object of {SCHEMA}",
                found=str(error),
                where=self.where(step),
                next="delete the file and run its stage again",
            ) from error

    def entries(self) -> list[Evidence]:
        """Return all evidence, in the order in which it was made."""
        steps = sorted(path.stem for path in self.path("x").parent.glob("*.json"))
        found = [evidence for step in steps if (evidence := self.read(step))]
        return sorted(found, key=lambda evidence: evidence.started)

    def changed_files(self, evidence: Evidence) -> list[str]:
        """Return the files that the evidence speaks of and that are no longer what they were."""
        return [
            path
            for path, digest in sorted(evidence.files.items())
            if file_digest(self.root / path) != digest
        ]


def _from_dict(table: Any, step: str) -> Evidence:
    """Return the evidence that a file's JSON stands for; ``ValueError`` where it is none."""
    if not isinstance(table, dict) or table.get("schema") != SCHEMA:
        raise ValueError(f"the schema is not {SCHEMA}")
    if table.keys() != {"schema", *_KINDS}:
        raise ValueError(f"wrong keys: {', '.join(sorted(table.keys() ^ {'schema', *_KINDS}))}")
    for key, kind in _KINDS.items():
        if not isinstance(table[key], kind) or isinstance(table[key], bool):
            raise ValueError(f"{key} is {table[key]!r}")
    if not all(isinstance(digest, str) for digest in table["files"].values()):
        raise ValueError("files has a digest that is not a string")
    if table["step"] != step:
        raise ValueError(f"it is evidence of {table['step']}")
    values = {key: table[key] for key in _KINDS}
    return Evidence(**{**values, "verdict": Verdict(table["verdict"])})


_TEXTS = ("step", "run", "verdict", "summary", "tree", "base_tree", "command", "settings")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys((*_TEXTS, "base_settings", "started", "version"), str),
    "commit": (str, type(None)),
    "seconds": (int, float),
    "files": dict,
    "data": dict,
}


def file_digest(path: Path) -> str | None:
    """Return a file's SHA-256 in hexadecimal, or None where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, keys in the order that they have, atomically.

    A file name that is not UTF-8 comes from git as lone surrogates; they are written as JSON's own
    escapes, so that the file stays UTF-8 and reads back as the same name.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    write_atomically(path, text.encode("utf-8", "backslashreplace"))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees all of it or the one before.

    A file that is there keeps its permissions; a new one has what the umask leaves. What a writer
    that was killed has left beside it goes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.????????"):
        with suppress(FileNotFoundError):  # it was just renamed, or another run was quicker
            if time.time() - left.stat().st_mtime > _LONGEST_WRITE:
                left.unlink()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(_permissions(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _permissions(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
