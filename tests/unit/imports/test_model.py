"""The verdict of a report, and the words of its JSON."""

from __future__ import annotations

import pytest

from offramp.findings import Finding, Severity, Verdict
from offramp.imports.model import SCHEMA, Kind, Reference, ScanReport

HIT = Reference("m.py", 3, 4, Kind.IMPORT, "a.compat")
LISTED = Reference("m.py", 5, 0, Kind.COMMENT, "a.compat", counts=False)
FINDING = Finding(rule="stale-allow-entry", severity=Severity.WARNING, message="x")


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (ScanReport(("a.compat",)), Verdict.CANNOT_JUDGE),
        (ScanReport(("a.compat",), scanned_files=1, references=[LISTED]), Verdict.PASS),
        (ScanReport(("a.compat",), scanned_files=1, references=[HIT]), Verdict.FAIL),
        (ScanReport(("a.compat",), scanned_files=1, references=[HIT], max_hits=1), Verdict.PASS),
        (ScanReport(("a.compat",), scanned_files=1, findings=[FINDING]), Verdict.FAIL),
    ],
)
def test_the_verdict(report: ScanReport, verdict: Verdict) -> None:
    assert report.verdict is verdict


def test_the_json_has_the_words_of_the_schema() -> None:
    report = ScanReport(("a.compat",), scanned_files=2, references=[HIT, LISTED]).to_dict()
    assert (report["schema"], report["hits"], report["verdict"]) == (SCHEMA, 1, "fail")
    first = report["references"][0]
    assert (first["kind"], first["source"], first["canonical"]) == ("import", "static", None)
    assert "span" not in first
