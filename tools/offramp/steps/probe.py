"""Stage C: the application is called, and what it answers is held against its document."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from offramp.clock import phase
from offramp.engine import Outcome, verdict_of
from offramp.errors import ConfigError
from offramp.findings import Finding, Severity, Verdict
from offramp.steps.document import emission
from offramp.steps.job import Job


def probe(job: Job) -> Outcome:
    """Call every operation of the work tree's document, in process, and judge the answers."""
    asked = job.settings.probe
    if asked is None:
        message = "nothing was called: the settings have no [tool.offramp.probe]"
        told = Finding(rule="not-probed", severity=Severity.INFO, message=message)
        return Outcome(Verdict.PASS, message, findings=[told], data={"probed": False})
    if job.settings.openapi.document or job.settings.openapi.command:
        raise ConfigError(
            "there is no application to call",
            expected="app in [tool.offramp.openapi], where there is [tool.offramp.probe]",
            found="a document that comes from a file or a command",
            next="name the application, or take [tool.offramp.probe] out",
        )
    from offramp.contract.probing.run import probe as run

    document, denied = job.results["validate"].value, list[str]()
    with phase("target"):
        made = run(document, asked, _credentials(job), lambda calls: _answers(job, calls, denied))
    wrong = sum(found.severity is Severity.BREAKING for found in made.findings)
    refused = [
        Finding(
            rule="network-denied",
            severity=Severity.WARNING,
            message=f"the application asked for {host} when it was called, and was refused",
        )
        for host in denied
    ]
    shown = ", ".join(
        f"{kind} {made.shown.get(kind, 0)}/{count}" for kind, count in made.asked.items()
    )
    many = len(made.left)
    left = f"; {many} operation{'s were' if many > 1 else ' was'} not called" if many else ""
    return Outcome(
        verdict_of(made.findings),
        (
            f"{wrong} fault{'s' if wrong > 1 else ''}"
            if wrong
            else "the answers are what the document says"
        )
        + f" (shown: {shown}{left})",
        findings=[*made.findings, *refused],
        files=[job.settings.openapi.artifact],
        data={
            "probed": True,
            "require_headers": list(asked.require_headers),
            "asked": dict(made.asked),
            "shown": dict(made.shown),
            "left": dict(made.left),
            "planted": made.planted,
            "calls": made.rows,
        },
        value=made,
    )


def _answers(
    job: Job, calls: Sequence[Mapping[str, Any]], denied: list[str]
) -> list[list[dict[str, Any]]]:
    """Have the work tree's application answer calls; hosts that it was refused go to ``denied``."""
    from offramp.checkout import stand_in
    from offramp.contract.making.emission import emit

    with stand_in(job.root) as metadata:
        asked = emission(job, job.root, job.environment.python, metadata)
        result = emit(replace(asked, environment=_variables(job), calls=calls)).result
    denied += result["denied"]
    answers: list[list[dict[str, Any]]] = result["document"]["answers"]
    return answers


def _variables(job: Job) -> dict[str, str]:
    asked = job.settings.probe
    return {**job.settings.environment.variables, **(asked.variables if asked else {})}


def _credentials(job: Job) -> dict[str, str]:
    """Return the headers that let a request in; their values stand in no committed file.

    Unless the settings' own variables hold one: a key that is worth nothing elsewhere.
    """
    known = {**os.environ, **_variables(job)}
    found = {}
    for name, header in (job.settings.probe.credentials if job.settings.probe else {}).items():
        if not known.get(name):
            raise ConfigError(
                f"{name} is not set, which credentials in [tool.offramp.probe] names",
                expected=f"the value of the header {header}",
                found="nothing",
                next=f"set {name} in the environment, or in [tool.offramp.probe.variables]",
            )
        found[header] = known[name]
    return found
