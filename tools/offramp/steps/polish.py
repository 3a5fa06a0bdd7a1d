"""Stage C: the document, its baseline, their difference, and the texts that follow from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.engine import Outcome, verdict_of
from offramp.evidence import write_atomically, write_json
from offramp.findings import Finding, Severity, Verdict
from offramp.steps.enforce import missing_app, with_homes
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.contract import Document
    from offramp.contract.generate import Generated

BASELINE = ".offramp/openapi/baseline.json"
DIFF = ".offramp/openapi/diff.json"
LEGACY_USES = ".offramp/legacy-uses.json"
CHECKLIST = ".offramp/pull-request.md"


def spec(job: Job) -> Outcome:
    """Make the candidate's document in its own environment, and polish it."""
    from offramp.checkout import describe

    version = describe(job.root, job.settings.outputs())
    made = emit(job, job.root, job.environment.python)
    artifact = job.settings.openapi.artifact
    document = polish(job, made.document, version)
    write(document, job.root / artifact)
    return Outcome(
        Verdict.PASS,
        f"{artifact}: {len(document.get('paths') or {})} paths, version {version}",
        findings=troubles(made),
        files=[artifact],
        data={
            "version": str(version),
            "environment": job.environment.digest,
            "import_errors": list(made.import_errors),
        },
        value=made,
    )


def emit(job: Job, tree: Path, python: Path) -> Generated:
    """Make the document of the application in ``tree`` with the interpreter ``python``."""
    from offramp.contract.generate import generate

    settings = job.settings
    if settings.openapi.app is None:
        raise missing_app()
    return generate(
        python,
        tree,
        settings.openapi.app,
        roots=settings.environment.roots,
        environment=settings.environment.variables,
        timeout=settings.openapi.timeout,
        network=settings.openapi.network,
    )


def polish(job: Job, document: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Set what offramp owns in a document: its servers and its version (S5, S6)."""
    from offramp.contract import polish as polished

    servers = [dict(server) for server in job.settings.openapi.servers] or None
    return polished(document, servers=servers, version=version)


def write(document: Mapping[str, Any], path: Path) -> None:
    """Write a document, its keys in a stable order."""
    from offramp.contract import write_document

    write_document(document, path)


def troubles(made: Generated) -> list[Finding]:
    """Say which imports failed unseen while the application was made (S9)."""
    return [
        Finding(rule="import-error-swallowed", severity=Severity.WARNING, message=str(error))
        for error in made.import_errors
    ]


def validate(job: Job) -> Outcome:
    """Validate the artifact by the specification that it names itself (S11)."""
    from offramp.contract import load, validate

    document = load(job.root / job.settings.openapi.artifact)
    findings = validate(document)
    wrong = sum(finding.severity is Severity.BREAKING for finding in findings)
    return Outcome(
        verdict_of(findings),
        f"OpenAPI {document.version}: " + (f"{wrong} errors" if wrong else "valid"),
        findings=findings,
        files=[job.settings.openapi.artifact],
        value=document,
    )


def baseline(job: Job) -> Outcome:
    """Make the document of the merge base, in a worktree and an environment of its own (S2)."""
    from offramp import checkout

    found = checkout.baseline(job.root, job.settings.base)
    with checkout.worktree(job.root, found.commit) as tree:
        environment = job.environment_of(tree)
        made = emit(job, tree, environment.python)
        uses = legacy_uses(job, tree)
    write(polish(job, made.document, found.commit[:12]), job.root / BASELINE)
    write_json(job.root / LEGACY_USES, uses)
    differing = differing_packages(environment.packages, job.environment.packages)
    return Outcome(
        Verdict.PASS,
        f"{found.commit[:12]} ({found.how}): {len(made.document.get('paths') or {})} paths"
        + (f"; {len(differing)} packages differ" if differing else ""),
        findings=troubles(made),
        files=[BASELINE, LEGACY_USES],
        data={
            "commit": found.commit,
            "how": found.how,
            "environment": environment.digest,
            "differing_packages": differing,
            "import_errors": list(made.import_errors),
        },
        value=made,
    )


def legacy_uses(job: Job, tree: Path) -> dict[str, Any]:
    """Return what the baseline's code still took from the layer, and where each name lives now."""
    from offramp.imports import scan
    from offramp.imports.surface import surface

    compat = job.settings.compat
    if not compat.layer and not compat.renames:
        return {"uses": [], "surface": {}}
    report = with_homes(tree, scan(tree, compat.layer, compat.renames, cache=False))
    return {
        "uses": [r.to_dict() for r in report.references if r.counts],
        "surface": {
            name.legacy: name.canonical for name in surface(tree, compat.layer, compat.renames)
        },
    }


def differing_packages(base: Mapping[str, str], cand: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return the packages whose versions differ: name → [baseline's, candidate's] (S12)."""
    return {
        name: [base.get(name), cand.get(name)]
        for name in sorted({*base, *cand})
        if base.get(name) != cand.get(name)
    }


def diff(job: Job) -> Outcome:
    """Compare the two documents, after the judge has proved that it finds a planted break."""
    from offramp.contract import compare_documents, load, prove

    base = load(job.root / BASELINE)
    cand = load(job.root / job.settings.openapi.artifact)
    prove(base.data)
    comparison = compare_documents(_without_stamp(base), _without_stamp(cand))
    table = comparison.to_dict()
    write_json(job.root / DIFF, table)
    counts = table["counts"]
    return Outcome(
        Verdict.FAIL if comparison.verdict == "breaking" else Verdict.PASS,
        f"{counts['breaking']} breaking, {counts['warning']} warnings, {counts['info']} notes",
        findings=[
            Finding(
                rule=change.rule,
                severity=change.severity,
                message=f"{', '.join(change.operations) or 'the document'}: {change.message}",
            )
            for change in comparison.findings
        ],
        files=[DIFF, BASELINE, job.settings.openapi.artifact],
        data={"counts": counts},
        value=comparison,
    )


def _without_stamp(document: Document) -> Document:
    """Leave out the version that polishing sets: it differs on purpose, in every comparison."""
    info = {k: v for k, v in document.data["info"].items() if k != "x-service-version"}
    return replace(document, data={**document.data, "info": info})


def guide(job: Job) -> Outcome:
    """Write the migration guide from the evidence."""
    from offramp.report.guide import migration_guide

    text = migration_guide(
        layers=job.settings.compat.layer,
        renames=job.settings.compat.renames,
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
