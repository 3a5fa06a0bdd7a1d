"""One vocabulary for every room: severities, verdicts, and what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from offramp.errors import ExitCode


class Severity(str, Enum):
    """How much a finding weighs. ``BREAKING`` fails a gate; the others inform."""

    BREAKING = "breaking"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Sorting key: the worst first."""
        return list(Severity).index(self)


class Verdict(str, Enum):
    """How a gate ended, where it could judge. Where it could not, an error is raised."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    CANNOT_JUDGE = "cannot-judge"

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that says the same."""
        return _EXIT[self]


_EXIT = {
    Verdict.PASS: ExitCode.HOLDS,
    Verdict.FAIL: ExitCode.FAILS,
    Verdict.CANNOT_JUDGE: ExitCode.CANNOT_JUDGE,
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that a person should know, with its place.

    Attributes:
        rule: stable id in kebab case; ``offramp explain RULE`` tells its reason.
        severity: what it weighs.
        message: one line in plain words.
        path: file, relative to the root of the repository, with forward slashes.
        line: 1-based; None where a line has no meaning.
        column: 0-based, in characters.
    """

    rule: str
    severity: Severity
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, in a stable order of keys."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
        }
