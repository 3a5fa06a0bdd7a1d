"""Reports of trees that were scanned before, by content: the same tree has the same report."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from offramp import __version__
from offramp.evidence import write_atomically
from offramp.findings import Finding, Severity
from offramp.imports.model import Kind, Reference, ScanReport, Source

_MOST = 64


class ReportCache:
    """Keeps reports under a key that stands for the tree, the question and the program.

    A tree is known by git's id of it as it is on disk. An entry holds a digest of itself: one that
    was cut short or changed is not used. Nothing here ever fails a scan: without a folder that can
    be written there is no cache.

    Args:
        question: everything that the answer depends on beside the tree.
        tree: the tree's id; None outside git, where nothing is kept.
        folder: where entries are kept; the user's cache folder by default.
    """

    def __init__(
        self, question: Mapping[str, Any], tree: str | None, folder: Path | None = None
    ) -> None:
        program = [__version__, _program(), *sys.version_info[:3]]
        text = json.dumps([program, tree, question], sort_keys=True, default=str)
        self._key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self._folder = (folder or _default_folder()) if tree else None

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return self._folder is not None

    def load(self) -> ScanReport | None:
        """Return the report of this tree for this question, if it is known and whole."""
        if self._folder is None:
            return None
        try:
            digest, _, body = (self._folder / self._key).read_text("utf-8").partition("\n")
            if hashlib.sha256(body.encode()).hexdigest() != digest:
                return None
            return _report(json.loads(body))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, report: ScanReport) -> None:
        """Keep a report."""
        if self._folder is None:
            return
        body = json.dumps(asdict(report), default=str)
        digest = hashlib.sha256(body.encode()).hexdigest()
        try:
            write_atomically(self._folder / self._key, f"{digest}\n{body}".encode())
            _prune(self._folder)
        except OSError:
            return


def _default_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("offramp") / "scans"


def _program() -> str:
    """Return a digest of the scanner's own files: a changed scanner may answer differently."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _prune(folder: Path) -> None:
    entries = sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)
    for entry in entries[_MOST:]:
        entry.unlink(missing_ok=True)


def _report(data: dict[str, Any]) -> ScanReport:
    findings = (({**f, "severity": Severity(f["severity"])}) for f in data["findings"])
    whole = {
        **data,
        "layers": tuple(data["layers"]),
        "renames": tuple((old, new) for old, new in data["renames"]),
        "references": [_reference(r) for r in data["references"]],
        "findings": [Finding(**f) for f in findings],
    }
    return ScanReport(**whole)


def _reference(data: dict[str, Any]) -> Reference:
    span = data["span"]
    data = {**data, "kind": Kind(data["kind"]), "source": Source(data["source"])}
    owners = tuple(data["owners"])
    return Reference(**{**data, "span": tuple(span) if span else None, "owners": owners})
