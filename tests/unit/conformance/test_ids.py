"""The peer's rule ids, sorted and argued."""

from __future__ import annotations

import pytest

from conformance.ids import argued, entries, sort
from offramp.contract.rulebook.rules import rules


def test_sort() -> None:
    theirs = {"a": "info", "b": "breaking", "c": "info"}
    found = sort(theirs, {"a": "info", "b": "warning", "d": "info"})
    assert found == ({"a"}, {"b"}, {"c"})


def test_what_is_argued_is_counted_by_entry() -> None:
    rows = [{"peer": ["a-*", "b"], "ours": ["x"], "why": "one"}, {"peer": ["z"], "why": "two"}]
    assert argued({"a-1", "a-2", "b", "c"}, rows) == [(3, "`a-*`, `b`", "`x`", "one")]
    assert argued({"z"}, rows) == [(1, "`z`", "the same", "two")]


@pytest.mark.parametrize("entry", entries("named_otherwise"), ids=lambda e: e["peer"][0])
def test_what_is_named_otherwise_is_named_after_a_rule(entry: dict[str, list[str]]) -> None:
    assert set(entry["ours"]) <= rules().keys()
