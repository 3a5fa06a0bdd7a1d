"""The pull request's checklist: what was shown, for which tree, and how to show it again."""

from __future__ import annotations

from collections.abc import Sequence

from offramp.evidence import Evidence
from offramp.findings import Verdict
from offramp.report.markdown import code, plain


def checklist(evidence: Sequence[Evidence], *, commit: str | None, tree: str) -> str:
    """Return the checklist as Markdown.

    Args:
        evidence: what the ledger holds, in the order in which it was made.
        commit: the commit that is checked out.
        tree: the id of the work tree.
    """
    lines = [
        "## Compatibility layer: what was shown",
        "",
        f"Commit {code(commit or 'none')}, tree {code(tree)}.",
        "",
    ]
    for entry in evidence:
        mark = "x" if entry.verdict is Verdict.PASS else " "
        lines.append(
            f"- [{mark}] {code(entry.step)}: {plain(entry.summary)} "
            f"(tree {code(entry.tree[:12])}, {entry.seconds:.1f} s; again with "
            f"{code(entry.command)})"
        )
    return "\n".join(lines) + "\n"
