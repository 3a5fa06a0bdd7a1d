"""Static and run-time evidence side by side: seen by both, by reading alone, by running alone."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from offramp.imports.allowed import ALLOWED, Allowed
from offramp.imports.elsewhere import Elsewhere
from offramp.imports.layout import Layout
from offramp.imports.model import Kind, Reference, ScanReport, Source
from offramp.imports.targets import Target, Targets

if TYPE_CHECKING:
    from offramp.imports.runs.merge import RuntimeRecord

_PROSE = frozenset({Kind.DOC, Kind.COMMENT})
_NAMED = frozenset({Kind.STRING, Kind.CONFIG, Kind.COMMAND, Kind.DYNAMIC_IMPORT, Kind.ENTRY_POINT})


def join(
    report: ScanReport,
    record: RuntimeRecord,
    root: Path,
    *,
    allow: Sequence[str] = (),
    paths: Iterable[str] = (),
) -> ScanReport:
    """Return the report with the run-time record laid beside it.

    A static reference that was executed gets the source ``both``; the others keep ``static``: read,
    never executed in this run. A hit that no reading explains is added and counts.

    Args:
        report: what `offramp.imports.scan` has found.
        record: what a recorded run has shown.
        root: the target's root; a file with hits is parsed to know how far its statements reach.
        allow: the gitignore patterns that the scan was given: a hit in such a path does not count.
        paths: the files of the tree. What the layer's own files do is no hit, whatever name they
            run under (a test beside the layer's modules).
    """
    layout = Layout(paths if record.hits else ())
    own = _own_files(report, record, layout)
    stands = _Judge(report, layout, root)
    read = _Read(report, root)
    executed: dict[Reference, Reference] = {}
    added = []
    for hit in record.hits:
        if any(hit.path in files and _below(hit.legacy, name) for name, files in own.items()):
            continue
        if not stands.for_the_root(hit):
            continue
        tests = record.tests.get(hit, ())
        same = read.explaining(hit, tests)
        if all(r.possible and r in executed for r in same):  # none, or each is another name by now
            added.append(_told(hit, tests))
        for reference in same:
            now = _confirmed(reference, hit) if reference.possible else reference
            executed.setdefault(reference, replace(now, source=Source.BOTH))
    static = [r for r in report.references if r not in executed]
    seen = allowed([*added, *(now for was, now in executed.items() if was.possible)], allow)
    kept = [now for was, now in executed.items() if not was.possible]
    return replace(report, references=tuple(sorted([*static, *kept, *seen], key=_order)))


class _Judge:
    """Tells whether a name that was imported is that of a renamed root, or of something else.

    ``import types`` is the standard library's in third-party code as well, and a test's helper
    ``memory`` is what it resolves to when it runs, too.
    """

    def __init__(self, report: ScanReport, layout: Layout, root: Path) -> None:
        self._root = root
        self._elsewhere = None
        if report.renames:
            targets = Targets(report.layers, dict(report.renames))
            self._elsewhere = Elsewhere(layout, targets, self._bytes)

    def for_the_root(self, hit: Reference) -> bool:
        """Whether a hit is one, as far as the tree can tell."""
        return self._elsewhere is None or self._elsewhere.judge(hit).counts

    def _bytes(self, path: str) -> bytes:
        try:
            return (self._root / path).read_bytes()
        except (OSError, ValueError):
            return b""


class _Read:
    """What was read, to be asked for what explains a hit."""

    def __init__(self, report: ScanReport, root: Path) -> None:
        self._named = [r for r in report.references if r.kind in _NAMED]
        self._statements = _Statements(root)
        self._by_path: dict[str, list[Reference]] = defaultdict(list)
        for reference in report.references:
            # One that neither counts nor is allowed is no use of the layer, and explains none.
            use = reference.counts or reference.possible or reference.note == ALLOWED
            if use and reference.kind not in _PROSE:
                self._by_path[reference.path].append(reference)

    def explaining(self, hit: Reference, tests: Sequence[str]) -> list[Reference]:
        """Return the references by which a hit happened.

        Args:
            hit: what a run has shown.
            tests: the tests that showed it.
        """
        if hit.path.startswith("<"):  # a runner or a child did it, for whoever named the module
            return [r for r in self._named if r.legacy == hit.legacy and _named_for(r, tests)]
        first, last = self._statements.around(hit.path, hit.line)
        near = self._by_path.get(hit.path, ())
        return [r for r in near if first <= r.line <= last and _akin(r.legacy, hit.legacy)]


def _named_for(reference: Reference, tests: Sequence[str]) -> bool:
    """Say whether a name can be why something without a file was imported during some tests.

    One that does not count explains nothing: offramp's own settings always name the layer. An
    allowed one does if it lies in the file of all these tests.
    """
    if reference.note == ALLOWED:
        return bool(tests) and all(t.partition("::")[0] == reference.path for t in tests)
    return reference.counts or reference.possible


def _told(hit: Reference, tests: Sequence[str]) -> Reference:
    """Return a hit; one without a file says which tests showed it."""
    if not tests or not hit.path.startswith("<"):
        return hit
    more = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
    return replace(hit, note=f"{hit.note}, in {tests[0]}{more}")


def _confirmed(reference: Reference, hit: Reference) -> Reference:
    """Return a reference whose name was only possible as what the run has shown it to be."""
    return replace(
        reference,
        legacy=hit.legacy,
        counts=True,
        possible=False,
        note="a computed name, seen at run time",
    )


def _order(reference: Reference) -> tuple[str, int, int, str, str]:
    r = reference
    return r.path, r.line, r.column, r.legacy, r.kind.value


def _own_files(
    report: ScanReport, record: RuntimeRecord, layout: Layout
) -> dict[str, frozenset[str]]:
    """Return the files that each watched name is made of."""
    if not record.hits:
        return {}
    renames = dict(report.renames)
    return {n: layout.own_files(Target(n, n), renames.get(n)) for n in record.names}


def _below(name: str, ancestor: str) -> bool:
    return (name + ".").startswith(ancestor + ".")


def _akin(one: str, other: str) -> bool:
    """Say whether one name is the other or lies below it: ``a.compat`` and ``a.compat.x``."""
    return _below(one, other) or _below(other, one)


def allowed(hits: Iterable[Reference], allow: Sequence[str]) -> list[Reference]:
    """Return run-time hits as they count under the allow list; no pattern means a foreign path.

    Args:
        hits: what a recorded run has shown.
        allow: gitignore patterns.

    Raises:
        ConfigError: a pattern is none.
    """
    rules = Allowed(allow)
    return [h if h.path.startswith(("/", "<")) else rules.apply(h, count_docs=False) for h in hits]


class _Statements:
    """How far the statement on a line reaches: an import in parentheses has several lines."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, list[tuple[int, int]]] = {}

    def around(self, path: str, line: int) -> tuple[int, int]:
        """Return the first and last line of the innermost statement that a line belongs to."""
        if path not in self._known:
            self._known[path] = self._read(path)
        spans = [s for s in self._known[path] if s[0] <= line <= s[1]]
        return min(spans, key=lambda s: s[1] - s[0], default=(line, line))

    def _read(self, path: str) -> list[tuple[int, int]]:
        try:
            tree = ast.parse((self._root / path).read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError):
            return []
        return [_span(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _span(node: ast.stmt) -> tuple[int, int]:
    """Return the first and last line of a statement; of one with a body, those of its head."""
    last = node.end_lineno or node.lineno
    decorators = getattr(node, "decorator_list", [])
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if body:
        inner = getattr(body[0], "pattern", body[0])  # a case of match has no line of its own
        starts = [inner.lineno, *(d.lineno for d in getattr(inner, "decorator_list", []))]
        last = max(node.lineno, min(starts) - 1)
    return min([node.lineno, *(d.lineno for d in decorators)]), last
