"""The JSON of a comparison is stable."""

from __future__ import annotations

from offramp.contract import Options
from offramp.contract.weighing.result import Change, Comparison
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
    strict = Options(fail_on=Severity.WARNING)
    assert Comparison(findings=found.findings, policy=strict).verdict == "breaking"
    head = ["schema", "verdict", "next_version", "version", "counts", "accepted", "policy"]
    assert list(found.to_dict()) == [*head, "findings"]


def test_what_is_accepted_or_free_to_change_never_fails() -> None:
    """With fail-on info, too, where an accepted finding would otherwise be one."""
    lowered = change(lowered_from=Severity.BREAKING, accepted="agreed")
    anything = Options(fail_on=Severity.INFO)
    assert Comparison(findings=(change(),), policy=anything).verdict == "breaking"
    assert Comparison(findings=(lowered,), policy=anything).verdict == "compatible"
    told = lowered.to_dict()
    assert (told["accepted"], told["lowered_from"]) == ("agreed", "breaking")
    assert Comparison(findings=(lowered,)).to_dict()["accepted"] == 1
