"""A comparison of a thing with itself, which shows nothing however it ends."""

from __future__ import annotations

from dataclasses import replace

from offramp.contract.weighing.result import Change, Comparison
from offramp.findings import Severity

RULE = "baseline-is-head"


def mark_vacuous(comparison: Comparison, why: str) -> Comparison:
    """Return the comparison with a finding that says that it shows nothing.

    Args:
        comparison: of the baseline's document with the candidate's.
        why: what makes the two the same, as one line.
    """
    found = Change(
        rule=RULE,
        severity=comparison.policy.severities.get(RULE, Severity.WARNING),
        direction="none",
        operations=(),
        base_pointer="",
        cand_pointer="",
        message=why,
        place="the baseline",
    )
    findings = sorted((found, *comparison.findings), key=lambda each: each.severity.rank)
    return replace(comparison, findings=tuple(findings))
