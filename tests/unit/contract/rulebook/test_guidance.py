"""What ``explain`` says of the policy holds for the rules that there are."""

from __future__ import annotations

import re

from offramp.contract import explain
from offramp.contract.rulebook import guidance
from offramp.contract.rulebook.rules import rules


def test_each_note_is_one_of_some_rule() -> None:
    for pattern, note in guidance._NOTES.items():
        assert any(re.fullmatch(pattern, rule) for rule in rules()), pattern
        assert "  " not in note


def test_every_rule_is_explained_with_what_a_team_can_do() -> None:
    for rule in rules().values():
        text = explain(rule.id)
        assert f'{rule.id} = "…"' in text
        assert ("openapi-accept accepts" in text) == (rule.location != "policy"), rule.id


def test_where_sets_are_not_all_the_rule_says_so() -> None:
    assert "names are compared one by one" in explain("new-optional-request-property")
    assert "reads what the base declared" in " ".join(
        explain("response-optional-property-removed").split()
    )
    assert "deprecation-days" in explain("api-sunset-date-too-small")
    assert "x-extensible-enum" in explain("response-property-enum-value-added")
    assert "--prune" in explain("accepted-finding-stale")
