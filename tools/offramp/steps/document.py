"""Stage C, first half: the work tree's document, made in its own environment, and validated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.clock import phase
from offramp.engine import Event, Outcome, verdict_of
from offramp.errors import ConfigError, EnvironmentProblem
from offramp.findings import Finding, Severity, Verdict
from offramp.steps.job import Job
from offramp.steps.policy import addresses, weighed

if TYPE_CHECKING:
    from offramp.checkout import Environment
    from offramp.config import Openapi
    from offramp.contract import Document
    from offramp.contract.making.emission import Emission
    from offramp.contract.making.generate import Generated, ImportFailure


_PASSING = re.compile(r"(Deprecation|Resource)Warning: ")
"""Warnings that say nothing of the document."""


def spec(job: Job) -> Outcome:
    """Make the candidate's document in its own environment, and polish it."""
    from offramp.checkout import describe

    version = describe(job.root, job.settings.outputs())
    made, environment = emit(job, job.root)
    artifact = job.settings.openapi.artifact
    document = polish(job, made.document, version)
    write(document, job.root / artifact)
    return Outcome(
        Verdict.PASS,
        f"{artifact}: {len(document.get('paths') or {})} paths, version {version}",
        findings=troubles(made, environment.notes if environment else ()),
        files=[artifact],
        data={
            "version": str(version),
            "environment": environment.digest if environment else None,
            "import_errors": [failure.to_dict() for failure in made.import_errors],
        },
        value=made,
    )


def emit(
    job: Job,
    tree: Path,
    environment: Environment | None = None,
    absent: Sequence[str] = (),
) -> tuple[Generated, Environment | None]:
    """Make, or read, the document of a tree.

    Args:
        job: the run.
        tree: the root of the tree.
        environment: what to make it in; the tree's own by default.
        absent: what the tree lacks of its commit; an application that reaches for it is stopped.

    Returns:
        The document, and the environment that it was made in; None where it is only read.

    Raises:
        ConfigError: the settings do not say where it comes from, or say it twice.
        OfframpError: it could not be made.
    """
    from offramp.checkout import stand_in
    from offramp.contract.making.generate import generate
    from offramp.contract.making.provided import from_command, from_file

    settings = job.settings
    contract = settings.openapi
    _one_source(contract)
    if contract.document:
        return from_file(tree, contract.document), None
    if environment is None:
        environment = job.environment if tree == job.root else job.environment_of(tree)
    with stand_in(tree) as metadata, phase("target"), _with_notes(environment, tree):
        if contract.command:
            made = from_command(
                contract.command,
                tree,
                environment.bin,
                roots=[*metadata, *settings.environment.roots],
                environment=settings.environment.variables,
                timeout=contract.timeout,
            )
        else:
            asked = emission(job, tree, environment.python, metadata)
            made = generate(replace(asked, absent=absent))
    return made, environment


def emission(job: Job, tree: Path, python: Path, metadata: Sequence[str]) -> Emission:
    """Return what the emitter is to do with the application of a tree, by the settings.

    Args:
        job: the run.
        tree: the root of the tree.
        python: the interpreter of its environment.
        metadata: folders that stand in for what installing the project would have left.
    """
    from offramp.contract.making.emission import Emission

    app, roots = application(job, tree)
    contract = job.settings.openapi
    return Emission(
        python,
        tree,
        app,
        roots=[*metadata, *roots],
        environment=job.settings.environment.variables,
        timeout=contract.timeout,
        network=contract.network,
        never=[] if tree == job.root else [job.root],
    )


def application(job: Job, tree: Path) -> tuple[str, Sequence[str]]:
    """Return the application of a tree, which may have to be found, and its roots.

    Args:
        job: the run.
        tree: the root of the tree.
    """
    from offramp.contract.making.applications import roots_of, the_application

    app, roots = job.settings.openapi.app, job.settings.environment.roots
    if app:
        return app, roots or roots_of(tree, app)
    found = the_application(tree, roots)
    job.say(Event("found", lines=[f"the application {found}"]))
    return found.app, roots or [found.root or "."]


