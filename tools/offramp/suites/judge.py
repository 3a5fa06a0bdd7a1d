"""Judging a suite by the difference from its baseline, test by test.

On real services "all green" is rarely true (18 smoke tests failed before the original's removal
and 27 after, G16): what a removal must not do is to make anything worse.
"""

from __future__ import annotations

from offramp.findings import Finding, Severity
from offramp.suites.run import SuiteResult

_RANK = {"passed": 0, "skipped": 1, "failed": 2, "error": 2, None: 2}


def compare(baseline: SuiteResult | None, now: SuiteResult) -> list[Finding]:
    """Return what became worse.

    Args:
        baseline: the same suite before the change; None asks for a suite without a failure.
        now: the suite after it.

    Returns:
        A breaking finding for each test that ended worse than before (a pass that is skipped or
        gone now is one) and for each new test that fails. Where there is none of these, one for a
        suite in which no test ran to its end, or whose command failed for another reason than its
        tests, where it had not before.
    """
    if baseline is None:
        baseline = SuiteResult(now.name, now.command, 0)
    findings = [
        _finding("test-became-worse", f"{now.name}: {test} was {before}, now {then or 'gone'}")
        for test, before in sorted(baseline.outcomes.items())
        if _RANK[then := now.outcomes.get(test)] > _RANK[before]
    ]
    findings += [
        _finding("new-test-fails", f"{now.name}: {test} is new, and {outcome}")
        for test, outcome in sorted(now.outcomes.items())
        if test not in baseline.outcomes and outcome in {"failed", "error"}
    ]
    return findings or _of_the_whole(baseline, now)


def _of_the_whole(baseline: SuiteResult, now: SuiteResult) -> list[Finding]:
    """Judge what the tests, one by one, do not show."""
    if (baseline.outcomes or now.outcomes) and not now.count("passed", "failed"):
        return [_finding("suite-shows-nothing", f"{now.name}: no test ran to its end")]
    failing, failed = now.count("failed", "error"), baseline.count("failed", "error")
    same = now.exit_code == baseline.exit_code and bool(failing) == bool(failed)
    explained = failing and baseline.exit_code
    if now.exit_code == 0 or same or explained:
        return []
    message = f"{now.name}: exit code {now.exit_code}, before {baseline.exit_code}"
    return [_finding("suite-fails", message)]


def _finding(rule: str, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.BREAKING, message=message)
