"""offramp side by side with its peers, in one run; prints medians and ratios.

nox -s benchmarks                            the quick ones
nox -s benchmarks -- contract growth         those that are named, of BENCHMARKS below

contract, contract-long, growth and directory are about the contract gate; what they compare is
fetched by npm once, into the user's cache folder. What the imports are searched in is fetched by
pip, into the same. service needs wrk on the PATH, and a /proc to read.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import contract
import directory
import growth
import imports
import real
import record
import service
import workshop
import worktrees
from measure import compare, table

OFFRAMP = [sys.executable, "-m", "offramp"]


def start(scratch: Path) -> None:
    """What a door costs before it does anything."""
    figures = compare(
        {
            "offramp plan --json": [*OFFRAMP, "plan", "--json"],
            "invoke --version": [sys.executable, "-m", "invoke", "--version"],
            "python -c pass": [sys.executable, "-c", "pass"],
        },
        cwd=scratch,
    )
    print(f"start\n{table(figures)}\n")


BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "start": start,
    "imports": imports.small,
    "imports-large": imports.large,
    "imports-fix": imports.fix,
    "imports-lines": imports.lines,
    "contract": contract.contract,
    "contract-long": contract.contract_long,
    "growth": growth.growth,
    "directory": directory.directory,
    "record": record.record,
    "worktrees": worktrees.worktrees,
    "real-imports": real.imports,
    "real-contract": real.contract,
    "workshop": workshop.workshop,
    "service": service.service,
}
QUICK = ("start", "imports")


def main() -> None:
    """Run the benchmarks that are named, or the quick ones."""
    names = sys.argv[1:] or QUICK
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        raise SystemExit(f"there is no {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    for name in names:
        with tempfile.TemporaryDirectory(prefix="offramp-bench-") as scratch:
            BENCHMARKS[name](Path(scratch))


if __name__ == "__main__":
    main()
