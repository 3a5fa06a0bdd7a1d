"""The doors of the contract room: make, validate, baseline, compare, guide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.config import Settings
from offramp.doors.guard import Reply
from offramp.doors.policy import of_files, require_file
from offramp.doors.stages import run_reply, would
from offramp.doors.target import Options, open_job
from offramp.engine import run
from offramp.errors import CannotJudge, ExitCode
from offramp.findings import Severity
from offramp.plan import POLISH
from offramp.report import text
from offramp.report.terminal import Terminal
from offramp.steps.policy import policy_of

if TYPE_CHECKING:
    from offramp.contract import Comparison


def steps(terminal: Terminal, options: Options, step: str) -> Reply:
    """Run one step of stage C, and what it needs before it."""
    job = open_job(options, terminal)
    if options.dry_run:
        return would(job, POLISH, [step])
    return run_reply(POLISH, run(job, POLISH, [step]), job)


def validate(terminal: Terminal, options: Options, document: str = "") -> Reply:
    """Validate a document: the file that is named, else the one that the application makes."""
    if not document:
        return steps(terminal, options, "validate")
    from offramp.contract import load
    from offramp.contract import validate as check

    loaded = load(Path(document))
    findings = check(loaded)
    wrong = sum(finding.severity is Severity.BREAKING for finding in findings)
    data = {
        "schema": "offramp.validation/1",
        "document": document,
        "version": loaded.version,
        "verdict": "fail" if wrong else "pass",
        "findings": [finding.to_dict() for finding in findings],
    }
    return Reply(data, text.validation, ExitCode.FAILS if wrong else ExitCode.HOLDS)


def diff(terminal: Terminal, options: Options, cand: str = "") -> Reply:
    """Compare two contracts: two files, else the merge base's with the work tree's."""
    if cand:
        if not options.base:
            raise CannotJudge(
                "there is nothing to compare with",
                expected="two files: --base A.json --cand B.json",
                found="--cand alone",
            )
        require_file(options)
        compared = compare_files(options, Path(options.base), Path(cand))[0]
        return _diff_reply(compared.to_dict())
    require_file(options)
    job = open_job(options, terminal)
    if options.dry_run:
        return would(job, POLISH, ["diff"])
    result = run(job, POLISH, ["diff"])
    if "diff" not in job.results:
        return run_reply(POLISH, result, job)
    return _diff_reply(job.results["diff"].value.to_dict())


def compare_files(options: Options, base: Path, cand: Path) -> tuple[Comparison, Settings, Path]:
    """Compare two files by the policy of the repository at hand, where there is one.

    Returns:
        The comparison, the settings that it was weighed by, and the folder that they belong to.
    """
    from offramp.contract import compare_documents, load
    from offramp.contract.collector import without_collector

    settings, root = of_files(options)
    policy = policy_of(settings, root)
    # once for all: each time that it comes back on, the collector visits both documents
    with without_collector():
        return compare_documents(load(base), load(cand), policy), settings, root


def _diff_reply(table: Mapping[str, Any]) -> Reply:
    breaking = table["verdict"] == "breaking"
    return Reply(table, text.contract, ExitCode.FAILS if breaking else ExitCode.HOLDS)
