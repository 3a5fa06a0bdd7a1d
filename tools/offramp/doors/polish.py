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
from offramp.steps.job import Job
from offramp.steps.policy import policy_of


def step(terminal: Terminal, options: Options, name: str) -> Reply:
    """Run one step of stage C, and what it needs before it."""
    job = open_job(options, terminal)
    if options.dry_run:
        return would(job, POLISH, [name])
    return run_reply(POLISH, run(job, POLISH, [name]), job, name)


def diff(terminal: Terminal, options: Options) -> Reply:
    """Compare the contract of the merge base with the work tree's."""
    require_file(options)
    job, otherwise = compared(terminal, options)
    if otherwise:
        return otherwise
    table = job.results["diff"].value.to_dict()
    # what was lost on both sides is no difference, and has to be seen all the same (S9)
    making = {"baseline": job.results["baseline"], "candidate": job.results["spec"]}
    table["making"] = {
        side: [finding.to_dict() for finding in outcome.findings]
        for side, outcome in making.items()
    }
    return diff_reply(table)


def compared(terminal: Terminal, options: Options) -> tuple[Job, Reply | None]:
    """Run the comparison of stage C.

    Returns:
        The run, and what to answer where it came to no comparison: a dry run, or a step before it
        failed.
    """
    job = open_job(options, terminal)
    policy_of(job.settings, job.root).check()  # before anything slow is done
    if options.dry_run:
        return job, would(job, POLISH, ["diff"])
    result = run(job, POLISH, ["diff"])
    return job, None if "diff" in job.results else run_reply(POLISH, result, job, "diff")
