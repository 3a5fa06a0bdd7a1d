"""Running the target's suites: in its own environment, recorded or not."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from offramp import suites
from offramp.errors import ConfigError, EnvironmentProblem, EvidenceError
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.imports.runs.record import RuntimeRecord


def command(job: Job, name: str) -> tuple[str, ...]:
    """Return a suite's command.

    Raises:
        ConfigError: the settings name none; a gate without its suite cannot judge (G10).
    """
    words: tuple[str, ...] = getattr(job.settings.suites, name)
    if not words:
        raise ConfigError(
            f"no {name} suite is named",
            expected=f'{name} = ["pytest", …] in [tool.offramp.suites]',
            found=job.settings.source or "no [tool.offramp] in pyproject.toml",
            next="name the command that runs it",
        )
    return words


def recorded(job: Job, name: str) -> tuple[suites.SuiteResult, RuntimeRecord]:
    """Run a suite in the target's environment with the recorder in it.

    Returns:
        How the suite ended, and what was imported by whom.

    Raises:
        CannotJudge: the recorder did not bring back its own test hit (G1), or the tests ran in
            an interpreter that it did not reach.
    """
    from offramp.imports.runs import record as recorder

    names = [*job.settings.compat.layer, *job.settings.compat.renames]
    nonce = secrets.token_hex(8)
    records = job.ledger.prepare() / "record"
    shutil.rmtree(records, ignore_errors=True)
    # A folder of this run's own: the suite of a run that was killed may still be writing to its.
    folder = records / nonce
    folder.mkdir(parents=True)
    ours = job.environment.source != "given"
    if ours:
        recorder.install_pth(job.environment.python)
    variables = recorder.environment(
        folder, names, nonce, installed=ours, base=job.settings.environment.variables
    )
    python = job.environment.python
    with recorder.running(python, variables) if ours else nullcontext():
        result = run(job, name, variables)
    merged = recorder.merge(folder, nonce, job.root, allow=job.settings.compat.allow)
    if result.outcomes and not any(process.runner for process in merged.processes):
        raise EvidenceError(
            f"the tests of the suite {name} ran where nothing was recorded",
            expected=f"an interpreter of {python.parent}, or a child of one",
            found=f"{len(result.outcomes)} tests, and no recorded process that ran pytest",
            next="name pytest itself in [tool.offramp.suites], not what starts it elsewhere",
        )
    return result, merged


def run(job: Job, name: str, variables: dict[str, str] | None = None) -> suites.SuiteResult:
    """Run one of the target's suites in the target's environment, as if the target were installed.

    Its tests may ask for its version or its entry points, as its application may.
    """
    from offramp.checkout import stand_in

    settings = job.settings
    with stand_in(job.root) as metadata, _choices(job, name):
        return suites.run(
            name,
            command(job, name),
            root=job.root,
            **_where(job),
            roots=[*settings.environment.roots, *metadata],
            variables=variables or settings.environment.variables,
            timeout=settings.suites.timeout,
        )


def check(job: Job, name: str) -> None:
    """See that a suite's program is there.

    Raises:
        EnvironmentProblem: it is not.
    """
    with _choices(job, name):
        suites.find(command(job, name)[0], job.root, name=name, **_where(job))


def _where(job: Job) -> dict[str, Any]:
    """Say where a suite's program is looked for: one from elsewhere sees none of the packages."""
    return {"python": job.environment.python, "own": bool(job.environment.packages)}


@contextmanager
def _choices(job: Job, name: str) -> Iterator[None]:
    """Say which settings would install pytest, where the environment has none."""
    from offramp.checkout import offered

    try:
        yield
    except EnvironmentProblem as error:
        lacking = "pytest" in command(job, name) and "pytest" not in job.environment.packages
        if lacking and (choices := offered(job.root, "pytest")):
            error.next = f"{' or '.join(choices)} in [tool.offramp.environment]"
        raise
