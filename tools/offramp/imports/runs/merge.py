"""Every process's record of a run, merged into one, with doubt treated as no evidence."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offramp.errors import EvidenceError
from offramp.imports.model import Kind, Reference, Source
from offramp.imports.recorder import offramp_recorder as recorder
from offramp.imports.recorder.offramp_recorder.importer import DISCOVERED
from offramp.imports.recorder.offramp_recorder.recording import LOST
from offramp.imports.runs.file import read_process
from offramp.imports.runs.join import allowed
from offramp.imports.runs.place import THIRD_PARTY, place


@dataclass(frozen=True)
class Process:
    """One interpreter that recorded.

    Attributes:
        pid: its process id.
        parent: its parent's.
        argv: its command line.
        python: its version.
        reach: how the recorder got into it: ``pth``, ``plugin``, ``warnings``, ``launcher`` or,
            in the child of a recorded process, ``fork``.
        ended: whether it came to a normal end; after ``os._exit`` or a crash it did not.
        runner: whether it had loaded what writes down how pytest's tests ended.
    """

    pid: int
    parent: int
    argv: tuple[str, ...]
    python: str
    reach: str
    ended: bool
    runner: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the process as plain data."""
        return {
            "pid": self.pid,
            "parent": self.parent,
            "argv": list(self.argv),
            "python": self.python,
            "reach": self.reach,
            "ended": self.ended,
            "runner": self.runner,
        }


