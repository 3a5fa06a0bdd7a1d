"""Agreement with oasdiff 1.15.0 on recorded cases: each difference belongs to an argued class.

The case data is not part of the repository; it is looked for beside the checkout. The classes and
their arguments are those of tests/conformance/argued.py, which docs/compare-with-peers.md shows.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from deepdiff import DeepDiff

from conformance import recorded
from conformance.operations import Doubt
from offramp.contract import compare, polish, upconvert

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "contract"

pytestmark = [
    pytest.mark.functional,
    pytest.mark.shared,
    pytest.mark.skipif(
        not CASES.is_dir(), reason="no ../shared/cases/contract beside the checkout"
    ),
]


@pytest.mark.parametrize("name", recorded.SETS)
def test_the_peers_errors_are_ours_or_argued(name: str) -> None:
    found = [match for pair in recorded.SETS[name](CASES) for match in recorded.matches(pair)]
    assert not [match for match in found if match.outcome is None]
    agreed = sum(match.outcome in (recorded.SAME, recorded.ANOTHER) for match in found)
    assert agreed >= 0.75 * len(found) > 0


@pytest.mark.parametrize("name", recorded.SETS)
def test_finishing_touches_what_is_owned_alone(name: str) -> None:
    """S6; and what becomes 3.1 means what it meant (S4)."""
    owned = ["root['servers']", "root['info']['x-service-version']"]
    for pair in list(recorded.SETS[name](CASES))[::10]:
        for document in (pair.base, pair.cand):
            polished = polish(document, servers=[{"url": "/v1"}], version="abc123")
            assert DeepDiff(document, polished, exclude_paths=owned) == {}
            new = upconvert(document)
            assert new["openapi"].startswith("3.1")
            findings = [*compare(document, new).findings, *compare(new, document).findings]
            assert {f.rule for f in findings} <= {"documentation-changed"}


def test_the_examples_that_argue_do_show_breaks() -> None:
    """The classes rest on examples: where both say that values break, one has to show it."""
    shown: Counter[bool] = Counter()
    for pair in recorded.edits(CASES):
        errors = [finding for finding in pair.peer if finding["level"] == recorded.ERROR]
        for error, match in zip(errors, recorded.matches(pair), strict=True):
            doubt = Doubt(pair.base, pair.cand, error["id"], error["operation"], error["path"])
            if match.outcome == recorded.SAME and doubt.of_values:
                shown[doubt.breaks] += 1
    # What is left is policy: nullable is honoured in 3.1, too, where it is no keyword.
    assert shown[True] >= 25 * shown[False], shown


def test_breaks_are_witnessed_unless_no_message_could_show_them() -> None:
    found = [
        finding
        for pair in recorded.edits(CASES)
        for finding in compare(pair.base, pair.cand, pair.options).findings
        if finding.severity.value == "breaking"
    ]
    assert all(finding.witness or finding.not_witnessed for finding in found)
    unfound = [f.rule for f in found if (f.not_witnessed or "").startswith("no example")]
    assert len(unfound) <= 0.02 * len(found), unfound


def _named(pair: Any) -> Counter[str]:
    return Counter(p["id"] for p in pair.peer if p["level"] == recorded.ERROR)


def test_the_real_service_gets_the_peers_rules() -> None:
    for pair in recorded.service(CASES):
        found = compare(pair.base, pair.cand)
        ours = Counter(f.rule for f in found.findings if f.severity.value == "breaking")
        assert not _named(pair) - ours, pair.name
        # P1: the peer is silent about servers
        assert set(ours - _named(pair)) <= {"api-server-removed"}, pair.name
