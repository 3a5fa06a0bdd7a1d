"""Where a corpus has references, what a tool says, and how it is counted: by file and line."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Reports = Mapping[str, set[int]]
"""Lines (1-based) by path; line 0 where a tool names the file and no line of it."""


class Case(NamedTuple):
    """A file of a corpus with a known answer.

    Attributes:
        cls: the class that it belongs to.
        path: the file.
        sites: for each reference the lines that say it; one of them is enough.
        strict: whether what is reported beside the sites is wrong; always so where there are none.
    """

    cls: str
    path: str
    sites: tuple[frozenset[int], ...]
    strict: bool = True


class Score(NamedTuple):
    """What a tool got right in some cases.

    Attributes:
        found: references that it reports.
        missed: references that it does not.
        false: lines that it reports and that are no reference.
    """

    found: int = 0
    missed: int = 0
    false: int = 0

    def __add__(self, other: object) -> Score:
        """Return both together."""
        if not isinstance(other, Score):
            return NotImplemented
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def recall(self) -> float | None:
        """The share of the references that were found; None where there are none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None

    @property
    def precision(self) -> float | None:
        """The share of what was reported that is right; None where nothing was reported."""
        return self.found / (self.found + self.false) if self.found + self.false else None


def score(case: Case, reports: Reports) -> Score:
    """Count one case.

    Args:
        case: the file, and where its references are.
        reports: all that a tool says.
    """
    said = reports.get(case.path, set())
    found = sum(bool(site & said) for site in case.sites)
    # A tool that names the file alone is right about one reference, if there is one.
    nameless = 0 in said and found == 0 and bool(case.sites)
    right: frozenset[int] = frozenset().union(*case.sites)
    wrong = len(said - right - {0}) + (0 in said and not case.sites)
    wrong = wrong if case.strict or not case.sites else 0
    return Score(found + nameless, len(case.sites) - found - nameless, wrong)


def by_class(cases: Iterable[Case], reports: Reports) -> dict[str, Score]:
    """Return the scores of each class, in the order of the cases."""
    scores: dict[str, Score] = {}
    for case in cases:
        scores[case.cls] = scores.get(case.cls, Score()) + score(case, reports)
    return scores


def statement_lines(text: str, path: str, line: int) -> frozenset[int]:
    """Return the lines of the statement that has a line.

    Tools differ in whether they name the statement's line or the name's own, and both are right.
    """
    if path.endswith(".py"):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            return frozenset({line})
        simple = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign)
        for node in ast.walk(tree):
            end = getattr(node, "end_lineno", 0)
            # What is in a string has lines of its own.
            if isinstance(node, simple) and node.lineno <= line <= end and not _is_text(node):
                return frozenset(range(node.lineno, end + 1))
    return frozenset({line})


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
