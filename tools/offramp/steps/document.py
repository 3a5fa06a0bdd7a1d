"""Stage C, first half: the work tree's document, made in its own environment, and validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.engine import Outcome, verdict_of
from offramp.findings import Finding, Severity, Verdict
from offramp.steps.enforce import missing_app
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.contract.generate import Generated


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
        findings=troubles(made, job.environment.notes),
        files=[artifact],
        data={
            "version": str(version),
            "environment": job.environment.digest,
            "import_errors": [failure.to_dict() for failure in made.import_errors],
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
        never=[] if tree == job.root else [job.root],
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


def troubles(made: Generated, environment_notes: Sequence[str]) -> list[Finding]:
    """Say what went on unseen while the application was made (S9, S10).

    Args:
        made: the document, and what happened while it was made.
        environment_notes: what a reader should know of the environment.
    """
    found = [
        Finding(rule="import-error-swallowed", severity=Severity.WARNING, message=str(error))
        for error in made.import_errors
    ]
    found += [
        Finding(
            rule="network-denied",
            severity=Severity.WARNING,
            message=f"the application asked for {host}, and was refused",
        )
        for host in made.denied
    ]
    notes = [*environment_notes, *([made.sitecustomize] if made.sitecustomize else [])]
    found += [
        Finding(rule="environment-note", severity=Severity.INFO, message=note) for note in notes
    ]
    return found


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
