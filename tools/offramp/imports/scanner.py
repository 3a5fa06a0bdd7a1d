"""``scan``: who still names the layer, in one tree."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.errors import CannotJudge
from offramp.findings import Finding, Severity
from offramp.imports.files import candidates
from offramp.imports.layout import Layout
from offramp.imports.model import Reference, ScanReport
from offramp.imports.places import Places, reference_order
from offramp.imports.prefilter import Search, read_all
from offramp.imports.source import Source
from offramp.imports.syntax.reader import Surroundings, parse, read_tree
from offramp.imports.targets import Targets


def scan(
    root: Path,
    layer: str | Sequence[str],
    renames: Mapping[str, str] = {},
    allow: Sequence[str] = (),
    *,
    max_hits: int = 0,
    all_files: bool = False,
    count_docs: bool = False,
    leave_out: Sequence[str] = (),
    cache: bool = True,
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
        cache: use what is known of unchanged files.

    Raises:
        ConfigError: a name is no dotted name, or there is nothing to look for.
        CannotJudge: the root is not there.
    """
    if not root.is_dir():
        raise CannotJudge("the folder to scan does not exist", where=os.fspath(root))
    layers = (layer,) if isinstance(layer, str) else tuple(layer)
    targets = Targets([n for n in layers if n], renames)
    paths = candidates(root, all_files=all_files, leave_out=leave_out)
    layout = Layout(paths)
    own = {t.dotted: layout.own_files(t) for t in targets}
    search = Search(targets)
    unreadable: list[str] = []
    references: list[Reference] = []
    unparsed = []
    scanned = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path, data in read_all(root, paths, unreadable):
            scanned += 1
            if not search.finds(data) or not path.endswith((".py", ".pyi")):
                continue
            source = Source(data)
            tree = parse(source)
            if tree is None:
                unparsed.append(path)
                continue
            around = Surroundings(layout.names(path), layout.packages(path))
            reading = read_tree(tree, Places(path, source, targets), around)
            references += [
                r
                for r in reading.references
                if not any(path in files and _under(r.legacy, t) for t, files in own.items())
            ]
    findings = [
        Finding(rule="unreadable-file", severity=Severity.BREAKING, message=m) for m in unreadable
    ]
    return ScanReport(
        layers=targets.layers,
        renames=tuple(targets.renames.items()),
        references=sorted(references, key=reference_order),
        scanned_files=scanned,
        unparsed_files=unparsed,
        findings=findings,
        max_hits=max_hits,
    )


def _under(dotted: str, name: str) -> bool:
    return dotted == name or dotted.startswith(name + ".")
