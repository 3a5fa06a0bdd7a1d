"""What a person is told of a contract diff is made from the very data that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from offramp.report import contract

Shown = Callable[..., str]


def change(**words: Any) -> dict[str, Any]:
    return {
        "rule": "endpoint-removed",
        "severity": "breaking",
        "operations": ["GET /a"],
        "base_pointer": "/paths/~1a",
        "base_line": 5,
        "base_column": 4,
        "cand_pointer": "/paths/~1a",
        "cand_line": 3,
        "cand_column": 2,
        "message": "GET /a is gone",
        "witness": None,
        "fingerprint": "0123456789abcdef",
        **words,
    }


def diff(*findings: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {
        "verdict": "breaking",
        "counts": {"breaking": 1, "warning": 0, "info": 2},
        "accepted": sum("accepted" in finding for finding in findings),
        "version": {"base": None, "candidate": None, "recommended": None, "enough": None},
        "policy": {"fail_on": "breaking"},
        "findings": findings,
        **words,
    }


def told(shown: Shown, data: dict[str, Any]) -> list[str]:
    return shown(contract.diff, data).splitlines()


def test_a_finding_is_shown_with_its_operations_its_example_and_its_fingerprint(
    shown: Shown,
) -> None:
    sides = {"kind": "request-body", "accepted_by": "base", "rejected_by": "candidate"}
    proof = change(
        witness={"instance": {"a": "é"}, **sides}, operations=[f"GET /{i}" for i in "abcde"]
    )
    lines = told(shown, diff(proof))
    assert lines[0] == "  breaking endpoint-removed [line 3]: GET /a is gone"
    assert lines[1] == "      GET /a, GET /b, GET /c and 2 more, finding 0123456789abcdef"
    assert lines[2] == '      base accepts, candidate rejects: {"a": "é"}'
    assert lines[-1] == "fails: 1 breaking, 0 warning, 2 info"


def test_a_long_example_is_cut_and_a_finding_without_a_place_has_no_line(shown: Shown) -> None:
    sides = {"kind": "request-body", "accepted_by": "base", "rejected_by": "candidate"}
    lines = told(shown, diff(change(witness={"instance": "x" * 999, **sides})))
    assert len(lines[2]) < 300
    nowhere = change(base_pointer="", cand_pointer="", cand_line=1)
    assert "[line" not in "".join(told(shown, diff(nowhere)))


def test_what_is_gone_is_shown_in_the_base_and_one_line_has_columns(shown: Shown) -> None:
    gone = change(cand_pointer="/paths", cand_line=2)
    assert " [base line 5]: " in told(shown, diff(gone))[0]
    one_line = change(cand_line=1, cand_column=41)
    assert " [line 1, column 42]: " in told(shown, diff(one_line))[0]
    assert "[" not in told(shown, diff(change(cand_line=None)))[0]


def test_what_was_accepted_is_shown_apart(shown: Shown) -> None:
    """Never hidden, and never among what counts."""
    lowered = {"severity": "info", "lowered_from": "breaking"}
    kept = change(accepted="agreed", **lowered)
    free = change(stability="alpha", **lowered)
    lines = told(shown, diff(kept, free, verdict="compatible"))
    assert "GET /a is gone (alpha: breaking otherwise)" in lines[0]
    apart = lines.index("Accepted (1):")
    assert "because: agreed" in lines[apart + 1]
    assert not any("agreed" in line for line in lines[:apart])
    assert lines[-1] == "holds: 1 breaking, 0 warning, 2 info (1 of them accepted)"


def test_the_versions_and_the_policy_are_shown(shown: Shown) -> None:
    version = {"base": "1.0.0", "candidate": "1.1.0", "recommended": "2.0.0", "enough": False}
    policy = {"fail_on": "warning", "severities": {"a": "info"}, "exclude": ["/x"], "accepted": 3}
    lines = told(shown, diff(version=version, policy=policy))
    assert lines[0] == "version 1.0.0 -> 1.1.0: these changes ask for 2.0.0"
    assert lines[1] == "policy: fail-on warning, severities a=info, exclude /x"
    same = {"base": "1.0.0", "candidate": "1.0.0", "recommended": "1.0.0", "enough": True}
    assert len(told(shown, diff(version=same, verdict="compatible"))) == 1


def test_what_went_wrong_while_the_documents_were_made_is_told_once(shown: Shown) -> None:
    """With the sides that it is true of; notes stay in the JSON (S9)."""
    lost = {"rule": "import-error-swallowed", "severity": "warning", "message": "a.py imports b"}
    note = {"rule": "environment-note", "severity": "info", "message": "is a note"}
    lines = told(shown, diff(making={"baseline": [lost], "candidate": [lost, note]}))
    expected = "  warning import-error-swallowed: a.py imports b (baseline and candidate)"
    assert lines[1:3] == ["While the documents were made:", expected]
    assert "is a note" not in "".join(lines)


def test_who_is_stopped_is_told_how_to_accept(shown: Shown) -> None:
    assert "openapi-accept" in "".join(told(shown, diff(change())))
    assert "openapi-accept" not in "".join(told(shown, diff(verdict="compatible")))


def test_many_findings_of_a_rule_are_counted_and_no_rule_hides_another(shown: Shown) -> None:
    info = [change(severity="info", rule="endpoint-added") for _ in range(5)]
    lines = told(shown, diff(*[change() for _ in range(60)], *info))
    assert len(lines) == 2 * 20 + 1 + 3 + 1 + 2
    assert lines[40] == "  breaking endpoint-removed: +40 more (all with --json)"
    assert lines[44] == "  info endpoint-added: +2 more (all with --json)"


def test_what_was_accepted_or_taken_out_is_told(shown: Shown) -> None:
    row = {"rule": "endpoint-removed", "place": "GET /a: /paths"}
    data = {
        "accepted": [row],
        "removed": ["ab"],
        "changed": True,
        "file": "a.toml",
        "left": ["x: y"],
    }
    assert shown(contract.accepted, {**data, "dry_run": False}).splitlines() == [
        "  accepted endpoint-removed GET /a: /paths",
        "  removed ab",
        "  still fails: x: y",
        "a.toml written: commit it with the change",
    ]
    would = shown(contract.accepted, {**data, "dry_run": True}).splitlines()
    assert would[-1] == "a.toml would be written (nothing was changed)"
