"""The migration guide, computed: old name, new name, who used it, what changed in the contract.

Every sentence with a number or a name in it comes from evidence (P2); where there is none, the
guide says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.report.markdown import code, plain, table

_USERS = 5


def migration_guide(
    *,
    names: Sequence[str],
    left: Sequence[str],
    legacy: Mapping[str, Any],
    comparison: Mapping[str, Any],
    baseline: Mapping[str, Any],
    candidate: Mapping[str, Any],
) -> str:
    """Return the guide as Markdown.

    Args:
        names: the layer's dotted names, and the old roots.
        left: those of them that the candidate still has.
        legacy: what the baseline took from the layer: ``uses`` and ``surface``.
        comparison: the contract diff as JSON has it.
        baseline: the data of the baseline's evidence.
        candidate: the data of the candidate's evidence.
    """
    gone = [name for name in names if name not in left]
    lines = [
        "# Migration guide",
        "",
        f"Removed: {_listed(gone)}.",
        *([f"To be removed: {_listed(left)}."] if left else []),
        f"From {code(str(baseline['commit'])[:12])} (the merge base)",
        f"to {code(str(candidate['version']))}.",
        "",
        "This page is computed by `invoke migration-guide` from the two trees and their",
        "OpenAPI documents. Edits by hand are lost.",
        "",
        "## Names",
        "",
        *_names(legacy),
        "",
        "## HTTP contract",
        "",
        *_contract(comparison),
        "",
        "## Environments",
        "",
        *_environments(baseline),
    ]
    return "\n".join(lines) + "\n"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(code(name) for name in names) or "nothing"


def _names(legacy: Mapping[str, Any]) -> list[str]:
    used: dict[str, list[str]] = {}
    homes: dict[str, str | None] = dict(legacy["surface"])
    for use in legacy["uses"]:
        used.setdefault(use["legacy"], []).append(f"{use['path']}:{use['line']}")
        homes.setdefault(use["legacy"], use["canonical"])
        homes[use["legacy"]] = homes[use["legacy"]] or use["canonical"]
    if not homes:
        return ["The merge base has neither the layer nor a use of it."]
    rows = [
        [code(old), code(new) if new else "none was found", _users(used, old)]
        for old, new in sorted(homes.items())
    ]
    return table(["Old name", "New name", "Used at the merge base by"], rows)


def _users(used: Mapping[str, Sequence[str]], name: str) -> str:
    places = sorted(set(used.get(name, ())))
    shown = ", ".join(code(place) for place in places[:_USERS])
    more = len(places) - _USERS
    return (shown + (f" and {more} more" if more > 0 else "")) or "nobody in this repository"


def _contract(comparison: Mapping[str, Any]) -> list[str]:
    counts = comparison["counts"]
    summary = (
        f"{counts['breaking']} breaking changes, {counts['warning']} warnings, "
        f"{counts['info']} other changes"
        + (f" ({comparison['accepted']} of them accepted)." if comparison["accepted"] else ".")
    )
    version = comparison["version"]
    if version["recommended"] not in (None, version["base"]):
        asks = f"It asks for version {code(version['recommended'])}, after {code(version['base'])}."
        summary += f" {asks}"
    if not comparison["findings"]:
        return [summary]
    rows = [
        [
            finding["severity"],
            code(finding["rule"]),
            ", ".join(code(op) for op in finding["operations"][:3])
            + (f" and {len(finding['operations']) - 3} more" if finding["operations"][3:] else ""),
            plain(finding["message"] + _why(finding)),
        ]
        for finding in comparison["findings"]
    ]
    return [summary, "", *table(["Severity", "Rule", "Operations", "Change"], rows)]


def _why(finding: Mapping[str, Any]) -> str:
    """Say what excuses a change: acceptance, its operations' stability level, the packages."""
    why = " (the packages alone explain it)" if "explained_by" in finding else ""
    if "accepted" in finding:
        return f" ({finding['lowered_from']}, accepted: {finding['accepted']}){why}"
    if "stability" in finding:
        return f" ({finding['lowered_from']} if it were not {finding['stability']}){why}"
    return why


def _environments(baseline: Mapping[str, Any]) -> list[str]:
    differing = baseline["differing_packages"]
    if not differing:
        return ["Both documents were made with the same packages."]
    rows = [
        [code(name), str(old or "not installed"), str(new or "not installed")]
        for name, (old, new) in sorted(differing.items())
    ]
    return [
        "The documents were made with different packages; a framework alone can change one:",
        "",
        *table(["Package", "Baseline", "Candidate"], rows),
    ]
