"""The ratchet: the hits that are known today, in a committed file; none may come, each must go.

For a repository that is not at zero yet. An entry is a fingerprint of what a hit is (path, kind
and legacy name) and how often it is there, not the line that it stands on, so that edits around it
do not matter.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from offramp.errors import EvidenceError
from offramp.findings import Finding, Severity
from offramp.imports.model import Kind, Reference, ScanReport, Source

SCHEMA = "offramp.ratchet/1"


@dataclass(frozen=True, order=True)
class Known:
    """What a hit is, wherever in its file it stands.

    Attributes:
        path: relative to the root.
        legacy: the legacy name that it resolves to.
        kind: what it is, syntactically.
    """

    path: str
    legacy: str
    kind: str

    @classmethod
    def of(cls, reference: Reference) -> Known:
        """Return what a reference is."""
        return cls(reference.path, reference.legacy, reference.kind.value)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for it."""
        text = "\0".join((self.path, self.legacy, self.kind))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Ratchet:
    """The hits that are let pass.

    Attributes:
        layers: the dotted names that it speaks of.
        renames: old root → new root, of which it speaks as well.
        entries: what is known, and how often it is there.
        where: the file, relative to the root, for messages.
    """

    layers: tuple[str, ...]
    renames: tuple[tuple[str, str], ...]
    entries: Mapping[Known, int]
    where: str

    @classmethod
    def of(cls, report: ScanReport, where: str) -> Ratchet:
        """Return the ratchet that lets pass just what a report counts."""
        known = Counter(Known.of(r) for r in report.references if r.counts)
        return cls(report.layers, report.renames, known, where)

    @property
    def hits(self) -> int:
        """How many hits it lets pass."""
        return sum(self.entries.values())

    def hold(self, report: ScanReport, *, whole: bool = True) -> ScanReport:
        """Return the report with what is new, and what no longer is, as findings.

        Args:
            report: what there is now.
            whole: whether running was joined to reading. A report of reading alone does not know
                what only a run shows, so that it can neither miss it nor judge computed names.

        Raises:
            EvidenceError: the ratchet speaks of another layer.
        """
        if (self.layers, self.renames) != (report.layers, report.renames):
            raise EvidenceError(
                "the ratchet speaks of another layer",
                expected=_names(report.layers, report.renames),
                found=_names(self.layers, self.renames),
                where=self.where,
                next="offramp compat-enforce --update --allow-new writes it anew",
            )
        counted = [r for r in report.references if r.counts and (whole or not r.possible)]
        new, left = _apart(counted, self.entries)
        stale = [
            (known, count)
            for known, count in sorted(left.items())
            if whole or known.kind != Kind.RUNTIME.value
        ]
        findings = [*map(_new, new), *(_stale(known, count, self.where) for known, count in stale)]
        return replace(
            report,
            findings=[*report.findings, *findings],
            max_hits=self.hits,
            ratchet={
                "file": self.where,
                "known": self.hits,
                "new": len(new),
                "stale": sum(count for _, count in stale),
            },
        )

    def lowered(self, report: ScanReport) -> Ratchet:
        """Return the ratchet without what is no longer there; it never rises."""
        now = Ratchet.of(report, self.where).entries
        kept = {known: min(count, now.get(known, 0)) for known, count in self.entries.items()}
        return replace(self, entries={known: count for known, count in kept.items() if count})

    def to_dict(self) -> dict[str, Any]:
        """Return it as its file has it, sorted, so that its changes are small."""
        entries = [
            {
                "fingerprint": known.fingerprint,
                "path": known.path,
                "legacy": known.legacy,
                "kind": known.kind,
                "count": count,
            }
            for known, count in sorted(self.entries.items())
        ]
        return {
            "schema": SCHEMA,
            "layers": list(self.layers),
            "renames": dict(self.renames),
            "hits": self.hits,
            "entries": entries,
        }


def read_ratchet(root: Path, where: str) -> Ratchet:
    """Return the ratchet in a file.

    Args:
        root: the repository's root.
        where: the file, relative to it.

    Raises:
        EvidenceError: it is missing, or not what offramp wrote.
    """
    try:
        data = json.loads((root / where).read_bytes(), object_pairs_hook=_object)
    except OSError as error:
        raise EvidenceError(
            "the ratchet cannot be read",
            expected="the hits that are known, in the file that the settings name",
            found=error.strerror or str(error),
            where=where,
            next="offramp compat-enforce --update writes it; commit it",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(where, str(error)) from error
    try:
        return _read(data, where)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _malformed(where, f"{type(error).__name__}: {error}") from error


def _read(data: Mapping[str, Any], where: str) -> Ratchet:
    if data["schema"] != SCHEMA:
        raise _malformed(where, f"the schema {data['schema']!r}")
    entries: dict[Known, int] = {}
    for row in data["entries"]:
        known = Known(str(row["path"]), str(row["legacy"]), Kind(row["kind"]).value)
        if known in entries or known.fingerprint != row["fingerprint"]:
            raise _malformed(where, f"an entry that was changed by hand: {row['fingerprint']}")
        if type(row["count"]) is not int or row["count"] < 1:
            raise _malformed(where, f"{row['count']!r} as a count")
        entries[known] = row["count"]
    renames = tuple((str(old), str(new)) for old, new in data["renames"].items())
    ratchet = Ratchet(tuple(map(str, data["layers"])), renames, entries, where)
    if data["hits"] != ratchet.hits:
        raise _malformed(where, f"{data['hits']!r} hits where the entries have {ratchet.hits}")
    if data != ratchet.to_dict():
        raise _malformed(where, "entries in another order, or keys that are none of its own")
    return ratchet


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, unless it has a key twice, of which one would be hidden (G8)."""
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError(f"a key stands twice among {', '.join(k for k, _ in pairs)}")
    return data


def _malformed(where: str, found: str) -> EvidenceError:
    return EvidenceError(
        "the ratchet is malformed",
        expected=f"a file of {SCHEMA}, as offramp wrote it",
        found=found,
        where=where,
        next="bring it back from git; offramp compat-enforce --update changes it",
    )


def _apart(
    counted: Iterable[Reference], entries: Mapping[Known, int]
) -> tuple[list[Reference], Counter[Known]]:
    """Return the references that no entry stands for, and the entries that stand for none."""
    left = Counter(entries)
    new = []
    for reference in counted:
        known = Known.of(reference)
        if left[known] > 0:
            left[known] -= 1
        else:
            new.append(reference)
    return new, +left


def _new(reference: Reference) -> Finding:
    owners = f" ({', '.join(reference.owners)})" if reference.owners else ""
    how = "run" if reference.source is Source.RUNTIME else reference.kind.value
    return Finding(
        rule="new-legacy-reference",
        severity=Severity.BREAKING,
        message=f"{reference.legacy} ({how}) is not in the ratchet{owners}",
        path=reference.path,
        line=reference.line,
        column=reference.column,
    )


def _stale(known: Known, count: int, where: str) -> Finding:
    times = f" ({count} times)" if count > 1 else ""
    return Finding(
        rule="stale-ratchet-entry",
        severity=Severity.WARNING,
        message=f"{known.path} no longer has {known.legacy} ({known.kind}){times}; take it out with"
        " offramp compat-enforce --update",
        path=where,
    )


def _names(layers: Iterable[str], renames: Iterable[tuple[str, str]]) -> str:
    return ", ".join([*layers, *(f"{old}={new}" for old, new in renames)])
