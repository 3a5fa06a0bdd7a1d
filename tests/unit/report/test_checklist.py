from __future__ import annotations

from offramp.evidence import Evidence
from offramp.findings import Verdict
from offramp.report.checklist import checklist


def entry(step: str, verdict: Verdict, summary: str, tree: str, seconds: float) -> Evidence:
    return Evidence(
        step=step,
        run="r",
        verdict=verdict,
        summary=summary,
        tree=tree,
        base_tree=tree,
        commit=None,
        command="invoke stage-a",
        settings="s",
        base_settings="s",
        started="2026-01-02T03:04:05.000006+00:00",
        seconds=seconds,
        version="0.1.0",
    )


def test_what_was_shown_for_which_tree_and_how_to_show_it_again() -> None:
    """Every number comes from the evidence, in its order (P2)."""
    entries = [
        entry("scan", Verdict.PASS, "0 hits in 6747 files", "a" * 40, 1.26),
        entry("gate", Verdict.FAIL, "3 hits | budget 0", "b" * 40, 0.04),
    ]
    assert checklist(entries, commit="c" * 40, tree="d" * 40) == (
        "## Compatibility layer: what was shown\n"
        "\n"
        f"Commit `{'c' * 40}`, tree `{'d' * 40}`.\n"
        "\n"
        "- [x] `scan`: 0 hits in 6747 files (tree `aaaaaaaaaaaa`, 1.3 s; "
        "again with `invoke stage-a`)\n"
        "- [ ] `gate`: 3 hits &#124; budget 0 (tree `bbbbbbbbbbbb`, 0.0 s; "
        "again with `invoke stage-a`)\n"
    )


def test_before_the_first_commit_and_without_evidence_it_claims_nothing() -> None:
    text = checklist([], commit=None, tree="d")
    assert "Commit `none`, tree `d`." in text
    assert "[x]" not in text
