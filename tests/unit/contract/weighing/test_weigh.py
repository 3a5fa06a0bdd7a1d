"""Policy: severities, accepted findings that go stale, stability, paths, order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from offramp.contract import Accepted, Options, compare
from offramp.findings import Severity

Make = Callable[..., dict[str, Any]]
GONE = "api-path-removed-without-deprecation"
DAY = date(2030, 1, 1)


def two(version: str = "1", **items: Any) -> dict[str, Any]:
    answer = {"responses": {"200": {"description": "k"}}}
    paths = {f"/{name}": {"get": {**answer, **words}} for name, words in items.items()}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": version}, "paths": paths}


BASE, CAND = two(a={}, b={}), two(b={})


def entry(**words: Any) -> Accepted:
    (finding,) = compare(BASE, CAND).findings
    return Accepted(fingerprint=finding.fingerprint, reason="agreed", **words)


def rules(base: Any, cand: Any, **words: Any) -> list[str]:
    return [found.rule for found in compare(base, cand, Options(**words)).findings]


def test_a_severity_of_ones_own() -> None:
    result = compare(BASE, CAND, Options(severities={GONE: Severity.WARNING}))
    assert result.verdict == "compatible"
    assert result.counts["warning"] == 1
    strict = Options(severities={GONE: Severity.WARNING}, fail_on=Severity.WARNING)
    assert compare(BASE, CAND, strict).verdict == "breaking"


def test_a_note_can_be_made_to_fail() -> None:
    fresh = Options(severities={"endpoint-added": Severity.BREAKING})
    assert compare(CAND, BASE).verdict == "compatible"
    assert compare(CAND, BASE, fresh).verdict == "breaking"


def test_an_accepted_finding_is_shown_and_does_not_fail() -> None:
    kept = compare(BASE, CAND, Options(accepted=(entry(),)))
    assert (kept.verdict, kept.to_dict()["accepted"]) == ("compatible", 1)
    (shown,) = kept.findings
    assert (shown.rule, shown.accepted, shown.lowered_from) == (GONE, "agreed", Severity.BREAKING)
    anything = Options(accepted=(entry(),), fail_on=Severity.INFO)
    assert compare(BASE, CAND, anything).verdict == "compatible"


def test_what_is_accepted_is_all_that_is_accepted() -> None:
    """Each subset of the findings leaves exactly the others, and hides none."""
    base = two(a={}, b={}, c={"parameters": []}, d={})
    query = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
    cand = two(c={"parameters": [query]}, d={}, e={})
    every = compare(base, cand).failing
    assert len(every) == 3
    for size in range(len(every) + 1):
        for chosen in combinations(every, size):
            entries = tuple(Accepted(fingerprint=f.fingerprint, reason="r") for f in chosen)
            found = compare(base, cand, Options(accepted=entries))
            left = {f.fingerprint for f in every} - {f.fingerprint for f in chosen}
            assert {f.fingerprint for f in found.failing} == left
            assert found.to_dict()["accepted"] == size
            assert len(found.findings) == len(compare(base, cand).findings)


def test_to_fail_on_less_never_lets_more_pass() -> None:
    base, cand = two(a={}, b={"operationId": "x"}, c={}), two(b={"operationId": "y"}, c={}, d={})
    sizes = [len(compare(base, cand, Options(fail_on=level)).failing) for level in Severity]
    assert sizes == [1, 2, 3]


def test_an_expired_acceptance_counts_no_more() -> None:
    one = (entry(expires=DAY),)
    assert compare(BASE, CAND, Options(accepted=one, today=DAY)).verdict == "compatible"
    late = compare(BASE, CAND, Options(accepted=one, today=date(2030, 1, 2)))
    assert late.verdict == "breaking"
    assert [f.rule for f in late.findings] == [GONE, "accepted-finding-expired"]
    assert "until 2030-01-01" in late.findings[1].message


def test_an_entry_whose_finding_is_gone_says_so() -> None:
    """The base has moved on: the entry would hide the next change at that place."""
    moved_on = compare(CAND, CAND, Options(accepted=(entry(rule=GONE, place="/paths/~1a"),)))
    (stale,) = moved_on.findings
    assert (stale.rule, stale.severity) == ("accepted-finding-stale", Severity.WARNING)
    assert GONE in stale.message
    assert "/paths/~1a" in stale.message
    assert "remove the entry" in stale.message
    assert moved_on.verdict == "compatible"
    told = {"accepted-finding-stale": Severity.BREAKING}
    strict = Options(accepted=(entry(),), severities=told)
    assert compare(CAND, CAND, strict).verdict == "breaking"


def test_two_stale_entries_are_two_findings() -> None:
    entries = tuple(Accepted(fingerprint=word * 16, reason="r") for word in "ab")
    found = compare(BASE, BASE, Options(accepted=entries)).findings
    assert len({f.fingerprint for f in found}) == 2


def test_paths_that_are_not_looked_at() -> None:
    assert compare(BASE, CAND, Options(exclude=("/a*",))).findings == ()
    assert compare(BASE, CAND, Options(include=("/b",))).findings == ()
    assert compare(BASE, CAND, Options(include=("/a",))).verdict == "breaking"


def test_a_pattern_that_matches_no_path_is_told() -> None:
    assert rules(BASE, BASE, exclude=("/a", "/z*")) == ["path-filter-unused"]
    assert rules(BASE, BASE, include=("/a", "/z*")) == ["path-filter-unused"]
    assert rules(BASE, two(a={}, b={}, z={}), exclude=("/z",)) == []


@pytest.mark.parametrize(
    ("level", "least", "verdict"),
    [
        ("draft", "beta", "compatible"),
        ("alpha", "beta", "compatible"),
        ("beta", "beta", "breaking"),
        ("stable", "beta", "breaking"),
        ("solid", "beta", "breaking"),
        (None, "stable", "breaking"),
        ("alpha", "alpha", "breaking"),
        ("draft", "draft", "breaking"),
        ("beta", "stable", "compatible"),
    ],
)
def test_what_promises_nothing_may_change(level: str | None, least: str, verdict: str) -> None:
    base = two(a={"x-stability-level": level} if level else {}, b={})
    found = compare(base, CAND, Options(stability=least))
    assert found.verdict == verdict
    lowered = (level, Severity.BREAKING) if verdict == "compatible" else (None, None)
    assert (found.findings[0].stability, found.findings[0].lowered_from) == lowered


def test_a_note_that_was_made_to_fail_weighs_nothing_where_nothing_is_promised() -> None:
    told = Options(severities={"endpoint-deprecated": Severity.BREAKING})
    for level, verdict in (("alpha", "compatible"), ("beta", "breaking")):
        words = {"x-stability-level": level}
        base, cand = two(a=words, b={}), two(a={**words, "deprecated": True}, b={})
        assert compare(base, cand, told).verdict == verdict


@pytest.mark.parametrize("holder", ["webhooks", "callbacks", "additionalOperations"])
def test_a_level_is_seen_wherever_an_operation_stands(holder: str) -> None:
    """A callback is promised by the operation that takes its address."""

    def document(required: list[str]) -> dict[str, Any]:
        schema = {"type": "object", "required": required, "properties": {"x": {}, "y": {}}}
        body = {"content": {"application/json": {"schema": schema}}}
        level = {"x-stability-level": "alpha"}
        inner = {"requestBody": body, "responses": {"200": {"description": "k"}}}
        made = two(a={}, b={})
        if holder == "webhooks":
            made["webhooks"] = {"w": {"post": {**inner, **level}}}
        elif holder == "callbacks":
            made["paths"]["/a"]["get"] |= {"callbacks": {"c": {"{$url}": {"post": inner}}}, **level}
        else:
            made["paths"]["/a"][holder] = {"COPY": {**inner, **level}}
        return made

    base, cand = document(["x"]), document(["y"])
    assert compare(base, cand).verdict == "compatible"
    assert compare(base, cand, Options(stability="alpha")).verdict == "breaking"


def test_a_cause_that_reaches_a_stable_operation_weighs(response_of: Make) -> None:
    base, cand = (response_of({"type": each}) for each in ("string", "integer"))
    base["paths"]["/u"] = {"get": {**base["paths"]["/t"]["post"], "x-stability-level": "alpha"}}
    cand["paths"]["/u"] = {"get": {**cand["paths"]["/t"]["post"], "x-stability-level": "alpha"}}
    assert compare(base, cand).verdict == "breaking"
    base["paths"]["/t"]["post"]["x-stability-level"] = "draft"
    cand["paths"]["/t"]["post"]["x-stability-level"] = "draft"
    assert compare(base, cand).verdict == "compatible"


def test_the_level_of_before_is_what_was_promised() -> None:
    """Calling an operation alpha in the change that breaks it excuses nothing."""
    words = {"operationId": "o", "x-stability-level": "beta"}
    now = {**words, "x-stability-level": "alpha", "security": [{"k": []}]}
    found = compare(two(a=words), two(a=now))
    assert {"api-stability-decreased", "api-security-added"} <= {
        f.rule for f in found.findings if f.severity is Severity.BREAKING
    }


def test_what_is_said_of_a_level_weighs_at_any_level() -> None:
    base = two(a={"x-stability-level": "alpha"})
    found = compare(base, two(a={"x-stability-level": "solid"})).findings
    assert [(f.rule, f.severity) for f in found] == [
        ("api-invalid-stability-level", Severity.BREAKING)
    ]


def test_the_worst_comes_first() -> None:
    cand = two(b={"operationId": "x", "deprecated": True}, c={})
    base = two(a={}, b={"operationId": "y"})
    ranks = [f.severity.rank for f in compare(base, cand).findings]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3


def test_neither_the_order_of_findings_nor_that_of_keys_counts() -> None:
    """A schema that is sent and answered has two findings that differ by their direction alone."""

    def document(description: str, *order: str) -> dict[str, Any]:
        use = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}}
        items = {
            "a": {"requestBody": use},
            "b": {"responses": {"200": {"description": "k", **use}}},
        }
        made = two(**{name: items[name] for name in order})
        return {**made, "components": {"schemas": {"X": {"description": description}}}}

    told = [
        [f.fingerprint for f in compare(document("x", *o), document("y", *o)).findings]
        for o in ("ab", "ba")
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 2
