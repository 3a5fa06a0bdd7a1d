"""Suites are judged by the difference from the baseline, test by test (G16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.findings import Severity
from offramp.suites import SuiteResult, compare

WORDS = ("passed", "skipped", "failed", "error")


def suite(code: int = 0, **outcomes: str) -> SuiteResult:
    return SuiteResult("unit", ("pytest",), code, outcomes)


results = st.builds(
    lambda code, outcomes: SuiteResult("unit", ("pytest",), code, outcomes),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(WORDS)),
)


def rules(baseline: SuiteResult | None, now: SuiteResult) -> list[str]:
    return [finding.rule for finding in compare(baseline, now)]


@given(results.filter(lambda r: not r.outcomes or r.count("passed", "failed")))
def test_what_is_as_it_was_is_not_worse(same: SuiteResult) -> None:
    assert compare(same, same) == []


@given(results, results)
def test_every_finding_breaks_and_their_order_is_stable(
    baseline: SuiteResult, now: SuiteResult
) -> None:
    findings = compare(baseline, now)
    assert all(finding.severity is Severity.BREAKING for finding in findings)
    turned = SuiteResult(now.name, now.command, now.exit_code, dict(reversed(now.outcomes.items())))
    assert compare(baseline, turned) == findings


@given(results)
def test_without_a_baseline_only_green_is_without_findings(now: SuiteResult) -> None:
    green = now.exit_code == 0 and not now.count("failed", "error")
    shown = not now.outcomes or bool(now.count("passed"))
    assert (compare(None, now) == []) == (green and shown)


@pytest.mark.parametrize(
    ("before", "then", "worse"),
    [
        ("passed", "passed", False),
        ("passed", "skipped", True),
        ("passed", "failed", True),
        ("passed", "error", True),
        ("passed", None, True),
        ("skipped", "passed", False),
        ("skipped", "failed", True),
        ("skipped", None, True),
        ("failed", "passed", False),
        ("failed", "error", False),
        ("failed", "skipped", False),
        ("failed", None, False),
        ("error", "failed", False),
        ("error", None, False),
    ],
)
def test_each_step_down_is_a_finding_and_no_other(
    before: str, then: str | None, worse: bool
) -> None:
    now = {"keep": "passed"} | ({"t": then} if then else {})
    found = compare(suite(1, keep="passed", t=before), suite(1, **now))
    assert [f.message for f in found if f.rule == "test-became-worse"] == (
        [f"unit: t was {before}, now {then or 'gone'}"] if worse else []
    )


@pytest.mark.parametrize(("outcome", "found"), [("failed", 1), ("error", 1), ("passed", 0)])
def test_a_new_test_that_fails_is_a_finding(outcome: str, found: int) -> None:
    now = suite(1 if found else 0, a="passed", new=outcome)
    assert rules(suite(0, a="passed"), now) == ["new-test-fails"] * found


def test_failures_of_before_are_not_held_against_the_removal() -> None:
    """18 smoke tests failed before the original's removal and 27 after (G16)."""
    old = {f"old{i}": "failed" for i in range(18)}
    new = {f"new{i}": "failed" for i in range(9)}
    baseline = suite(1, a="passed", **old, **dict.fromkeys(new, "passed"))
    assert rules(baseline, suite(1, a="passed", **old, **dict.fromkeys(new, "passed"))) == []
    assert rules(baseline, suite(1, a="passed", **old, **new)) == ["test-became-worse"] * 9


def test_a_suite_whose_outcomes_are_gone_is_not_green() -> None:
    """`make test` with `|| true` ends with 0 whatever happens (G6)."""
    assert rules(suite(0, a="passed"), suite(0)) == ["test-became-worse"]
    assert rules(suite(1, a="failed"), suite(0)) == ["suite-shows-nothing"]


@pytest.mark.parametrize("outcome", ["error", "skipped"])
def test_a_suite_of_which_no_test_runs_shows_nothing(outcome: str) -> None:
    """pytest stops at a collection error: the same one before and after is no proof."""
    assert rules(suite(2, m=outcome), suite(2, m=outcome)) == ["suite-shows-nothing"]


@pytest.mark.parametrize(
    ("before", "now", "rule"),
    [
        (suite(0), suite(0), None),
        (suite(3), suite(3), None),
        (suite(0), suite(3), "suite-fails"),
        (suite(2), suite(3), "suite-fails"),
        (suite(3), suite(0), None),
        (suite(0, a="passed"), suite(1, a="passed"), "suite-fails"),
        (suite(1, a="passed"), suite(1, a="passed"), None),
        (suite(1, a="passed", b="failed"), suite(1, a="passed", b="passed"), "suite-fails"),
        (suite(1, a="passed", b="failed"), suite(0, a="passed", b="passed"), None),
        (suite(1, a="passed", b="failed"), suite(2, a="passed", b="failed"), None),
        (suite(0, a="passed", b="failed"), suite(1, a="passed", b="failed"), "suite-fails"),
    ],
)
def test_a_command_that_fails_beside_its_tests_is_a_finding(
    before: SuiteResult, now: SuiteResult, rule: str | None
) -> None:
    """A coverage gate, or the second half of `sh -c "pytest && ./check"`."""
    assert rules(before, now) == ([rule] if rule else [])
