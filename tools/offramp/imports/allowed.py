"""Which references do not count: those in allowed files, and those in documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from offramp.errors import ConfigError
from offramp.findings import Finding, Severity
from offramp.imports.model import Kind, Reference

ALLOWED = "allowed"
"""The note on a reference that does not count because of its path."""

_DOCUMENTATION = {Kind.DOC, Kind.COMMENT}


class Allowed:
    """The allow list: gitignore patterns, not prefixes (G12).

    Args:
        patterns: as in a ``.gitignore`` file; a later one that begins with ``!`` takes back.

    Raises:
        ConfigError: a pattern is none.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = list(patterns)
        if not self._patterns:
            return
        from pathspec import GitIgnoreSpec

        try:
            self._spec = GitIgnoreSpec.from_lines(self._patterns)
            self._each = [GitIgnoreSpec.from_lines([p.lstrip("!")]) for p in self._patterns]
        except ValueError as error:
            raise ConfigError(
                "an allow entry is not a gitignore pattern", found=str(error), where="allow"
            ) from error

    def apply(self, reference: Reference, *, count_docs: bool) -> Reference:
        """Return a reference as it counts under these patterns.

        Args:
            reference: as it was found.
            count_docs: documentation and comments count as well.
        """
        if self._patterns and self._spec.match_file(reference.path):
            return replace(reference, counts=False, note=ALLOWED)
        if count_docs and reference.kind in _DOCUMENTATION and not reference.counts:
            return replace(reference, counts=True)
        return reference

    def stale(self, scanned: Sequence[str]) -> list[Finding]:
        """Return a finding for each pattern that matches none of the files that were looked at."""
        if not self._patterns:
            return []
        return [
            Finding(
                rule="stale-allow-entry",
                severity=Severity.WARNING,
                message=f'the allow entry "{pattern}" matches no file; remove it',
            )
            for pattern, spec in zip(self._patterns, self._each, strict=True)
            if not any(spec.match_file(path) for path in scanned)
        ]
