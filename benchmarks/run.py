"""offramp side by side with its peers, in one run; prints medians and ratios.

nox -s benchmarks                            the quick ones
nox -s benchmarks -- contract growth         those that are named, of BENCHMARKS below

contract, contract-long, growth and directory are about the contract gate; what they compare is
fetched by npm once, into the user's cache folder.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

import contract
import directory
import growth
import real
import record
from measure import compare, table

OFFRAMP = [sys.executable, "-m", "offramp"]


def imports(scratch: Path) -> None:
    """Who imports ``django.utils.functional``, on the packages of this environment."""
    tree = scratch / "packages"
    for name in ("django", "sqlalchemy", "sympy"):
        shutil.copytree(Path(sysconfig.get_path("purelib"), name), tree / name)
    _commit(tree)
    layer = "django.utils.functional"
    ban = f"lint.flake8-tidy-imports.banned-api.'{layer}'.msg='no'"
    ruff = ["ruff", "check", "--isolated", "--select", "TID251", "--config", ban]
    report = [*OFFRAMP, "compat-report", "--layer", layer, "--json"]
    figures = compare(
        {
            "offramp compat-report --no-cache": [*report, "--no-cache"],
            "offramp compat-report": report,
            "ruff TID251 --no-cache": [*ruff, "--no-cache", "."],
            "ruff TID251": [*ruff, "."],
            "git grep -lF": ["git", "grep", "-lF", layer],
        },
        cwd=tree,
        accept=(0, 1, 2),
    )
    files = len(list(tree.rglob("*.py")))
    print(f"imports: {layer} in {files} Python files\n{table(figures)}\n")


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


def _commit(tree: Path) -> None:
    git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.com"]
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "measure"]):
        subprocess.run([*git, *words], cwd=tree, check=True)


BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "start": start,
    "imports": imports,
    "contract": contract.contract,
    "contract-long": contract.contract_long,
    "growth": growth.growth,
    "directory": directory.directory,
    "record": record.record,
    "real-imports": real.imports,
    "real-contract": real.contract,
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
