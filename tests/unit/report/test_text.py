"""What a person is told is made from the very data that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.report import text

Shown = Callable[..., str]


def reference(**changed: Any) -> dict[str, Any]:
    return {
        "path": "app/main.py",
        "line": 3,
        "column": 4,
        "kind": "from-import",
        "legacy": "lukhas.compat",
        "canonical": None,
        "counts": True,
        "swallowed": False,
        "possible": False,
        "source": "static",
        "owners": [],
        **changed,
    }


def row(severity: str, rule: str, **changed: Any) -> dict[str, Any]:
    place = {"path": None, "line": None, "column": None}
    return {"severity": severity, "rule": rule, "message": "m", **place, **changed}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "app/main.py:3:5: lukhas.compat (from-import, static)"),
        (
            {"canonical": "lukhas.core", "swallowed": True},
            "app/main.py:3:5: lukhas.compat -> lukhas.core (from-import, static, swallowed)",
        ),
        (
            {"possible": True, "column": 0},
            "app/main.py:3:1: lukhas.compat (from-import, static, possible)",
        ),
        (
            {
                "kind": "runtime",
                "source": "runtime",
                "note": "code without a file, in test_a.py::b",
            },
            "app/main.py:3:5: lukhas.compat (runtime, code without a file, in test_a.py::b)",
        ),
        ({"source": "both", "note": "m"}, "app/main.py:3:5: lukhas.compat (from-import, both)"),
    ],
)
def test_a_reference_is_a_line_that_editors_can_jump_to(changed: dict[str, Any], line: str) -> None:
    """The column is 0-based in the data, and 1-based for editors."""
    assert text.reference_row(reference(**changed)) == line


def test_a_report_shows_what_counts_and_counts_the_rest(shown: Shown) -> None:
    data = {
        "references": [reference(), reference(line=9, counts=False)],
        "findings": [],
        "verdict": "fail",
        "hits": 1,
        "max_hits": 0,
        "scanned_files": 6747,
        "ratchet": None,
    }
    assert shown(text.references, data).splitlines() == [
        "  app/main.py:3:5: lukhas.compat (from-import, static)",
        "  1 more do not count (documentation, comments, allowed paths)",
        "fails: 1 hits, budget 0, in 6747 files",
    ]


def test_what_a_ratchet_knows_is_counted_by_owner_and_not_listed(shown: Shown) -> None:
    data = {
        "references": [reference(owners=["@a", "@b"]), reference(line=9, owners=["@b"])],
        "findings": [row("breaking", "new-legacy-reference", path="a.py", line=9)],
        "verdict": "fail",
        "hits": 2,
        "max_hits": 1,
        "scanned_files": 5,
        "ratchet": {"file": "known.json", "known": 1, "new": 1, "stale": 0},
    }
    assert shown(text.references, data).splitlines() == [
        "  breaking new-legacy-reference: a.py:9: m",
        "By owner: @b 2, @a 1",
        "fails: 2 hits, known.json knows 1; 1 new, 0 to take out, in 5 files",
    ]


def test_findings_come_with_the_worst_first_and_their_place(shown: Shown) -> None:
    rows = [
        row("info", "note"),
        row("breaking", "left", path="a.py", line=3),
        row("warning", "old", path="b.py"),
    ]
    assert shown(text.findings, rows).splitlines() == [
        "  breaking left: a.py:3: m",
        "  warning old: b.py: m",
        "  info note: m",
    ]


@pytest.mark.parametrize(
    ("verdict", "word"),
    [("pass", "holds"), ("fail", "fails"), ("cannot-judge", "cannot judge"), ("", "cannot judge")],
)
def test_only_a_pass_holds(shown: Shown, verdict: str, word: str) -> None:
    assert shown(text.verdict, verdict, "why") == f"{word}: why\n"


def test_a_status_names_the_evidence_or_says_that_there_is_none(shown: Shown) -> None:
    steps = [
        {"id": "scan", "shows": "s1", "state": "met", "evidence": "e.json", "summary": "0 hits"},
        {"id": "gate", "shows": "s2", "state": "missing", "evidence": None, "summary": None},
    ]
    stage = {"id": "a", "name": "enforce", "state": "missing", "steps": steps}
    data = {"repository": "/r", "tree": "a" * 40, "stages": [stage], "next": "invoke stage-a"}
    assert shown(text.status, data).splitlines() == [
        f"/r, tree {'a' * 12}",
        "",
        "Stage A: enforce (missing)",
        "  met       scan  e.json           0 hits",
        "  missing   gate  no evidence yet  s2",
        "",
        "Next: invoke stage-a",
    ]


def test_a_dry_run_says_what_would_be_refused_and_what_would_be_done(shown: Shown) -> None:
    steps = [{"id": "remove", "title": "delete", "writes": ["files"], "would": ["delete a.py"]}]
    refused = {"what": "stage B rests on stage A", "next": "invoke stage-a"}
    lines = shown(text.dry_run, {"stage": "b", "refused": refused, "steps": steps}).splitlines()
    assert lines[1:] == [
        "Stage B would do this; nothing was changed",
        "  It would be refused: stage B rests on stage A",
        "  First: invoke stage-a",
        "  remove     delete (writes files)",
        "             delete a.py",
    ]


def test_a_suite_shows_its_last_lines_where_it_failed(shown: Shown) -> None:
    data = {"name": "unit", "tail": "E boom\n1 failed", "findings": [], "summary": "1 failed"}
    failed = shown(text.suite, {**data, "verdict": "fail"})
    assert failed == "  | E boom\n  | 1 failed\nfails: unit: 1 failed\n"
    assert shown(text.suite, {**data, "verdict": "pass"}) == "holds: unit: 1 failed\n"
