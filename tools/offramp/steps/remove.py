"""Stage B: delete the layer, tidy what named it, show that all is well, or bring it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp import suites
from offramp.engine import Event, Outcome, verdict_of
from offramp.errors import ConfigError
from offramp.findings import Finding, Severity, Verdict
from offramp.steps import layer, running
from offramp.steps.enforce import joined, scan_tree
from offramp.steps.job import ORIGINAL_FILE, Job

if TYPE_CHECKING:
    from offramp.imports.model import ScanReport
    from offramp.imports.removal.remove import Removal


def ready(job: Job) -> Outcome:
    """Check that the tree is clean, and lay down the restore point.

    Raises:
        GitError: the tree has changes, or another run is at work here.
    """
    from offramp.checkout import restore

    if layer.gone(job):
        return Outcome(Verdict.PASS, "the layer is gone already; its absence is shown again")
    if left := _hits_left(job):
        return Outcome(Verdict.FAIL, left[0].message, left)
    removal = planned(job)
    paths = [*removal.files, *removal.leftovers, *removal.edits]
    point = restore.begin(job.root, "stage B", job.settings.outputs(), paths)
    return Outcome(
        Verdict.PASS,
        f"restore point {point.id} at {point.commit[:12]}",
        data={"restore_point": point.id, "commit": point.commit},
        value=point,
    )


def _hits_left(job: Job) -> list[Finding]:
    """Say that a budget above zero lets stage A pass, and nothing be removed."""
    gate = job.ledger.read("gate")
    hits = gate.data["hits"] if gate else 0
    message = f"{hits} hits are left within the budget; the layer goes when there are none"
    return [Finding(rule="hits-left", severity=Severity.BREAKING, message=message)] if hits else []


def before(job: Job) -> Outcome:
    """Run the unit suite while the layer is there: the baseline that it is judged against."""
    if layer.gone(job):
        return _before_as_kept(job)
    result = running.run(job, "unit")
    return Outcome(Verdict.PASS, result.summary(), data={"suite": result.to_dict()})


def _before_as_kept(job: Job) -> Outcome:
    """Pass on the outcomes of before the removal from one run to the next (G16)."""
    kept = job.kept.get("before")
    if kept is None or "suite" not in kept.data:
        return Outcome(
            Verdict.PASS, "the layer is gone already; without a baseline, any failure counts"
        )
    return Outcome(
        Verdict.PASS,
        "the layer is gone already; the outcomes of before its removal are kept",
        data={"suite": kept.data["suite"]},
    )


def remove(job: Job) -> Outcome:
    """Delete the layer, what of it git does not know (G13), and what named it (G14)."""
    from offramp.checkout import restore

    point = job.results["ready"].value
    if point is None:
        return Outcome(Verdict.PASS, "nothing to remove")
    removal = planned(job)
    lines = removal.apply()
    restore.applied(point)
    job.reload()
    return Outcome(
        Verdict.PASS,
        f"{len(removal.files)} files removed, {len(removal.tidied)} places tidied",
        data={**removal.to_dict(), "done": lines},
    )


def planned(job: Job) -> Removal:
    """Return what the removal does, worked out once for a run."""
    from offramp.imports.removal.remove import plan_removal

    if job.removal is None:
        job.removal = plan_removal(job.root, job.layers())
    return job.removal


def preview(job: Job) -> Sequence[str]:
    """Say what the removal would do."""
    if layer.gone(job):
        return ["nothing: the layer is gone already"]
    removal = planned(job)
    return [
        *(f"delete {path}" for path in (*removal.files, *removal.leftovers)),
        *(f"tidy {line}" for line in removal.tidied),
    ]


def rescan(job: Job) -> Outcome:
    """Scan again, and show that a fresh interpreter cannot import the layer (G13)."""
    from offramp.imports.removal.remove import prove_dead

    report = scan_tree(job)
    roots = [*map(Path, job.settings.environment.roots), Path()]
    findings = [
        *report.findings,
        *(
            _left(reference.path, reference.line, reference.legacy)
            for reference in report.references
            if reference.counts
        ),
        *prove_dead(job.environment.python, job.root, job.layers(), roots),
    ]
    return Outcome(
        verdict_of(findings),
        f"{report.hits} hits in {report.scanned_files} files; "
        + ("the layer cannot be imported" if not findings else f"{len(findings)} findings"),
        findings=findings,
        data={"hits": report.hits, "scanned_files": report.scanned_files},
        value=report,
    )


def _left(path: str, line: int, legacy: str) -> Finding:
    return Finding(
        rule="legacy-reference-left",
        severity=Severity.BREAKING,
        message=f"{legacy} is still named",
        path=path,
        line=line,
    )


def scan_renames(job: Job) -> ScanReport:
    """Scan for the renamed roots alone, as the original's check did.

    Raises:
        ConfigError: no rename is known.
    """
    compat = job.settings.compat
    if not compat.renames:
        raise ConfigError(
            "no renamed root is named",
            expected=f"[tool.offramp.compat.renames], or {ORIGINAL_FILE}",
            found=job.settings.source or "no [tool.offramp] in pyproject.toml",
            next='add old = "new", or say --rename old=new',
        )
    return scan_tree(job, layers=())


def legacy(job: Job) -> Outcome:
    """Check that no renamed root is used under its old name."""
    if not job.settings.compat.renames:
        return Outcome(Verdict.PASS, "no root was renamed")
    report = scan_renames(job)
    findings = [_left(r.path, r.line, r.legacy) for r in report.references if r.counts]
    return Outcome(
        verdict_of(findings),
        f"{len(findings)} uses of {', '.join(job.settings.compat.renames)}",
        findings=findings,
        data=report.to_dict(),
        value=report,
    )


def smoke(job: Job) -> Outcome:
    """Run the smoke suite without the layer; recorded, so that a swallowed import shows (G14)."""
    from offramp.imports.model import Source

    result, recorded = running.recorded(job, "smoke")
    findings = _judged(job, result, "record")
    report = joined(job, job.results["rescan"].value, recorded)
    seen = [r for r in report.references if r.counts and r.source is not Source.STATIC]
    findings += [_left(r.path, r.line, r.legacy) for r in seen]
    return _outcome(job, result, findings)


def unit(job: Job) -> Outcome:
    """Run the unit suite without the layer."""
    result = running.run(job, "unit")
    return _outcome(job, result, _judged(job, result, "before"))


def _outcome(job: Job, result: suites.SuiteResult, findings: Sequence[Finding]) -> Outcome:
    if findings:  # the tree that it failed in is about to be undone
        job.say(Event("output", lines=result.tail.splitlines()))
    summary = result.summary() + ("" if findings else "; no test became worse")
    return Outcome(verdict_of(findings), summary, findings, data={"suite": result.to_dict()})


def _judged(job: Job, now: suites.SuiteResult, step: str) -> list[Finding]:
    """Hold a suite against the same suite before the removal."""
    evidence = job.ledger.read(step)
    kept: Mapping[str, Any] | None = evidence.data.get("suite") if evidence else None
    baseline = (
        suites.SuiteResult(
            kept["name"], tuple(kept["command"]), kept["exit_code"], kept["outcomes"]
        )
        if kept
        else None
    )
    return suites.compare(baseline, now)


def undo(job: Job) -> Sequence[str]:
    """Bring back the tree of before, because a step failed."""
    from offramp.checkout import restore

    ready_outcome = job.results.get("ready")
    if ready_outcome is None or ready_outcome.value is None:
        return []
    return [restore.restore(ready_outcome.value).how]


def done(job: Job) -> Sequence[str]:
    """Let the removal stand, and make the one commit where it was asked for."""
    from offramp.checkout import restore

    point = job.results["ready"].value
    if point is None:
        return []
    if not job.request.commit:
        restore.finish(point)
        return ["the removal is in the work tree; `invoke rollback` brings the layer back"]
    commit = restore.commit(point, message(job))
    restore.finish(point, commit)
    return [f"commit {commit[:12]}; `invoke rollback` reverts it"]


def message(job: Job) -> str:
    """Return the commit's message, every claim of it from this run's evidence (P2)."""
    scanned = job.results["rescan"]
    lines = [
        f"Remove {', '.join(job.layers())}",
        "",
        f"Static scan: {scanned.summary}.",
        f"Smoke suite: {job.results['smoke'].summary}.",
        f"Unit suite: {job.results['unit'].summary}.",
        "",
        f"Shown by offramp stage B for the tree {job.tree()}.",
    ]
    return "\n".join(lines)
