"""The ratchet at work: hits held against the known ones, and their file brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offramp.errors import ConfigError
from offramp.evidence import write_json
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.imports.model import ScanReport


def held(job: Job, report: ScanReport, *, whole: bool) -> ScanReport:
    """Return the report as the ratchet judges it; without a ratchet, as it is.

    Args:
        job: the run; where it asks for an update, the file is written before it judges.
        report: what there is now.
        whole: whether the report joins reading with running.

    Raises:
        ConfigError: an update is asked for, and the settings name no ratchet; or new hits are to
            be taken in without an update.
        EvidenceError: the file is missing, malformed, or speaks of another layer.
    """
    if job.request.allow_new and not job.request.update:
        raise ConfigError(
            "--allow-new takes in nothing by itself",
            expected="--update --allow-new",
            next="without --update, new hits fail as ever",
        )
    where = job.settings.compat.ratchet
    if where is None:
        if job.request.update:
            raise ConfigError(
                "there is no ratchet to update",
                expected='ratchet = "path" in [tool.offramp.compat]',
                next="name the file; without one, max-hits is the budget",
            )
        return report
    from offramp.imports.ratchet import read_ratchet

    if whole and job.request.update:
        _update(job, report, where)
    return read_ratchet(job.root, where).hold(report, whole=whole)


def _update(job: Job, report: ScanReport, where: str) -> None:
    """Write the ratchet: lower, or, where that is asked for or there is none yet, as things are."""
    from offramp.imports.ratchet import Ratchet, read_ratchet

    if job.request.allow_new or not (job.root / where).exists():
        now = Ratchet.of(report, where)
    else:
        now = read_ratchet(job.root, where).lowered(report)
    write_json(job.root / where, now.to_dict())
