"""A policy that cannot be meant is refused, and so is one under which nothing could fail."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from offramp.contract import Accepted, Options, compare
from offramp.contract.rulebook.rules import rules
from offramp.errors import CannotJudge, ConfigError
from offramp.findings import Severity


def document(*paths: str) -> dict[str, Any]:
    item = {"get": {"responses": {"200": {"description": "k"}}}}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": dict.fromkeys(paths, item)}


def judge(**words: Any) -> str:
    return compare(document("/a", "/b"), document("/a"), Options(**words)).verdict


def test_a_severity_for_what_is_no_rule() -> None:
    with pytest.raises(ConfigError, match="no contract rule") as error:
        judge(severities={"endpoint-aded": Severity.INFO})
    assert "did you mean endpoint-added" in str(error.value.next)


def test_severities_may_be_said_by_their_names() -> None:
    options = Options(fail_on="warning", severities={"endpoint-added": "info"})  # type: ignore[arg-type, dict-item]
    assert options == Options(
        fail_on=Severity.WARNING, severities={"endpoint-added": Severity.INFO}
    )
    for words in ({"fail_on": "error"}, {"severities": {"endpoint-added": "none"}}):
        with pytest.raises(ConfigError, match=r"no severity '(error|none)'"):
            Options(**words)  # type: ignore[arg-type]


def test_one_pattern_is_not_taken_for_many() -> None:
    with pytest.raises(ConfigError, match="include is one text"):
        Options(include="/v1/*")  # type: ignore[arg-type]


def test_an_acceptance_without_a_reason_is_refused() -> None:
    with pytest.raises(ConfigError, match="no reason is given"):
        judge(accepted=(Accepted(fingerprint="0" * 16, reason=" "),))


def test_a_level_that_there_is_not() -> None:
    with pytest.raises(ConfigError, match="no stability level 'gold'"):
        judge(stability="gold")


def test_an_expiry_date_needs_a_day_of_judgement() -> None:
    """The comparison has no clock; taking the entry as valid would fail open."""
    entry = Accepted(fingerprint="0" * 16, reason="r", expires=date(2030, 1, 1))
    with pytest.raises(ConfigError, match="no day of judgement"):
        judge(accepted=(entry,))


def test_a_policy_that_mutes_every_rule_is_no_gate() -> None:
    silent = dict.fromkeys(rules(), Severity.INFO)
    with pytest.raises(CannotJudge, match="nothing that could fail"):
        judge(severities=silent)
    assert judge(severities=silent, fail_on=Severity.INFO) == "breaking"
    assert judge(severities={**silent, "endpoint-added": Severity.BREAKING}) == "compatible"


@pytest.mark.parametrize("words", [{"exclude": ("*",)}, {"exclude": ("**",)}, {"include": ("/z",)}])
def test_filters_that_let_no_path_through_are_no_gate(words: Any) -> None:
    with pytest.raises(CannotJudge, match="nothing that could fail"):
        judge(**words)


def test_patterns_match_whole_templates() -> None:
    options = Options(include=("/v1/*",), exclude=("/v1/*/internal",))
    seen = [
        p for p in ("/v1/a", "/v1/a/b", "/v1", "/v1/a/internal", "/v2/a") if options.looks_at(p)
    ]
    assert seen == ["/v1/a", "/v1/a/b"]
    assert Options(include=("/t/{id}",)).looks_at("/t/{id}")


@pytest.mark.parametrize(
    ("days", "level", "window"),
    [
        (None, None, None),
        (0, None, None),
        (30, None, 30),
        (30, "beta", 30),
        (30, "alpha", None),
        (30, "solid", 30),
        ({"beta": 7, "stable": 90}, "beta", 7),
        ({"beta": 7, "stable": 90}, None, 90),
        ({"beta": 7}, "stable", None),
    ],
)
def test_how_long_before_it_goes_something_is_announced(
    days: Any, level: str | None, window: int | None
) -> None:
    assert Options(deprecation_days=days).window(level) == window


def test_what_is_not_as_by_default_is_told() -> None:
    assert Options().to_dict() == {"fail_on": "breaking"}
    entry = Accepted(fingerprint="0" * 16, reason="r")
    assert Options(
        severities={"b": Severity.INFO, "a": Severity.WARNING},
        accepted=(entry,),
        exclude=("/x",),
        deprecation_days={"stable": 9},
        stability="draft",
        semver=True,
    ).to_dict() == {
        "fail_on": "breaking",
        "severities": {"a": "warning", "b": "info"},
        "exclude": ["/x"],
        "deprecation_days": {"stable": 9},
        "stability": "draft",
        "semver": True,
        "accepted": 1,
    }