@contextmanager
def _with_notes(environment: Environment, tree: Path) -> Iterator[None]:
    """Say what the environment has where an application cannot be imported in it."""
    from offramp.checkout import offered

    try:
        yield
    except EnvironmentProblem as error:
        missing = re.search(r"No module named '([\w.]+)'", error.found or "")
        choices = offered(tree, missing[1]) if missing else []
        if choices:
            error.next = f"{' or '.join(choices)} in [tool.offramp.environment]"
        installed = f"installed from {environment.source}: {len(environment.packages)} packages"
        told = [error.found, installed, *environment.notes]
        error.found = "\n".join(line for line in told if line)
        raise


def _one_source(contract: Openapi) -> None:
    said = {"app": contract.app, "command": contract.command, "document": contract.document}
    named = [name for name, value in said.items() if value]
    if len(named) > 1:
        raise ConfigError(
            "the document comes from more than one place",
            expected="one of app, command and document in [tool.offramp.openapi]",
            found=" and ".join(named),
        )
    if contract.document == contract.artifact:
        raise ConfigError(
            "the document that is kept would be overwritten",
            expected="an artifact of another name in [tool.offramp.openapi]",
            found=f"both are {contract.artifact}",
        )


def polish(job: Job, document: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Set what offramp owns in a document: its servers and its version (S5, S6).

    Both sides are finished by this, and where the settings want 3.1, converted before (S4).
    """
    from offramp.contract import polish as polished
    from offramp.contract import upconvert

    contract = job.settings.openapi
    servers = [dict(server) for server in contract.servers] or None
    if contract.upconvert:
        document = upconvert(document)
    return polished(document, servers=servers, version=version if contract.stamp else None)


def write(document: Mapping[str, Any], path: Path) -> None:
    """Write a document, its keys in a stable order."""
    from offramp.contract import write_document

    write_document(document, path)


def comparable(job: Job, name: str) -> Document:
    """Return a document of the work tree without its stamp.

    The version that polishing sets differs on purpose, in every comparison.
    """
    from offramp.contract import load

    document = load(job.root / name, allow=addresses(job.settings.openapi))
    info = {k: v for k, v in document.data["info"].items() if k != "x-service-version"}
    return replace(document, data={**document.data, "info": info})


def new_failures(before: Generated, now: Generated) -> list[ImportFailure]:
    """Return the imports that failed unseen now, and had not before."""
    known = {(failure.module, failure.path) for failure in before.import_errors}
    return [f for f in now.import_errors if (f.module, f.path) not in known]


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
        Finding(rule="mounted-apart", severity=Severity.WARNING, message=note)
        for note in made.notes
    ]
    found += [
        Finding(
            rule="network-denied",
            severity=Severity.WARNING,
            message=f"the application asked for {host}, and was refused",
        )
        for host in made.denied
    ]
    warned = (line for line in made.warnings if not _PASSING.search(line))
    notes = [*environment_notes, *warned]
    notes += [made.sitecustomize] if made.sitecustomize else []
    notes += [f"the application wrote to {path}" for path in made.written]
    found += [
        Finding(rule="environment-note", severity=Severity.INFO, message=note) for note in notes
    ]
    return found


def validate(job: Job) -> Outcome:
    """Validate the artifact by the specification that it names itself (S11)."""
    from offramp.contract import load, validate

    settings = job.settings.openapi
    with phase("validation"):
        document = load(job.root / settings.artifact, allow=addresses(settings))
        findings = weighed(validate(document), settings)
    wrong = sum(finding.severity is Severity.BREAKING for finding in findings)
    lowered = sum(finding.rule in settings.severities for finding in findings)
    return Outcome(
        verdict_of(findings),
        f"OpenAPI {document.version}: "
        + (
            f"{wrong} errors ([tool.offramp.openapi.severities] may lower them)"
            if wrong
            else "valid"
        )
        + (f", {lowered} findings weighed by the settings" if lowered else ""),
        findings=findings,
        files=[job.settings.openapi.artifact],
        value=document,
    )
