from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from offramp import findings
from offramp.findings import Finding, Severity, Verdict


def test_the_worst_ranks_first() -> None:
    assert sorted(Severity, key=lambda s: s.rank) == [
        Severity.BREAKING,
        Severity.WARNING,
        Severity.INFO,
    ]


@pytest.mark.parametrize(("verdict", "code"), [("pass", 0), ("fail", 2), ("cannot-judge", 1)])
def test_a_verdict_has_its_exit_code(verdict: str, code: int) -> None:
    assert Verdict(verdict).exit_code == code


def test_a_finding_as_json() -> None:
    finding = Finding(rule="r", severity=Severity.BREAKING, message="m", path="a.py", line=3)
    assert json.dumps(finding.to_dict()) == (
        '{"rule": "r", "severity": "breaking", "message": "m", '
        '"path": "a.py", "line": 3, "column": null}'
    )


def test_equal_findings_are_one() -> None:
    once = Finding(rule="r", severity=Severity.INFO, message="m")
    assert len({once, Finding(rule="r", severity=Severity.INFO, message="m")}) == 1


def test_every_rule_that_the_house_finds_can_be_explained() -> None:
    source = Path(findings.__file__).parent
    found = {
        rule
        for path in source.rglob("*.py")
        if "contract" not in path.parts
        for rule in re.findall(
            r"(?:rule=|_finding\(|missing\.append\(\()\"([a-z-]+)\"", path.read_text("utf-8")
        )
    }
    for path in (source / "contract" / "validation").glob("*.py"):
        found.update(re.findall(r"Problem\(\s*\"([a-z-]+)\"", path.read_text("utf-8")))
    for path in (source / "contract" / "probing").glob("*.py"):
        found.update(re.findall(r"\"(probe-[a-z-]+)\"", path.read_text("utf-8")))
    assert found == set(findings.RULES)
