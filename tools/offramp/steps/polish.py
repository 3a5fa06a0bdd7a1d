"""Stage C, second half: the difference of the documents, and the texts that follow from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from offramp.clock import phase
from offramp.engine import Outcome
from offramp.evidence import write_atomically, write_json
from offramp.findings import Finding, Verdict
from offramp.steps import layer, packages
from offramp.steps.baseline import BASELINE, IS_HEAD, LEGACY_USES
from offramp.steps.document import comparable
from offramp.steps.job import Job
from offramp.steps.lost import causes
from offramp.steps.policy import accepted_file, policy_of

DIFF = ".offramp/openapi/diff.json"
CHECKLIST = ".offramp/pull-request.md"


def diff(job: Job) -> Outcome:
    """Compare the two documents, after the judge has proved that it finds a planted break."""
    from offramp.contract import compare_documents, join_lost_routes, mark_vacuous, prove

    options = policy_of(job.settings, job.root)
    failures = causes(job, job.results["baseline"], job.results["spec"])
    with phase("comparison"):
        base, cand = (comparable(job, name) for name in (BASELINE, job.settings.openapi.artifact))
        prove(base.data, options)
        compared = compare_documents(base, cand, options)
    comparison = packages.explain(job, join_lost_routes(compared, failures))
    made = job.results["baseline"]
    for found in made.findings:
        if found.rule == IS_HEAD:
            comparison = mark_vacuous(comparison, found.message)
    which = {name: made.data[name] for name in ("commit", "how")}
    comparison = replace(comparison, baseline=which)
    table = comparison.to_dict()
    write_json(job.root / DIFF, table)
    counts, accepted = table["counts"], table["accepted"]
    return Outcome(
        Verdict.FAIL if comparison.verdict == "breaking" else Verdict.PASS,
        f"{counts['breaking']} breaking, {counts['warning']} warnings, {counts['info']} notes"
        + (f" ({accepted} of them accepted)" if accepted else ""),
        findings=[
            Finding(
                rule=change.rule,
                severity=change.severity,
                message=f"{', '.join(change.operations) or 'the document'}: {change.message}"
                + (f" (accepted: {change.accepted})" if change.accepted else "")
                + (" (the packages alone explain it)" if change.explained_by else ""),
            )
            for change in comparison.findings
        ],
        files=[
            *(DIFF, BASELINE, job.settings.openapi.artifact),
            *accepted_file(job.settings.openapi, job.root),
        ],
        data={"counts": counts, "accepted": accepted, "next_version": table["next_version"]},
        value=comparison,
    )


def guide(job: Job) -> Outcome:
    """Write the migration guide from the evidence."""
    from offramp.report.guide import migration_guide

    text = migration_guide(
        names=[*job.settings.compat.layer, *job.settings.compat.renames],
        left=layer.left(job),
        legacy=read_json(job.root / LEGACY_USES),
        comparison=job.results["diff"].value.to_dict(),
        baseline=job.results["baseline"].data,
        candidate=job.results["spec"].data,
    )
    write_atomically(job.root / job.settings.guide, text.encode())
    return Outcome(Verdict.PASS, f"{job.settings.guide} written", files=[job.settings.guide])


def checklist(job: Job) -> Outcome:
    """Write the pull request's checklist from the ledger."""
    from offramp.report.checklist import checklist as text

    now = job.tree()
    entries = job.ledger.entries()
    began = {entry.base_tree for entry in entries if entry.tree == now}
    holding = [e for e in entries if e.tree == now or {e.tree, e.base_tree} & began]
    lines = text(holding, commit=job.commit(), tree=now)
    write_atomically(job.root / CHECKLIST, lines.encode())
    return Outcome(Verdict.PASS, f"{CHECKLIST} written", files=[CHECKLIST])


def read_json(path: Path) -> Any:
    """Read back what an earlier step of this run wrote."""
    return json.loads(path.read_bytes())
