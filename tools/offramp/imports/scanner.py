"""``scan``: who still names the layer, in one tree."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from offramp import git
from offramp.errors import CannotJudge
from offramp.findings import Finding, Severity
from offramp.imports.allowed import Allowed
from offramp.imports.cache import ReportCache
from offramp.imports.elsewhere import Elsewhere
from offramp.imports.files import candidates
from offramp.imports.layout import Layout
from offramp.imports.mentions import Mentions
from offramp.imports.model import Reference, ScanReport
from offramp.imports.places import MOST_IN_A_FILE, reference_order
from offramp.imports.prefilter import Search, read_all
from offramp.imports.reading import FileReader, FileReading
from offramp.imports.reexports import FOLLOWED, ReexportSearch, StarExports, handed_on
from offramp.imports.syntax.reader import Surroundings
from offramp.imports.targets import Targets

_LONGEST_CHAIN = 8


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

    Returns:
        The report; with no file to look at, its verdict is "cannot judge".

    Raises:
        ConfigError: a name is no dotted name, or there is nothing to look for.
        CannotJudge: the root is not there, or git cannot list it.
    """
    root = Path(root).absolute()
    if not root.is_dir():
        raise CannotJudge("the folder to scan does not exist", where=os.fspath(root))
    layers = (layer,) if isinstance(layer, str) else tuple(layer)
    targets = Targets([n for n in layers if n], renames)
    allowed = Allowed(allow)
    listed = git.listing(root)
    tree_id = git.work_tree_id(root, leave_out, listed) if listed else None
    question = {
        "root": os.fspath(root),
        "layers": targets.layers,
        "renames": targets.renames,
        "allow": list(allow),
        "options": [max_hits, count_docs, list(leave_out), homes],
    }
    # Ignored files are in no tree's id.
    known = ReportCache(question, tree_id if cache and not all_files else None)
    report = known.load()
    if report is None:
        paths = candidates(root, all_files=all_files, leave_out=leave_out, listed=listed)
        tree = _Tree(root, targets, paths)
        references = tree.references()
        report = ScanReport(
            layers=targets.layers,
            renames=tuple(targets.renames.items()),
            references=[allowed.apply(r, count_docs=count_docs) for r in references],
            scanned_files=len(tree.scanned),
            unparsed_files=tree.unparsed(),
            findings=[*allowed.stale(tree.scanned), *tree.findings()],
            max_hits=max_hits,
            tree=tree_id,
            layer_files=sorted(tree.layer_files),
        )
        if homes:
            report = _with_homes(root, report, None if all_files else tree.layout)
        # Not where a file could not be read, nor where the tree changed meanwhile.
        if known.keeps and not report.findings and tree_id == _tree_id(root, leave_out):
            known.save(report)
    return report


def _with_homes(root: Path, report: ScanReport, layout: Layout | None = None) -> ScanReport:
    """Return a report with the name to use instead, for each reference that has one."""
    if not report.references:
        return report
    from offramp.imports.canonical import Canonical

    canonical = Canonical(root, report.layers, dict(report.renames), layout)
    references = [replace(r, canonical=canonical.of(r.legacy)) for r in report.references]
    return replace(report, references=references)


class _Tree:
    """One tree while it is scanned."""

    def __init__(self, root: Path, targets: Targets, paths: Sequence[str]) -> None:
        self._root = root
        self._targets = targets
        self._paths = paths
        self.layout = Layout(paths)
        self._own = {t.dotted: self.layout.own_files(t) for t in targets}
        self._elsewhere = Elsewhere(self.layout, targets)
        self._stars = StarExports(self.layout, lambda path: (root / path).read_bytes())
        self._readings: dict[str, FileReading] = {}
        self._unreadable: list[str] = []
        self._near: list[str] = []  # files that name a target's top-level package, or lie in it
        self.scanned: list[str] = []
        layers = [files for name, files in self._own.items() if name in targets.layers]
        self.layer_files = frozenset().union(*layers)

        with warnings.catch_warnings(), _rare_collections():
            warnings.simplefilter("ignore")  # what ast says of invalid escapes is not our matter
            self._read()

    def _read(self) -> None:
        """Read every file that may name the layer, then those that take it from another one."""
        search = Search(self._targets, self.layout)
        reader = self._reader(self._targets)
        for path, data in read_all(self._root, self._paths, self._unreadable):
            self.scanned.append(path)
            near, finds = search.look(path, data)
            if near and path.endswith(FOLLOWED):
                self._near.append(path)
            if finds:
                self._readings[path] = reader.read(path, data, self._around(path))
        known: dict[str, str] = {}
        for _ in range(_LONGEST_CHAIN):
            exports = {p: r.exports for p, r in self._readings.items() if self._foreign(p, r)}
            found = handed_on(exports, self.layout, self._targets)
            if found.keys() <= known.keys():
                return
            self._follow(known | found, found.keys() - known.keys())
            known |= found

    def _follow(self, names: Mapping[str, str], new: Sequence[str] | set[str]) -> None:
        """Read again what may take one of the new names from the module that hands it on."""
        search = ReexportSearch(new)
        targets = Targets(self._targets.layers, self._targets.renames, names)
        reader = self._reader(targets)
        python: Sequence[str] = self._near
        if not {name.partition(".")[0] for name in new} <= self._targets.roots:
            python = [path for path in self.scanned if path.endswith(FOLLOWED)]
        for path, data in read_all(self._root, python, []):
            if search.finds(path, data, self.layout.tops(path)):
                self._readings[path] = reader.read(path, data, self._around(path))

    def _reader(self, targets: Targets) -> FileReader:
        return FileReader(targets, Mentions(targets, self._elsewhere.is_module))

    def _around(self, path: str) -> Surroundings:
        return Surroundings(self.layout.names(path), self.layout.packages(path), self._stars)

    def _foreign(self, path: str, reading: FileReading) -> bool:
        return bool(reading.exports) and not any(path in files for files in self._own.values())

    def references(self) -> list[Reference]:
        """Return what was found, sorted, without what a target's own files say of themselves."""
        found = []
        for path, reading in self._readings.items():
            own = [name for name, files in self._own.items() if path in files]
            found += [
                self._elsewhere.judge(reference)
                for reference in reading.references
                if not any(_under(reference.legacy, name) for name in own)
            ]
        return sorted(found, key=reference_order)

    def unparsed(self) -> list[str]:
        """Return the Python files that name the layer and that no parser accepts."""
        return sorted(p for p, reading in self._readings.items() if reading.unparsed)

    def findings(self) -> list[Finding]:
        """Return what keeps the scan from being whole."""
        found = [
            Finding(
                rule="unreadable-file",
                severity=Severity.BREAKING,
                message=f"the file could not be read: {why}",
                path=path,
            )
            for path, why in (entry.split(": ", 1) for entry in self._unreadable)
        ]
        cut = sorted(path for path, reading in self._readings.items() if reading.overflow)
        message = f"only the first {MOST_IN_A_FILE} references are listed"
        rule = "too-many-references"
        return found + [
            Finding(rule=rule, severity=Severity.BREAKING, message=message, path=path)
            for path in cut
        ]


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the collector of circular garbage run rarely: syntax trees are large and hold none."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _under(dotted: str, name: str) -> bool:
    return dotted == name or dotted.startswith(name + ".")


def _tree_id(root: Path, leave_out: Sequence[str]) -> str | None:
    listed = git.listing(root)
    return git.work_tree_id(root, leave_out, listed) if listed else None
