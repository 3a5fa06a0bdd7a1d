"""One tree while it is scanned: which files are read, in which order, and what they say."""

from __future__ import annotations

import gc
import os
import stat
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from offramp.findings import Finding, Severity
from offramp.imports.elsewhere import Elsewhere
from offramp.imports.layout import Layout
from offramp.imports.mentions import Mentions
from offramp.imports.model import Reference
from offramp.imports.places import MOST_IN_A_FILE, reference_order
from offramp.imports.prefilter import Search, read_all
from offramp.imports.reading import FileReader, FileReading
from offramp.imports.reexports import FOLLOWED, ReexportSearch, handed_on
from offramp.imports.stars import StarExports
from offramp.imports.syntax.reader import Surroundings
from offramp.imports.targets import Targets
from offramp.listing import Listing, holding

_LONGEST_CHAIN = 8


class Tree:
    """One tree, read.

    Args:
        root: the tree.
        targets: what is looked for.
        paths: the files to look at, relative to the root.
        listed: what git has just listed of the tree, where the files are git's.
        changed: bytes that are read in the place of a file's own.
        only: the files that are read; all of them by default.

    Attributes:
        layout: the modules of the tree.
        layer_files: the files that the layers are made of.
        scanned: the files that were looked at.
    """

    def __init__(
        self,
        root: Path,
        targets: Targets,
        paths: Sequence[str],
        listed: Listing | None = None,
        *,
        changed: Mapping[str, bytes] | None = None,
        only: Sequence[str] | None = None,
    ) -> None:
        self._root = root
        self._listed = listed
        self._changed = changed or {}
        self._targets = targets
        self._paths = paths if only is None else only
        self.layout = Layout(paths, (t.dotted for t in targets.direct))
        self._own = {
            t.dotted: self.layout.own_files(t, targets.canonical(t.dotted)) for t in targets
        }
        self._elsewhere = Elsewhere(self.layout, targets, self._bytes)
        self._stars = StarExports(self.layout, self._bytes)
        self._readings: dict[str, FileReading] = {}
        self._unreadable: list[str] = []
        self.scanned = _there(root, self._paths, listed)
        layers = [files for name, files in self._own.items() if name in targets.layers]
        self.layer_files = frozenset().union(*layers)

        with warnings.catch_warnings(), _rare_collections():
            warnings.simplefilter("ignore")  # what ast says of invalid escapes is not our matter
            self._read()

    def _read(self) -> None:
        """Read every file that may name the layer, then those that take it from another one."""
        search = Search(self._targets, self.layout)
        reader = self._reader(self._targets)
        held = self._holding(search.patterns)
        opened = [path for path in self.scanned if held is None or path in held]
        for path, data in self._contents(opened, self._unreadable):
            if search.finds(path, data):
                self._readings[path] = reader.read(path, data, self._around(path))
        known: dict[str, str] = {}
        for _ in range(_LONGEST_CHAIN):
            exports = {
                p: self._elsewhere.exports(p, r.exports)
                for p, r in self._readings.items()
                if self._foreign(p, r)
            }
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
        held = self._holding(search.patterns, FOLLOWED)
        python = [path for path in self.scanned if path.endswith(FOLLOWED)]
        near = [
            p for p in python if held is None or p in held or search.inside(self.layout.tops(p))
        ]
        for path, data in self._contents(near, []):
            if search.finds(path, data, self.layout.tops(path)):
                self._readings[path] = reader.read(path, data, self._around(path))

    def _holding(self, patterns: Sequence[str], ends: Sequence[str] = ()) -> set[str] | None:
        """Return the files in which git finds one of the patterns; None where it cannot look."""
        if self._listed is None or not patterns or not all(map(str.isascii, patterns)):
            return None
        return holding(self._root, self._listed, patterns, ends)

    def _contents(self, paths: Sequence[str], unreadable: list[str]) -> Iterator[tuple[str, bytes]]:
        found = read_all(self._root, paths, unreadable)
        if not self._changed:
            return found
        return ((path, self._changed.get(path, data)) for path, data in found)

    def _bytes(self, path: str) -> bytes:
        known = self._changed.get(path)
        return (self._root / path).read_bytes() if known is None else known

    def _reader(self, targets: Targets) -> FileReader:
        return FileReader(targets, Mentions(targets, self._elsewhere.is_module))

    def _around(self, path: str) -> Surroundings:
        names, packages = self.layout.names(path), self.layout.packages(path)
        return Surroundings(names, packages, self._stars.names)

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


def _there(root: Path, paths: Sequence[str], listed: Listing | None) -> Sequence[str]:
    """Return the paths that are regular files; what git has just seen unchanged is not asked."""
    if listed is not None and not listed.changed:
        return paths
    return [path for path in paths if _regular(f"{root}/{path}")]


def _regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


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
