"""Where a name stands in a file: from offsets to lines, columns and exact spans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from offramp.imports.model import Kind, Reference
from offramp.imports.source import Source
from offramp.imports.targets import Targets

MOST_IN_A_FILE = 1000
"""References listed for one file; one more says that there are others (a bound on memory)."""


class Places:
    """Collects the references of one file, each once.

    Args:
        path: the file, relative to the root.
        source: its text.
        targets: gives the canonical names.
        kind: what every reference is called in a file of this kind; None for what each one is.
        parsed: False where a tolerant reader is at work.
    """

    def __init__(
        self,
        path: str,
        source: Source,
        targets: Targets,
        *,
        kind: Kind | None = None,
        parsed: bool = True,
    ) -> None:
        self.path = path
        self.source = source
        self.targets = targets
        self.parsed = parsed
        self.overflow = False
        self.dropped = 0
        self._kind = kind
        self._found: dict[tuple[int, int, str], Reference] = {}

    @property
    def references(self) -> list[Reference]:
        """What was found, in order of place.

        A name that another module handed on is counted where it is used, and where it is imported
        only if it is not used in this file.
        """
        used = {r.note for r in self._found.values() if r.kind is Kind.ATTRIBUTE and r.note}
        settled = (
            replace(r, counts=False, note=f"{r.note}; counted where it is used")
            if r.kind is Kind.RE_EXPORT and r.note in used
            else r
            for r in self._found.values()
        )
        found = sorted(settled, key=reference_order)
        if self.dropped:
            found[-1] = replace(found[-1], note=f"and {self.dropped} more, not listed")
        return found

    def add(
        self,
        kind: Kind,
        start: int,
        end: int,
        legacy: str,
        *,
        at: int | None = None,
        exact: bool = True,
        **more: Any,
    ) -> None:
        """Add a reference, unless the same name at the same place is there already.

        Args:
            kind: what it is.
            start: offset in characters at which the written name begins.
            end: offset after its end.
            legacy: the legacy name.
            at: offset of the statement, given as the place if it is on the name's line.
            exact: whether the text from start to end may be edited as it stands.
            more: further fields of the reference.
        """
        if len(self._found) >= MOST_IN_A_FILE:
            self.dropped += 1
            self.overflow = self.overflow or more.get("counts", True)
            return
        key = (start, end, legacy)
        line, column = self.source.place(start)
        if at is not None:
            first, first_column = self.source.place(at)
            column = first_column if first == line else column
        known = self._found.get(key)
        if known is not None and known.counts >= more.get("counts", True):
            return
        self._found[key] = Reference(
            path=self.path,
            line=line,
            column=column,
            kind=self._kind or kind,
            legacy=legacy,
            canonical=self.targets.canonical(legacy),
            parsed=self.parsed,
            span=self.source.span(start, end) if exact else None,
            **more,
        )


def reference_order(reference: Reference) -> tuple[str, int, int, str, str]:
    """Sorting key: by path, place and name."""
    r = reference
    return r.path, r.line, r.column, r.legacy, r.kind.value