@dataclass(frozen=True)
class RuntimeRecord:
    """What a recorded run has shown.

    Attributes:
        nonce: the run's id, as it was given to `environment`.
        names: the legacy names that were watched.
        hits: one reference for each place and name, sorted; ``kind`` and ``source`` are runtime.
        tests: for each hit, the tests during which a process saw it first, sorted; empty for what
            happens at import or collection.
        processes: the interpreters that recorded, sorted by pid.
        own: how many imports of the layer by itself, or by a test runner that walks through its
            folder, were left out.
        unreached: the command lines of Python children that were started in a way that keeps the
            recorder out, sorted. What they import is not known.
    """

    nonce: str
    names: tuple[str, ...]
    hits: tuple[Reference, ...]
    tests: Mapping[Reference, tuple[str, ...]]
    processes: tuple[Process, ...]
    own: int = 0
    unreached: tuple[tuple[str, ...], ...] = ()

    @property
    def by_test(self) -> dict[str, int]:
        """How many hits each test was the first to show."""
        return dict(sorted(Counter(t for tests in self.tests.values() for t in tests).items()))

    @property
    def reach(self) -> tuple[str, ...]:
        """The ways in which processes were reached, sorted."""
        return tuple(sorted({p.reach for p in self.processes}))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``offramp.runtime-record/1``."""
        return {
            "schema": "offramp.runtime-record/1",
            "nonce": self.nonce,
            "names": list(self.names),
            "reach": list(self.reach),
            "own": self.own,
            "unreached": [list(words) for words in self.unreached],
            "hits": [h.to_dict() | {"tests": list(self.tests.get(h, ()))} for h in self.hits],
            "by_test": self.by_test,
            "processes": [p.to_dict() for p in self.processes],
        }


def merge(record_dir: Path, nonce: str, root: Path, *, allow: Sequence[str] = ()) -> RuntimeRecord:
    """Read every process's file and return what they show together.

    Args:
        record_dir: the folder that was given to `environment`.
        nonce: the run's id; a file of another run is an error.
        root: the target's root; paths below it become relative to it.
        allow: gitignore patterns; a hit in such a path is listed and does not count.

    Raises:
        EvidenceError: no process recorded, a file is malformed, of another run or not complete,
            or a process's synthetic hits did not come back: its silence proves nothing (G1, G6).
    """
    for lost in sorted(record_dir.glob("record-*" + LOST)):
        raise EvidenceError(
            "a process could not write down all that it imported",
            expected="a folder that can be written, and room on the disk",
            where=os.fspath(lost),
        )
    files = sorted(record_dir.glob("record-*.jsonl"))
    if not files:
        raise EvidenceError(
            "no process recorded its imports",
            expected="at least one record-*.jsonl",
            where=os.fspath(record_dir),
            next="check that the suite runs Python, in the environment that it is given",
        )
    merged = _Merge(root, allow)
    for file in files:
        merged.add(file, nonce)
    return merged.record(nonce)


@dataclass
class _Merge:
    root: Path
    allow: Sequence[str]
    names: set[tuple[str, ...]] = field(default_factory=set)
    processes: list[Process] = field(default_factory=list)
    tests: dict[Reference, set[str]] = field(default_factory=dict)
    unreached: set[tuple[str, ...]] = field(default_factory=set)
    own: int = 0

    def add(self, file: Path, nonce: str) -> None:
        header, entries = read_process(file, nonce)
        where = os.fspath(file)
        ends = [e for e in entries if "end" in e]
        silent = sorted({way for e in ends for way in e["silent"]})
        if silent:
            raise EvidenceError(
                "the import recorder was replaced while the suite ran",
                expected="builtins.__import__, importlib.import_module and sys.meta_path as the "
                "recorder had left them, or wrapped once more",
                found=f"no synthetic {', '.join(silent)} hit at the end of the process",
                where=where,
            )
        hits = [e for e in entries if "name" in e]
        heard = {e["via"] for e in hits if e["name"] == recorder.SELFTEST}
        missing = sorted(set(recorder.MECHANISMS) - heard)
        if missing and header["reach"] != "fork":
            raise EvidenceError(
                "a process did not record its synthetic hits: it proves nothing",
                expected=", ".join(recorder.MECHANISMS),
                found="no hit by " + ", ".join(missing),
                where=where,
            )
        self.names.add(tuple(header["names"]))
        self.processes.append(
            Process(
                pid=header["pid"],
                parent=header["parent"],
                argv=tuple(header["argv"]),
                python=header["python"],
                reach=header["reach"],
                ended=bool(ends),
                runner=any("runner" in e for e in entries),
            )
        )
        self.unreached |= {tuple(e["unreached"]) for e in entries if "unreached" in e}
        for entry in hits:
            if entry["name"] != recorder.SELFTEST:
                self._hit(entry, header["names"])

    def _hit(self, entry: Mapping[str, Any], names: Sequence[str]) -> None:
        legacy, module = entry["name"], entry["module"] or ""
        own = any(_below(legacy, name) and _below(module, name) for name in names)
        if own or entry["file"] == DISCOVERED:
            self.own += 1
            return
        path, note = place(entry["file"], self.root)
        if entry["via"] == "attribute" and note == THIRD_PARTY:
            return  # it walks over all that a package has
        found = Reference(
            path=path,
            line=entry["line"],
            column=0,
            kind=Kind.RUNTIME,
            legacy=legacy,
            source=Source.RUNTIME,
            note=note,
        )
        tests = self.tests.setdefault(found, set())
        if entry["test"]:
            tests.add(entry["test"].rpartition(" (")[0] or entry["test"])

    def record(self, nonce: str) -> RuntimeRecord:
        if len(self.names) != 1 or () in self.names:
            raise EvidenceError(
                "the processes did not watch the same names",
                found="; ".join(", ".join(n) or "none" for n in sorted(self.names)),
            )
        by_place = sorted(self.tests.items(), key=_by_place)
        hits = allowed([r for r, _ in by_place], self.allow)
        tests = {hit: tuple(sorted(t)) for hit, (_, t) in zip(hits, by_place, strict=True)}
        return RuntimeRecord(
            nonce=nonce,
            names=next(iter(self.names)),
            hits=tuple(hits),
            tests=tests,
            processes=tuple(sorted(self.processes, key=lambda p: (p.pid, p.argv))),
            own=self.own,
            unreached=tuple(sorted(self.unreached)),
        )


def _by_place(item: tuple[Reference, object]) -> tuple[str, int, str]:
    return item[0].path, item[0].line, item[0].legacy


def _below(name: str, ancestor: str) -> bool:
    return (name + ".").startswith(ancestor + ".")
