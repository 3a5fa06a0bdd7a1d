"""``compat-fix``: references to the layer become references to what they mean.

Nothing is written until every changed file has been parsed and the whole tree, with the changes,
has been scanned again; then all files are written, or none.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from offramp.errors import CannotJudge
from offramp.imports.homes.canonical import Canonical
from offramp.imports.model import Kind, Reference, ScanReport
from offramp.imports.rewriting.edits import Draft
from offramp.imports.rewriting.named import named_in_strings
from offramp.imports.rewriting.python import PythonFix, Unfixed, parse
from offramp.imports.rewriting.text import fix_texts
from offramp.imports.scanner import scan_changed
from offramp.imports.source import Source

_STAR = "star import"
_BY_WAY = re.compile(r"by way of (?P<module>[\w.]*)\.(?P<name>\w+)")
_BROKEN = "the result would not parse: a fault of offramp, which should be reported"
_NEVER = {
    Kind.RUNTIME: "seen when it ran; what computes the name cannot be told from here",
    Kind.PICKLE: "a pickle holds the name: make it anew",
}

Handed = defaultdict[str, defaultdict[str, set[str]]]
"""Module → name → the legacy names that other modules reach by way of it."""


@dataclass(frozen=True)
class FixPlan:
    """The changes that `plan_fix` proposes.

    Attributes:
        root: the tree.
        edits: path → the file's new bytes; sorted by path.
        before: path → SHA-256 of the bytes that the plan was made for.
        fixed: the references that go.
        unfixed: the counted references that stay, each with the reason.
    """

    root: Path
    edits: dict[str, bytes]
    before: dict[str, str]
    fixed: tuple[Reference, ...] = ()
    unfixed: tuple[tuple[Reference, str], ...] = field(default=())

    def diff(self) -> str:
        """Return the changes as a unified diff; what is not text in UTF-8 is shown escaped."""
        parts: list[str] = []
        for path, new in self.edits.items():
            old = (self.root / path).read_bytes()
            parts += _diff(path, old, new)
        return "".join(parts)

    def apply(self) -> None:
        """Write all files, or none.

        Raises:
            CannotJudge: a file is not what it was when the plan was made, or cannot be written;
                what had been written is restored.
        """
        for path, digest in self.before.items():
            file = self.root / path
            if not file.is_file() or _digest(file.read_bytes()) != digest:
                raise CannotJudge(
                    "a file has changed since the plan was made",
                    expected="the file as it was scanned",
                    where=path,
                    next="scan and plan again",
                )
        _write_all(self.root, self.edits)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as ``offramp.fix/1``, without the diff."""
        return {
            "schema": "offramp.fix/1",
            "files": list(self.edits),
            "fixed": [r.to_dict() for r in self.fixed],
            "unfixed": [r.to_dict() | {"reason": why} for r, why in self.unfixed],
        }


