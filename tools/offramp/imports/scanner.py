"""``scan``: who still names the layer, in one tree."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.imports import asked
from offramp.imports.allowed import Allowed
from offramp.imports.cache import ReportCache
from offramp.imports.model import Reference, ScanReport
from offramp.imports.targets import Targets
from offramp.listing import Listing, listing, work_tree_id

if TYPE_CHECKING:
    from offramp.imports.layout import Layout


def scan(
    root: str | os.PathLike[str],
    layer: str | Sequence[str],
    renames: Mapping[str, str] = {},
    allow: Sequence[str] = (),
    *,
    max_hits: int = 0,
    all_files: bool = False,
    count_docs: bool = False,
    leave_out: Sequence[str] = (),
    cache: bool = True,
    homes: bool = False,
    proven: bool = False,
) -> ScanReport:
    """Find every reference to the layer, and to names that were renamed, in a tree.

    Args:
        root: the folder to look in; the root of a repository, as a rule.
        layer: the legacy dotted name, or several; empty if only renames are looked for.
        renames: old dotted name → new dotted name; each old name is looked for like a layer.
        allow: gitignore patterns of files whose references are listed and do not count.
        max_hits: the budget.
        all_files: also the files that git ignores.
        count_docs: documentation and comments count as well.
        leave_out: paths, relative to the root, that offramp writes itself: not looked into.
        cache: take the report of the same tree from before, where there is one.
        homes: give as canonical names what the layer itself shows to exist, as :class:`Canonical`
            finds it; else what the renames say.
        proven: show first that references to these names are found where some were planted; what
            is taken from before was found by a scan that had shown it.

    Returns:
        The report; with no file to look at, its verdict is "cannot judge".

    Raises:
        ConfigError: a name is no dotted name, there is nothing to look for, or an argument is not
            of its kind.
        CannotJudge: the root is not there, git cannot list it, or the scan misses what was
            planted for it.
    """
    question = _Question(
        root=asked.folder(root),
        targets=Targets(asked.layers(layer), asked.renames(renames)),
        allow=asked.texts(allow, "allow"),
        leave_out=asked.texts(leave_out, "leave_out"),
        max_hits=asked.budget(max_hits),
        all_files=all_files,
        count_docs=count_docs,
        homes=homes,
        proven=proven,
    )
    allowed = Allowed(question.allow)
    listed = listing(question.root)
    tree_id = question.tree_id(listed)
    # Ignored files are in no tree's id.
    known = ReportCache(question.key(), tree_id if cache and not all_files else None)
    report = known.load()
    if report is not None:
        return report
    report = _answer(question, allowed, listed, tree_id)
    # Not where a file could not be read, nor where the tree changed meanwhile.
    if known.keeps and not report.findings and tree_id == question.tree_id(listing(question.root)):
        known.save(report)
    return report


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What a scan is asked: about one tree, equal questions have one answer."""

    root: Path
    targets: Targets
    allow: Sequence[str]
    leave_out: Sequence[str]
    max_hits: int
    all_files: bool
    count_docs: bool
    homes: bool
    proven: bool

    def key(self) -> dict[str, Any]:
        """Return what decides the answer, the tree itself left out."""
        return {
            "root": os.fspath(self.root),
            "layers": self.targets.layers,
            "renames": self.targets.renames,
            "allow": list(self.allow),
            "leave_out": list(self.leave_out),
            "options": [self.max_hits, self.count_docs, self.homes, self.proven],
        }

    def tree_id(self, listed: Listing | None) -> str | None:
        """Return the id of the tree as it is listed; None where git does not know it."""
        return work_tree_id(self.root, self.leave_out, listed) if listed else None


def _answer(
    question: _Question, allowed: Allowed, listed: Listing | None, tree_id: str | None
) -> ScanReport:
    """Read the tree."""
    # Late: what is known already is shown without all that reads files.
    from offramp.imports.files import candidates
    from offramp.imports.tree import Tree

    root, targets, all_files = question.root, question.targets, question.all_files
    if question.proven:
        from offramp.imports.selftest import prove

        prove(targets.layers, targets.renames)
    paths = candidates(root, all_files=all_files, leave_out=question.leave_out, listed=listed)
    tree = Tree(root, targets, paths, None if all_files else listed)
    report = ScanReport(
        layers=targets.layers,
        renames=tuple(targets.renames.items()),
        references=[allowed.apply(r, count_docs=question.count_docs) for r in tree.references()],
        scanned_files=len(tree.scanned),
        unparsed_files=tree.unparsed(),
        findings=[*allowed.stale(tree.scanned), *tree.findings()],
        max_hits=question.max_hits,
        tree=tree_id,
        layer_files=sorted(tree.layer_files),
    )
    if question.homes:
        report = _with_homes(root, report, None if all_files else tree.layout)
    return report


def scan_changed(
    root: Path,
    report: ScanReport,
    changed: Mapping[str, bytes],
    allow: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> list[Reference]:
    """Return the references that would be left if files of a scanned tree were changed.

    The files that the report names are read again, the changed ones as they would be. Of the
    others there is nothing new to say: what a file names depends on its own bytes and on what
    other modules hand on, and a change that rewrites references hands on no more than before.

    Args:
        root: the tree that the report is of.
        report: what was found in it.
        changed: path → the new bytes of a file.
        allow: the gitignore patterns that the scan was given.
        leave_out: the paths that the scan left out.
    """
    from offramp.imports.files import candidates
    from offramp.imports.tree import Tree

    targets = Targets(report.layers, dict(report.renames))
    allowed = Allowed(allow)
    paths = candidates(root, leave_out=leave_out)
    only = sorted({*changed, *(r.path for r in report.references)})
    tree = Tree(root, targets, paths, changed=changed, only=only)
    return [allowed.apply(r, count_docs=False) for r in tree.references()]


def _with_homes(root: Path, report: ScanReport, layout: Layout | None = None) -> ScanReport:
    """Return a report with the name to use instead, for each reference that has one."""
    if not report.references:
        return report
    from offramp.imports.homes.canonical import Canonical

    canonical = Canonical(root, report.layers, dict(report.renames), layout)
    references = [replace(r, canonical=canonical.of(r.legacy)) for r in report.references]
    return replace(report, references=references)
