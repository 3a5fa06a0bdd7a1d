"""The doors of the contract room that work on a repository: they run steps of stage C."""

from __future__ import annotations

from offramp.doors.guard import Reply
from offramp.doors.openapi import diff_reply
from offramp.doors.options import Options
from offramp.doors.policy import require_file
from offramp.doors.stages import run_reply, would
from offramp.doors.target import open_job
from offramp.engine import run
from offramp.plan import POLISH
from offramp.report.terminal import Terminal
from offramp.steps.policy import policy_of


def step(terminal: Terminal, options: Options, name: str) -> Reply:
    """Run one step of stage C, and what it needs before it."""
    job = open_job(options, terminal)
    if options.dry_run:
        return would(job, POLISH, [name])
    return run_reply(POLISH, run(job, POLISH, [name]), job)


def diff(terminal: Terminal, options: Options) -> Reply:
    """Compare the contract of the merge base with the work tree's."""
    require_file(options)
    job = open_job(options, terminal)
    policy_of(job.settings, job.root).check()  # before anything slow is done
    if options.dry_run:
        return would(job, POLISH, ["diff"])
    result = run(job, POLISH, ["diff"])
    if "diff" not in job.results:
        return run_reply(POLISH, result, job)
    return diff_reply(job.results["diff"].value.to_dict())
