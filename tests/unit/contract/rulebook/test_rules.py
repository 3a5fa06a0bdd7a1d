"""Each rule is shown by its own example, and not by the near miss."""

from __future__ import annotations

import pytest

from offramp.contract import compare, explain
from offramp.contract.rulebook.rules import Rule, rules, source
from offramp.errors import ConfigError
from offramp.findings import Severity

SHOWN = [rule for rule in rules().values() if rule.base is not None]


@pytest.mark.parametrize("rule", SHOWN, ids=[rule.id for rule in SHOWN])
def test_each_rule_has_a_pair_that_shows_it_and_one_that_does_not(rule: Rule) -> None:
    found = [f for f in compare(rule.base, rule.cand).findings if f.rule == rule.id]
    assert [f.severity for f in found] == [rule.severity]
    assert rule.id not in {f.rule for f in compare(rule.base, rule.near).findings}


def test_each_rule_names_its_reason_and_its_source() -> None:
    for rule in rules().values():
        assert rule.reason.endswith("."), rule.id
        assert source(rule.section), rule.id


def test_severity_follows_from_effect_and_direction() -> None:
    """What a request accepts may only grow, what a response may produce may only shrink."""
    harmless = {("request", "widened"), ("response", "narrowed")}
    for rule in rules().values():
        if rule.id.startswith(("request-body-", "response-body-")) and rule.location == "body":
            pure = rule.effect == "none" or (rule.direction, rule.effect) in harmless
            exceptions = ("encoding-changed", "became-required", "became-optional", "removed")
            if not rule.id.endswith(exceptions):
                assert (rule.severity is Severity.INFO) == pure, rule.id


def test_explain_shows_reason_source_and_example() -> None:
    text = explain("request-property-became-required")
    assert text.startswith("request-property-became-required: breaking\n")
    assert "Callers could leave the property out." in text
    assert "JSON Schema 2020-12 validation, section 6.5.3" in text
    assert '+        "required": [' in text


def test_an_unknown_rule_gets_a_suggestion() -> None:
    with pytest.raises(ConfigError) as error:
        explain("request-property-became-requird")
    assert "request-property-became-required" in str(error.value.next)
