"""Agreement with oasdiff 1.15.0 on recorded cases: each difference belongs to an argued class.

The case data is not part of the repository; it is looked for beside the checkout.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from offramp.contract import Comparison, Options, compare, loads

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "contract"
RECORDED = date(2026, 11, 23)
"""The day on which the peer was run; sunset days are seen from it."""

pytestmark = [
    pytest.mark.functional,
    pytest.mark.shared,
    pytest.mark.skipif(
        not CASES.is_dir(), reason="no ../shared/cases/contract beside the checkout"
    ),
]

NARROWED_ANSWERS = "the response may produce less than before"
WIDENED_REQUESTS = "the request may be more than before"
NOT_IN_MESSAGE = "readOnly in requests and writeOnly in responses are not part of the message"
ALLOWED_AS_A_WHOLE = "taken as a whole, the schemas allow it"
SAME_VALUES = "the same values are valid"
POLARITY = "webhooks are judged with their polarity turned"
ON_REQUEST = "a rule that the peer was asked to fail on; it has no severity of its own"
REPAIRED = "the base was at fault, and the candidate is not"
OUTWARD = "references to other files are not followed, which is said as a warning"

FILES = {
    "openapi31-test1.yaml": POLARITY,
    "breaking_changes_include_checks_base.yaml": ON_REQUEST,
    "deprecated-invalid.yaml": REPAIRED,
    "openapi.yaml": OUTWARD,
    "multi-refs-base.yaml": WIDENED_REQUESTS,
    "request_parameter_max_items_updated_revision.yaml": SAME_VALUES,
    "request_parameter_max_updated_revision.yaml": SAME_VALUES,
    "anyOf1.yaml": SAME_VALUES,
    "contains_min_max_base.yaml": ALLOWED_AS_A_WHOLE,
    "contains_min_max_revision.yaml": ALLOWED_AS_A_WHOLE,
    "response_property_one_of_wrapped_revision.yaml": NARROWED_ANSWERS,
}


def reason(found: Comparison, peer_ids: set[str]) -> str | None:
    """Why nothing is breaking, where the peer says that something is."""
    rules = {f.rule for f in found.findings}
    messages = " ".join(f.message for f in found.findings)
    if "(read-only," in messages or "(write-only," in messages:
        return NOT_IN_MESSAGE
    if "harmless: taken as a whole" in messages:
        return ALLOWED_AS_A_WHOLE
    values = {r for r in rules if r.startswith(("request-", "response-", "new-"))}
    if not values:
        return SAME_VALUES
    if all(each.startswith("response") for each in peer_ids):
        return NARROWED_ANSWERS
    if all(each.startswith(("request", "new-")) for each in peer_ids):
        return WIDENED_REQUESTS
    return None


def test_the_peers_errors_on_made_edits_are_ours_or_argued() -> None:
    lines = gzip.decompress((CASES / "edits.jsonl.gz").read_bytes()).splitlines()
    counts: Counter[str] = Counter()
    witnessed: Counter[bool] = Counter()
    for case in map(json.loads, lines):
        options = Options(deprecation_days=30 if case["flags"] else None, today=RECORDED)
        found = compare(case["base"], case["cand"], options)
        for finding in found.findings:
            if finding.witness or finding.not_witnessed:
                witnessed[finding.witness is not None] += 1
        errors = {p["id"] for p in case["peer"] if p["level"] == 3}
        if errors and found.verdict != "breaking":
            counts[reason(found, errors) or f"{case['name']} {case['dir']}"] += 1
        elif errors:
            counts["agreed"] += 1
    argued = {NARROWED_ANSWERS, WIDENED_REQUESTS, NOT_IN_MESSAGE, ALLOWED_AS_A_WHOLE, SAME_VALUES}
    assert set(counts) <= {"agreed", *argued}, counts
    assert counts["agreed"] >= 364, counts
    assert witnessed[True] >= 3 * witnessed[False], witnessed


def test_what_is_not_witnessed_is_what_no_validator_checks() -> None:
    lines = gzip.decompress((CASES / "edits.jsonl.gz").read_bytes()).splitlines()
    unproven = Counter(
        finding.rule
        for case in map(json.loads, lines)
        for finding in compare(case["base"], case["cand"]).findings
        if finding.not_witnessed
    )
    words = ("content-", "default-value", "x-extensible", "sunset")
    assert not [rule for rule in unproven if not any(word in rule for word in words)], unproven


def peer_pairs() -> list[Any]:
    if not CASES.is_dir():
        return []
    data = json.loads(gzip.decompress((CASES / "peer-files.json.gz").read_bytes()))
    return [
        pytest.param(
            (pair["base"], data["files"][pair["base"]]),
            (pair["cand"], data["files"][pair["cand"]]),
            {p["id"] for p in pair["peer"] if p["level"] == 3},
            id=f"{pair['base']}-{Path(pair['cand']).name}",
        )
        for pair in data["pairs"]
        if any(p["level"] == 3 for p in pair["peer"])
    ]


@pytest.mark.parametrize(("base", "cand", "errors"), peer_pairs())
def test_the_peers_own_files(
    base: tuple[str, str], cand: tuple[str, str], errors: set[str]
) -> None:
    old, new = (loads(text.encode(), name) for name, text in (base, cand))
    found = compare(old.data, new.data, Options(today=RECORDED))
    argued = FILES.get(Path(base[0]).name) or reason(found, errors)
    assert found.verdict == "breaking" or argued, found.to_dict()


def test_the_real_service() -> None:
    pairs = json.loads(gzip.decompress((CASES / "real-service" / "pairs.json.gz").read_bytes()))
    for pair in pairs:
        errors = Counter(p["id"] for p in pair["peer"] if p["level"] == 3)
        found = compare(pair["base"], pair["cand"])
        ours = Counter(f.rule for f in found.findings if f.severity.value == "breaking")
        assert not errors - ours, pair["name"]
        # P1: the peer is silent about servers
        assert set(ours - errors) <= {"api-server-removed"}, pair["name"]
