"""The exception tree and the exit codes, in one place.

A gate ends in one of five ways, everywhere the same. *Cannot judge* is never a pass, and a
finding is never confused with a broken configuration.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a door returns to the shell."""

    HOLDS = 0
    """The gate holds."""
    CANNOT_JUDGE = 1
    """Configuration, environment, or missing, stale or malformed evidence."""
    FAILS = 2
    """The gate fails: there are findings."""
    BUG = 3
    """offramp itself is at fault; a traceback is shown."""
    INTERRUPTED = 130
    """The user stopped it (SIGINT)."""


class OfframpError(Exception):
    """The root of everything that offramp raises on purpose.

    Args:
        what: one line: what went wrong.
        expected: what should have been there.
        found: what was there instead; may have several lines (an installer's last words).
        where: the place, as ``path`` or ``path:line``.
        next: what the reader can do about it, a command where there is one.
    """

    exit_code = ExitCode.CANNOT_JUDGE

    def __init__(
        self,
        what: str,
        *,
        expected: str | None = None,
        found: str | None = None,
        where: str | None = None,
        next: str | None = None,  # noqa: A002 - the word that the reader sees
    ) -> None:
        super().__init__(what)
        self.what = what
        self.expected = expected
        self.found = found
        self.where = where
        self.next = next

    def __str__(self) -> str:
        lines = [self.what]
        for label in ("expected", "found", "where", "next"):
            value = getattr(self, label)
            if value:
                lines.append(f"  {label + ':':9} " + str(value).replace("\n", "\n" + " " * 12))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, str | None]:
        """Return the error as plain data, for ``--json``."""
        return {
            "what": self.what,
            "expected": self.expected,
            "found": self.found,
            "where": self.where,
            "next": self.next,
        }


class CannotJudge(OfframpError):
    """The question cannot be answered; the answer is not "yes"."""


class ConfigError(CannotJudge):
    """``[tool.offramp]`` or a file that stands in for it says something impossible."""


class EvidenceError(CannotJudge):
    """Evidence is missing, stale for this tree, or malformed."""


class DocumentError(CannotJudge):
    """A file is not the OpenAPI document that it should be."""


class GitError(CannotJudge):
    """git refused, or the repository is not in the state that a step needs."""


class EnvironmentProblem(CannotJudge):
    """A program is missing, an installation failed, or a child could not be run."""


class Interrupted(OfframpError):
    """The user stopped the run; what had been begun was undone."""

    exit_code = ExitCode.INTERRUPTED
