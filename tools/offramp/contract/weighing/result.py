"""What a comparison says: findings, counts, verdict, and the same as plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from offramp.contract.weighing.policy import Options
from offramp.contract.weighing.versions import Release
from offramp.findings import Severity

if TYPE_CHECKING:
    from offramp.contract.reading.document import Document

SCHEMA = "offramp.contract-diff/1"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One cause of difference between two documents.

    Attributes:
        rule: id of the rule.
        severity: what it weighs.
        direction: "request", "response" or "none".
        operations: all that it reaches, as ``POST /v1/x``, sorted.
        base_pointer, cand_pointer: JSON Pointers; the nearest place where there is none.
        message: one line in plain words.
        place: where it stands, in words that outlive unrelated changes; see `fingerprints`.
        witness: an example that one side accepts and the other rejects.
        not_witnessed: why there is none, for a breaking change.
        accepted: the reason for which a team accepted it.
        stability: the level below which nothing is promised, where all its operations have one.
        lowered_from: what it would weigh if it were not accepted, or promised.
        explained_by: "environment" where the packages alone make the same difference.
        positions: (line, column) in base and candidate; line 1-based, column 0-based.
    """

    rule: str
    severity: Severity
    direction: str
    operations: tuple[str, ...]
    base_pointer: str
    cand_pointer: str
    message: str
    place: str = ""
    witness: dict[str, Any] | None = None
    not_witnessed: str | None = None
    accepted: str | None = None
    stability: str | None = None
    lowered_from: Severity | None = None
    explained_by: str | None = None
    positions: tuple[tuple[int, int], tuple[int, int]] | None = None

    @property
    def fingerprint(self) -> str:
        """Stable id of the rule at its place; neither words nor operations count."""
        place = self.place or f"{self.base_pointer} > {self.cand_pointer}"
        text = "\0".join((self.rule, self.direction, place))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, in a stable order of keys."""
        base, cand = self.positions or ((None, None), (None, None))
        data: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity.value,
            "direction": self.direction,
            "operations": list(self.operations),
            "base_pointer": self.base_pointer,
            "cand_pointer": self.cand_pointer,
            "base_line": base[0],
            "base_column": base[1],
            "cand_line": cand[0],
            "cand_column": cand[1],
            "message": self.message,
            "witness": self.witness,
            "fingerprint": self.fingerprint,
        }
        if self.witness is None and self.not_witnessed:
            data["not_witnessed"] = self.not_witnessed
        for word in ("accepted", "stability", "explained_by"):
            if getattr(self, word) is not None:
                data[word] = getattr(self, word)
        if self.lowered_from is not None:
            data["lowered_from"] = self.lowered_from.value
        return data


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The judgement of a change.

    Attributes:
        findings: worst first, then by place.
        policy: what they were weighed by.
        release: the versions of the two documents, and the one that the change asks for.
        environments: the packages that the two documents were not both made with, and what
            follows from that; None where no environment is known.
        baseline: the commit that the base is of, and how it was found; None for two files.
    """

    findings: tuple[Change, ...] = ()
    policy: Options = field(default_factory=Options)
    release: Release = field(default_factory=lambda: Release(None, None, None))
    environments: Mapping[str, Any] | None = None
    baseline: Mapping[str, str] | None = None

    @property
    def failing(self) -> tuple[Change, ...]:
        """What makes the verdict "breaking": neither accepted nor free to change, and it weighs."""
        return tuple(
            found
            for found in self.findings
            if found.severity.rank <= self.policy.fail_on.rank and found.lowered_from is None
        )

    @property
    def verdict(self) -> str:
        """The gate's word: "breaking" or "compatible"."""
        return "breaking" if self.failing else "compatible"

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity."""
        counts = {severity.value: 0 for severity in Severity}
        for finding in self.findings:
            counts[finding.severity.value] += 1
        return counts

    @property
    def next_version(self) -> str:
        """The part of the version that should go up: "major", "minor" or "patch"."""
        return self.release.part or "patch"

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data: the JSON of ``offramp.contract-diff/1``."""
        both = {"baseline": self.baseline, "environments": self.environments}
        known = {name: dict(value) for name, value in both.items() if value is not None}
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "next_version": self.next_version,
            "version": self.release.to_dict(),
            "counts": self.counts,
            "accepted": sum(found.accepted is not None for found in self.findings),
            "policy": self.policy.to_dict(),
            **known,
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def with_positions(self, base: Document, cand: Document) -> Comparison:
        """Return the same with lines and columns of both documents."""
        found = tuple(
            replace(f, positions=(base.position(f.base_pointer), cand.position(f.cand_pointer)))
            for f in self.findings
        )
        return replace(self, findings=found)
