"""docs/contract.md argues each rule that judges otherwise than by sets alone."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from offramp.contract import Options
from offramp.contract.rulebook.policy_rows import ROWS
from offramp.contract.rulebook.rules import Rule, rules, severity_of

PAGE = (Path(__file__).parents[4] / "docs" / "contract.md").read_text(encoding="utf-8")
LIFECYCLE = ("sunset", "stability", "deprecation")


def exceptions() -> list[Rule]:
    return [
        rule
        for rule in rules().values()
        if rule.direction != "none"
        and rule.severity is not severity_of(rule.direction, rule.effect)
    ]


@pytest.mark.parametrize("rule", exceptions(), ids=lambda rule: rule.id)
def test_a_rule_that_does_not_follow_from_sets_is_argued(rule: Rule) -> None:
    told = rule.id in PAGE or any(word in rule.id for word in LIFECYCLE)
    assert told, f"say in docs/contract.md why {rule.id} is {rule.severity.value}"


@pytest.mark.parametrize("name", [row.id for row in ROWS])
def test_the_rules_about_the_policy_are_told(name: str) -> None:
    assert name in PAGE


@pytest.mark.parametrize("name", [field.name for field in fields(Options)])
def test_each_word_of_a_policy_is_told(name: str) -> None:
    assert name in PAGE or name.replace("_", "-") in PAGE
