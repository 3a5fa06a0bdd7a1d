"""Policy: severities, accepted findings that go stale, paths, the next version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from offramp.contract import Accepted, Options, compare
from offramp.errors import ConfigError
from offramp.findings import Severity

Make = Callable[..., dict[str, Any]]


def two(**items: Any) -> dict[str, Any]:
    answer = {"responses": {"200": {"description": "k"}}}
    paths = {f"/{name}": {"get": {**answer, **words}} for name, words in items.items()}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


BASE, CAND = two(a={}, b={}), two(b={})


def test_a_severity_of_ones_own() -> None:
    rule = "api-path-removed-without-deprecation"
    result = compare(BASE, CAND, Options(severities={rule: Severity.WARNING}))
    assert result.verdict == "compatible"
    assert result.counts["warning"] == 1
    strict = Options(severities={rule: Severity.WARNING}, fail_on=Severity.WARNING)
    assert compare(BASE, CAND, strict).verdict == "breaking"


def test_a_severity_for_what_is_no_rule() -> None:
    with pytest.raises(ConfigError, match="no contract rule"):
        compare(BASE, CAND, Options(severities={"api-gone": Severity.INFO}))


def test_accepted_findings_expire_and_go_stale() -> None:
    (finding,) = compare(BASE, CAND).findings
    entry = Accepted(fingerprint=finding.fingerprint, reason="agreed", expires=date(2030, 1, 1))
    kept = compare(BASE, CAND, Options(accepted=(entry,), today=date(2030, 1, 1)))
    assert kept.verdict == "compatible"
    assert kept.findings[0].accepted == "agreed"
    late = compare(BASE, CAND, Options(accepted=(entry,), today=date(2030, 1, 2)))
    assert late.verdict == "breaking"
    assert "accepted-finding-stale" in {f.rule for f in late.findings}
    stale = compare(BASE, BASE, Options(accepted=(entry,)))
    assert [f.rule for f in stale.findings] == ["accepted-finding-stale"]


def test_a_fingerprint_is_of_rule_and_place() -> None:
    """Neither the words of the message nor what else changed are part of it."""
    (alone,) = compare(BASE, CAND).findings
    more = compare(BASE, two(b={"deprecated": True}, c={}))
    assert alone.fingerprint in {f.fingerprint for f in more.findings}


def test_paths_that_are_not_looked_at() -> None:
    assert compare(BASE, CAND, Options(exclude=("/a*",))).findings == ()
    assert compare(BASE, CAND, Options(include=("/b",))).findings == ()
    assert compare(BASE, CAND, Options(include=("/a",))).verdict == "breaking"


@pytest.mark.parametrize(
    ("cand", "part"),
    [
        (CAND, "major"),
        (two(a={}, b={}, c={}), "minor"),
        (two(a={"summary": "s"}, b={}), "patch"),
        (BASE, "patch"),
    ],
)
def test_the_next_version(cand: dict[str, Any], part: str) -> None:
    assert compare(BASE, cand).next_version == part


def test_the_worst_comes_first() -> None:
    cand = two(b={"operationId": "x", "deprecated": True}, c={})
    base = two(a={}, b={"operationId": "y"})
    ranks = [f.severity.rank for f in compare(base, cand).findings]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
