"""Stage A: prove that nothing uses the layer, while it is still there."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from offramp import git
from offramp.engine import Outcome
from offramp.errors import CannotJudge
from offramp.evidence import write_json
from offramp.findings import Finding, Severity, Verdict
from offramp.steps import layer, ratchet, running
from offramp.steps.job import Job
from offramp.steps.policy import policy_of

if TYPE_CHECKING:
    from offramp.imports.model import ScanReport
    from offramp.imports.runs.record import RuntimeRecord


def doctor(job: Job) -> Outcome:
    """Check what every later step takes for granted.

    Raises:
        OfframpError: git, the settings, the layer, the baseline or a tool is not as it must be.
    """
    from offramp.checkout import baseline, find_uv

    checks = [f"git {git.text(job.root, 'version').removeprefix('git version ')}", _names(job)]
    found = baseline(job.root, job.settings.base)
    checks.append(f"baseline {job.settings.base}: {found.commit[:12]} ({found.how})")
    checks.append(f"installer: {'uv' if find_uv() else 'virtualenv and pip'}")
    policy_of(job.settings, job.root).check()
    if _contract_alone(job):
        return Outcome(Verdict.PASS, "; ".join(checks), data={"checks": checks})
    for name in ("smoke", "unit"):
        if name == "smoke" or job.settings.suites.unit:
            running.check(job, name)
    return Outcome(Verdict.PASS, "; ".join(checks), findings=_later(job), data={"checks": checks})


def _contract_alone(job: Job) -> bool:
    """Whether the settings are for the contract gate only; the scan still asks for a layer."""
    compat = job.settings.compat
    said = job.settings.source and not (compat.layer or compat.renames)
    return bool(said) and _has_contract(job)


def _names(job: Job) -> str:
    """Say what is looked for; a layer is or was there, a renamed root need never have been."""
    compat = job.settings.compat
    if compat.renames and not compat.layer:
        return f"renamed roots {', '.join(compat.renames)}"
    if _contract_alone(job):
        return "no layer is named: the settings are for the contract alone"
    layers = ", ".join(job.layers())
    if layer.gone(job):
        return f"layer {layers}: gone already"
    return f"layer {layers}: {len(layer.files(job))} files"


def _later(job: Job) -> list[Finding]:
    """Say what later stages will ask for, to those who may never want them."""
    missing = []
    if not job.settings.suites.unit:
        missing.append(("suite-not-named", "stage B will ask for [tool.offramp.suites] unit"))
    if not _has_contract(job):
        missing.append(("app-not-named", "stage C will ask for [tool.offramp.openapi] app"))
    return [Finding(rule=rule, severity=Severity.WARNING, message=text) for rule, text in missing]


def _has_contract(job: Job) -> bool:
    from offramp.contract.making.applications import applications

    contract = job.settings.openapi
    if contract.app or contract.command or contract.document:
        return True
    return [one.needs for one in applications(job.root, job.settings.environment.roots)] == [False]


def scan(job: Job) -> Outcome:
    """Read the whole tree, after the scanner has proved that it finds planted references."""
    report = scan_tree(job)
    return Outcome(
        Verdict.PASS,
        f"{report.hits} hits in {report.scanned_files} files"
        + (f", {len(report.unparsed_files)} of them not parsed" if report.unparsed_files else ""),
        findings=report.findings,
        data={"hits": report.hits, "scanned_files": report.scanned_files},
        value=report,
    )


def keep_report(job: Job, report: ScanReport) -> list[str]:
    """Write the report where the settings keep it, and return the paths that were written."""
    path = job.settings.compat.report
    if path is None:
        return []
    write_json(job.root / path, report.to_dict())
    return [path]


def scan_tree(job: Job, layers: Sequence[str] | None = None) -> ScanReport:
    """Scan the work tree with the job's settings.

    Args:
        job: the run.
        layers: dotted names in place of the settings' layer.

    Raises:
        CannotJudge: nothing was there to read, or the scanner misses what was planted.
        ConfigError: there is nothing to look for.
    """
    from offramp.imports import scan

    compat = job.settings.compat
    wanted = compat.layer if layers is None else layers
    if not wanted and not compat.renames:
        job.layers()
    report = scan(
        job.root,
        wanted,
        compat.renames,
        compat.allow,
        max_hits=compat.max_hits,
        count_docs=compat.count_docs,
        leave_out=job.settings.outputs(),
        all_files=job.request.all_files,
        cache=job.request.cache,
        homes=True,
        proven=True,
    )
    if report.scanned_files == 0:
        raise CannotJudge(
            "there was no file to scan",
            expected="at least one tracked file",
            found="none (G9)",
            where=str(job.root),
            next="run in the root of your clone, or name it with --repo PATH",
        )
    return with_owners(job.root, report)


def with_owners(root: Path, report: ScanReport) -> ScanReport:
    """Return the report with the owners of each file that is named in it."""
    from offramp.imports.owners import Owners

    owners = Owners(root)
    references = [replace(r, owners=owners.of(r.path)) for r in report.references]
    return replace(report, references=references)


def record(job: Job) -> Outcome:
    """Run the smoke suite while every import of a legacy name is recorded (G10)."""
    result, recorded = running.recorded(job, "smoke")
    hits = sum(reference.counts for reference in recorded.hits)
    return Outcome(
        Verdict.PASS,
        f"{hits} run-time hits; smoke suite: {result.summary()}",
        findings=_unreached(recorded),
        data={"hits": hits, "suite": result.to_dict(), "reach": list(recorded.reach)},
        value=recorded,
    )


def _unreached(recorded: RuntimeRecord) -> list[Finding]:
    """Say that children ran whose imports nobody saw."""
    if not recorded.unreached:
        return []
    count = len(recorded.unreached)
    program, *words = recorded.unreached[0]
    first = shlex.join([Path(program).name, *words])[:80]
    message = (
        f"{count} Python command lines ran without the recorder, such as: {first}; it reaches all "
        "interpreters of an environment that offramp makes from requirement files"
    )
    return [Finding(rule="child-not-recorded", severity=Severity.WARNING, message=message)]


def joined(job: Job, report: ScanReport, recorded: RuntimeRecord) -> ScanReport:
    """Return what was read with what was run beside it, and who owns each."""
    from offramp.imports.runs.record import join

    both = join(
        report,
        recorded,
        job.root,
        allow=job.settings.compat.allow,
        paths=git.paths(job.root, "ls-files", "-z"),
    )
    return with_owners(job.root, both)


def gate(job: Job) -> Outcome:
    """Join what was read with what was run, and hold it against the budget."""
    both = joined(job, job.results["scan"].value, job.results["record"].value)
    report = ratchet.held(job, both, whole=True)
    by_source: dict[str, int] = {}
    for reference in report.references:
        if reference.counts:
            by_source[reference.source.value] = by_source.get(reference.source.value, 0) + 1
    sources = ", ".join(f"{count} {source}" for source, count in sorted(by_source.items()))
    return Outcome(
        report.verdict,
        f"{report.hits} hits, budget {report.max_hits}" + (f" ({sources})" if sources else ""),
        findings=report.findings,
        files=[*keep_report(job, report), *filter(None, [job.settings.compat.ratchet])],
        data=report.to_dict(),
        value=report,
    )
