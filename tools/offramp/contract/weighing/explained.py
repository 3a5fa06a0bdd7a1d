"""Differences that the packages alone make: the same code, made with either side's packages."""

from __future__ import annotations

from dataclasses import replace

from offramp.contract.weighing.result import Change, Comparison

ENVIRONMENT = "environment"


def mark_explained(comparison: Comparison, packages: Comparison, code: Comparison) -> Comparison:
    """Return the comparison with the findings marked that the packages alone explain (S12).

    Three documents tell the two causes apart: the baseline's, the candidate's, and one of the
    baseline's code with the candidate's packages. A finding is explained where the packages make
    it, word for word, and the code changes nothing at its place. What it weighs stays.

    Args:
        comparison: of the baseline's document with the candidate's.
        packages: of the baseline's document with the third.
        code: of the third document with the candidate's.
    """
    alone = {_words(found): found for found in packages.findings}
    changed = {found.place for found in code.findings}

    def explained(found: Change) -> bool:
        same = alone.get(_words(found))
        return (
            same is not None
            and found.place not in changed
            and set(found.operations) <= set(same.operations)
        )

    return replace(
        comparison,
        findings=tuple(
            replace(found, explained_by=ENVIRONMENT) if explained(found) else found
            for found in comparison.findings
        ),
    )


def _words(found: Change) -> tuple[str, str]:
    return found.fingerprint, found.message