def plan_fix(
    root: Path,
    report: ScanReport,
    *,
    allow: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> FixPlan:
    """Work out how the counted references of a report can be rewritten.

    Args:
        root: the tree that the report is of.
        report: what `offramp.imports.scan` has found, joined with a run-time record or not.
        allow: the gitignore patterns that the scan was given.
        leave_out: the paths that the scan left out.

    """
    canonical = Canonical(root, report.layers, dict(report.renames))
    handed: Handed = defaultdict(lambda: defaultdict(set))
    for reference in report.references:
        found = _BY_WAY.match(reference.note)
        if found and (reference.counts or reference.kind is not Kind.RE_EXPORT):
            handed[found["module"]][found["name"]].add(reference.legacy)
    by_path: dict[str, list[Reference]] = defaultdict(list)
    for reference in report.references:
        if reference.counts:
            by_path[reference.path].append(reference)
    plain = {p: [r for r in rs if r.kind not in _NEVER] for p, rs in sorted(by_path.items())}
    drafts = {p: Draft(p, (root / p).read_bytes()) for p, rs in plain.items() if rs}
    files = {p: _fixed(draft, plain[p], canonical, handed) for p, draft in drafts.items()}
    for path in _named_elsewhere(root, files, canonical, handed):
        draft = Draft(path, drafts[path].source.raw)
        files[path] = _fixed(draft, plain[path], canonical, handed)
    edits = {p: f.new for p, f in files.items() if f.new != drafts[p].source.raw}
    before = {p: _digest(drafts[p].source.raw) for p in edits}
    unfixed = [(r, _NEVER[r.kind]) for rs in by_path.values() for r in rs if r.kind in _NEVER]
    unfixed += [stays for file in files.values() for stays in file.stays]
    left = report.references
    if edits:
        left = scan_changed(root, report, edits, allow, leave_out)
    unfixed = _agree(unfixed, left, report)
    kept = {r for r, _ in unfixed}
    fixed = tuple(r for rs in by_path.values() for r in rs if r not in kept)
    unfixed.sort(key=lambda u: (u[0].path, u[0].line, u[0].column, u[0].legacy))
    return FixPlan(root, edits, before, fixed, tuple(unfixed))


class _File(NamedTuple):
    """A file's new bytes, what stays in it, and the names that it had for modules of the layer."""

    new: bytes
    stays: Unfixed
    parted: Mapping[str, str] = {}


def _fixed(
    draft: Draft, references: Sequence[Reference], canonical: Canonical, handed: Handed
) -> _File:
    """Work one file out; one that fails holds back no other."""
    path, raw = draft.path, draft.source.raw
    readable = is_python(path, raw) and all(r.parsed for r in references)
    tree = parse(draft.source.text) if readable else None
    try:
        if tree is None:
            stays = fix_texts(draft, references, canonical)
            return _File(draft.result(), stays)
        layout = canonical.modules.layout
        names, packages = layout.names(path), layout.packages(path)
        given: Mapping[str, set[str]] = next((handed[n] for n in names if n in handed), {})
        fix = PythonFix(draft, tree, canonical, names, packages, given)
        stays = fix.fix(references)
        new = draft.result()
    except CannotJudge as error:
        return _File(raw, [(r, error.what) for r in references])
    if new != raw and parse(Source(new).text) is None:
        return _File(raw, [(r, _BROKEN) for r in references])
    return _File(new, stays, fix.parted)


def _named_elsewhere(
    root: Path, files: Mapping[str, _File], canonical: Canonical, handed: Handed
) -> set[str]:
    """Note names that would go and that strings of other files reach; return their files."""
    layout, owners = canonical.modules.layout, {}
    for path, file in files.items():
        for module in layout.names(path) if file.parted else ():
            owners.update({f"{module}.{name}": path for name in file.parted})
    found = set()
    for dotted, member in named_in_strings(root, layout.paths, owners):
        module, _, name = dotted.rpartition(".")
        path = owners[dotted]
        handed[module][name].add(f"{files[path].parted[name]}.{member}")
        found.add(path)
    return found


def is_python(path: str, raw: bytes) -> bool:
    """Say whether a file is Python by its name, or by its first line."""
    shebang = raw[:200].split(b"\n", 1)[0]
    return path.endswith((".py", ".pyi")) or (shebang[:2] == b"#!" and b"python" in shebang)


def _agree(unfixed: Unfixed, left: Sequence[Reference], report: ScanReport) -> Unfixed:
    """Let the second scan have the last word on what stays.

    A reference by way of another module goes when that one is rewritten, but for a star import:
    the name that it brought is gone as well, which no scan can see. One that is still found where
    a change was made is not fixed, whatever was planned.
    """
    still = {_key(r): r for r in left if r.counts}
    kept = [(r, why) for r, why in unfixed if _key(r) in still or r.kind in _NEVER or _STAR in why]
    said = {_key(r) for r, _ in kept}
    known = {_key(r): r for r in report.references if r.counts}
    new = sorted(set(still) - said)
    return kept + [(known.get(key, still[key]), "no exact edit leads to its home") for key in new]


def _key(reference: Reference) -> tuple[str, str]:
    return reference.path, reference.legacy


def _diff(path: str, old: bytes, new: bytes) -> list[str]:
    def lines(raw: bytes) -> list[str]:
        return io.StringIO(raw.decode("utf-8", "backslashreplace"), newline="\n").readlines()

    found = difflib.unified_diff(lines(old), lines(new), f"a/{path}", f"b/{path}")
    return [
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in found
    ]


def _write_all(root: Path, edits: dict[str, bytes]) -> None:
    """Write every file by way of a neighbour of its own; put back what was there if one fails."""
    ready: list[tuple[Path, Path]] = []
    done: list[tuple[Path, bytes]] = []
    try:
        for path, data in edits.items():
            file = root / path
            ready.append((file.with_name(f".{file.name}.offramp-{os.getpid()}"), file))
            ready[-1][0].write_bytes(data)
            shutil.copymode(file, ready[-1][0])
        for scratch, file in ready:
            done.append((file, file.read_bytes()))
            scratch.replace(file)
    except BaseException as error:
        for file, old in done:
            if file.read_bytes() != old:
                file.write_bytes(old)
        if not isinstance(error, OSError):
            raise
        raise CannotJudge(
            "a file could not be written; nothing is changed",
            found=str(error),
            where=os.fspath(error.filename or root),
        ) from error
    finally:
        for scratch, _ in ready:
            scratch.unlink(missing_ok=True)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
