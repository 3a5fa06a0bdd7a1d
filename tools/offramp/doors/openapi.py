"""The doors of the contract room that also take files: validate and compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.config import Settings
from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.policy import of_files, require_file
from offramp.errors import CannotJudge, ExitCode
from offramp.findings import Severity
from offramp.report import contract, text
from offramp.report.terminal import Terminal
from offramp.steps.policy import policy_of, weighed

if TYPE_CHECKING:
    from offramp.contract import Comparison


def validate(terminal: Terminal, options: Options, document: str = "") -> Reply:
    """Validate a document: the file that is named, else the one that the application makes."""
    if not document:
        from offramp.doors import polish

        return polish.step(terminal, options, "validate")
    from offramp.contract import load
    from offramp.contract import validate as check

    settings, _ = of_files(options)
    loaded = load(Path(document), allow=settings.openapi.allow_refs)
    findings = weighed(check(loaded), settings.openapi)
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
        return diff_reply(compared.to_dict())
    from offramp.doors import polish

    return polish.diff(terminal, options)


def compare_files(options: Options, base: Path, cand: Path) -> tuple[Comparison, Settings, Path]:
    """Compare two files by the policy of the repository at hand, where there is one.

    Returns:
        The comparison, the settings that it was weighed by, and the folder that they belong to.
    """
    from offramp.contract import compare_documents, load
    from offramp.contract.reading.collector import without_collector

    settings, root = of_files(options)
    policy = policy_of(settings, root)
    # once for all: each time that it comes back on, the collector visits what there is, and no
    # name of this function may keep both documents until then
    with without_collector():
        read = (load(path, allow=settings.openapi.allow_refs) for path in (base, cand))
        return compare_documents(next(read), next(read), policy), settings, root


def diff_reply(table: Mapping[str, Any]) -> Reply:
    """Return what a door says of a comparison, as `Comparison.to_dict` has it."""
    breaking = table["verdict"] == "breaking"
    return Reply(table, contract.diff, ExitCode.FAILS if breaking else ExitCode.HOLDS)
