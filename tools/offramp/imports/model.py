"""What the import room speaks of: kinds of references, a reference, a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from offramp.findings import Finding, Verdict

SCHEMA = "offramp.compat-report/1"


class Kind(str, Enum):
    """What a reference is, syntactically."""

    IMPORT = "import"
    FROM_IMPORT = "from-import"
    ATTRIBUTE = "attribute"
    DYNAMIC_IMPORT = "dynamic-import"
    STRING = "string"
    TYPE_COMMENT = "type-comment"
    RE_EXPORT = "re-export"
    PICKLE = "pickle"
    CONFIG = "config"
    ENTRY_POINT = "entry-point"
    COMMAND = "command"
    NOTEBOOK = "notebook"
    STUB = "stub"
    DOC = "doc"
    COMMENT = "comment"
    RUNTIME = "runtime"


class Source(str, Enum):
    """How a reference is known."""

    STATIC = "static"
    RUNTIME = "runtime"
    BOTH = "both"


@dataclass(frozen=True, order=True)
class Reference:
    """One place that names the layer, or a root that was renamed.

    Attributes:
        path: relative to the root, forward slashes.
        line: 1-based line of the name (of the statement, where the name spans several).
        column: 0-based column in characters.
        kind: what it is.
        legacy: the full dotted legacy name that it resolves to, with members: ``lukhas.compat.x``.
        canonical: the name to use instead, where one is known to exist.
        counts: whether it is a hit (documentation, comments and allowed paths are not).
        swallowed: the import stands in a ``try`` whose handler takes ImportError.
        source: static reading, run-time record, or both.
        possible: only a constant part of a computed name is known, and it names the layer.
        parsed: False where the file does not parse and was searched by a tolerant reader.
        span: start and end offset of the name in the file's bytes, where an exact edit can be
            made there; None where it cannot.
        note: why it does not count, or what makes it doubtful; empty otherwise.
        owners: who owns the file, by the repository's CODEOWNERS.
    """

    path: str
    line: int
    column: int
    kind: Kind
    legacy: str
    canonical: str | None = None
    counts: bool = True
    swallowed: bool = False
    source: Source = Source.STATIC
    possible: bool = False
    parsed: bool = True
    span: tuple[int, int] | None = None
    note: str = ""
    owners: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the reference as the report's JSON has it."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "kind": self.kind.value,
            "legacy": self.legacy,
            "canonical": self.canonical,
            "counts": self.counts,
            "swallowed": self.swallowed,
            "source": self.source.value,
            "possible": self.possible,
            "parsed": self.parsed,
            "note": self.note,
            "owners": list(self.owners),
        }


@dataclass(frozen=True)
class ScanReport:
    """The answer to "who still names the layer?" for one tree.

    Attributes:
        layers: the dotted names that were looked for.
        renames: old root → new root, looked for as well.
        references: sorted by path, line, column.
        scanned_files: how many files were candidates; zero is "cannot judge", never a pass.
        unparsed_files: Python files that no parser accepts; they were searched all the same.
        findings: what is wrong with the scan's own settings (allow entries that match nothing).
        max_hits: the budget.
        tree: id of the git tree that the work tree would be, or None outside git.
        layer_files: the files that the layers are made of; none if they are not in the tree.
        ratchet: how the hits compare with the known ones, where a ratchet holds the budget.
    """

    layers: tuple[str, ...]
    renames: tuple[tuple[str, str], ...] = ()
    references: Sequence[Reference] = ()
    scanned_files: int = 0
    unparsed_files: Sequence[str] = ()
    findings: Sequence[Finding] = field(default=())
    max_hits: int = 0
    tree: str | None = None
    layer_files: Sequence[str] = ()
    ratchet: Mapping[str, Any] | None = None

    @property
    def hits(self) -> int:
        """How many references count."""
        return sum(r.counts for r in self.references)

    @property
    def verdict(self) -> Verdict:
        """Pass within the budget and without findings of its own."""
        if self.scanned_files == 0:
            return Verdict.CANNOT_JUDGE
        over = self.hits > self.max_hits or bool(self.findings)
        return Verdict.FAIL if over else Verdict.PASS

    def to_dict(self) -> dict[str, Any]:
        """Return the report as ``offramp.compat-report/1``."""
        return {
            "schema": SCHEMA,
            "hits": self.hits,
            "max_hits": self.max_hits,
            "verdict": self.verdict.value,
            "tree": self.tree,
            "layers": list(self.layers),
            "renames": dict(self.renames),
            "scanned_files": self.scanned_files,
            "unparsed_files": list(self.unparsed_files),
            "ratchet": dict(self.ratchet) if self.ratchet else None,
            "findings": [f.to_dict() for f in self.findings],
            "references": [r.to_dict() for r in self.references],
        }
