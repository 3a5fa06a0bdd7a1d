"""The doors of the target's suites: run one as the gates do, in the target's own environment."""

from __future__ import annotations

from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.target import open_job
from offramp.engine import verdict_of
from offramp.report import text
from offramp.report.terminal import Terminal
from offramp.steps.running import run
from offramp.suites import compare


def suite(terminal: Terminal, options: Options, name: str) -> Reply:
    """Run a suite; without a baseline to hold it against, any failure is a finding."""
    job = open_job(options, terminal)
    result = run(job, name)
    findings = compare(None, result)
    verdict = verdict_of(findings)
    data = {
        "schema": "offramp.suite/1",
        "verdict": verdict.value,
        "summary": result.summary(),
        **result.to_dict(),
        "findings": [finding.to_dict() for finding in findings],
        "tail": result.tail,
    }
    return Reply(data, text.suite, verdict.exit_code)
