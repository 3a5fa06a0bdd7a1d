"""The doors of the import room: report, enforce, fix, remove, and the check for renamed roots."""

from __future__ import annotations

import re

from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.stages import run_reply, would
from offramp.doors.target import open_job
from offramp.engine import require, run
from offramp.errors import ConfigError, ExitCode
from offramp.imports.model import ScanReport
from offramp.plan import ENFORCE, PLAN, REMOVE
from offramp.report import text
from offramp.report.terminal import Terminal
from offramp.steps import enforce, ratchet

LEAST_COMMITS = 2


def report(terminal: Terminal, options: Options) -> Reply:
    """Read the whole tree and list every reference to the layer."""
    job = open_job(options, terminal)
    found = ratchet.held(job, enforce.scan_tree(job), whole=False)
    if not options.dry_run:
        enforce.keep_report(job, found)
    return _report_reply(found)


def _report_reply(report: ScanReport) -> Reply:
    return Reply(report.to_dict(), text.references, report.verdict.exit_code)


def enforce_budget(terminal: Terminal, options: Options) -> Reply:
    """Read and run, and hold both against the budget."""
    job = open_job(options, terminal)
    if options.dry_run:
        return would(job, ENFORCE, ["gate"])
    run(job, ENFORCE, ["gate"])
    return _report_reply(job.results["gate"].value)


def legacy_imports(terminal: Terminal, options: Options) -> Reply:
    """Check that no renamed root is used under its old name."""
    from offramp.steps.remove import scan_renames

    return _report_reply(scan_renames(open_job(options, terminal)))


def fix(terminal: Terminal, options: Options, write: bool) -> Reply:
    """Rewrite what can be rewritten, and list what cannot, with the reason.

    Args:
        terminal: who is told.
        options: what was said.
        write: whether files are written; otherwise the difference is shown.
    """
    from offramp.imports.rewriting.rewrite import plan_fix

    job = open_job(options, terminal)
    found = enforce.scan_tree(job)
    planned = plan_fix(
        job.root,
        found,
        allow=job.settings.compat.allow,
        leave_out=job.settings.outputs(),
    )
    written = write and not options.dry_run
    if written:
        planned.apply()
    data = {**planned.to_dict(), "written": written, "diff": "" if written else planned.diff()}
    return Reply(data, text.fix, ExitCode.FAILS if planned.unfixed else ExitCode.HOLDS)


def burndown(terminal: Terminal, options: Options, commits: str, since: str) -> Reply:
    """Show how many hits the commits of the history had.

    Args:
        terminal: who is told.
        options: what was said.
        commits: how many commits at most.
        since: the first of them; the whole history where it is empty.
    """
    from offramp.steps.burndown import burndown as burn

    if not re.fullmatch(r"[0-9]{1,4}", commits) or int(commits) < LEAST_COMMITS:
        raise ConfigError(
            "--commits is not a number of commits",
            expected=f"a whole number from {LEAST_COMMITS} to 9999",
            found=repr(commits),
        )
    job = open_job(options, terminal)
    return Reply(burn(job, int(commits), since or None), text.burndown)


def remove(terminal: Terminal, options: Options) -> Reply:
    """Remove the layer and tidy up, without the suites; for those who run these themselves."""
    job = open_job(options, terminal, recover=True)
    if options.dry_run:
        return would(job, REMOVE, ["rescan"])
    require(PLAN, job, REMOVE)
    result = run(job, REMOVE, ["rescan"])
    return run_reply(REMOVE, result, job, "removal")
