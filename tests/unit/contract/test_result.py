"""The JSON of a comparison is stable."""

from __future__ import annotations

from offramp.contract.result import Change, Comparison
from offramp.findings import Severity


def change(**words: object) -> Change:
    fields = {
        "rule": "endpoint-added",
        "severity": Severity.INFO,
        "direction": "none",
        "operations": ("GET /a",),
        "base_pointer": "/paths",
        "cand_pointer": "/paths/~1a/get",
        "message": "GET /a is new",
    }
    return Change(**{**fields, **words})  # type: ignore[arg-type]


def test_a_fingerprint_does_not_know_words_or_operations() -> None:
    one, other = change(), change(message="m", operations=(), severity=Severity.WARNING)
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != change(rule="endpoint-deprecated").fingerprint
    assert one.fingerprint != change(cand_pointer="/x").fingerprint
    assert len(one.fingerprint) == 16


def test_the_reason_is_there_where_the_witness_is_not() -> None:
    assert "not_witnessed" not in change().to_dict()
    assert change(not_witnessed="why").to_dict()["not_witnessed"] == "why"
    proven = change(not_witnessed="why", witness={"instance": 1}).to_dict()
    assert "not_witnessed" not in proven


def test_verdict_and_counts() -> None:
    found = Comparison(findings=(change(severity=Severity.WARNING), change()))
    assert found.verdict == "compatible"
    assert found.counts == {"breaking": 0, "warning": 1, "info": 1}
    assert Comparison(findings=found.findings, fail_on=Severity.WARNING).verdict == "breaking"
    assert list(found.to_dict()) == ["schema", "verdict", "next_version", "counts", "findings"]
