"""The contract gate on real documents: whole processes, in turn with the peer's binary.

The rows make a table of Markdown, and each says whether it reached what it is meant to reach.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

import fetch
import orjson
import synthetic
from measure import Figures, compare, machine

from offramp.contract import compare as compare_documents

OFFRAMP = [sys.executable, "-m", "offramp"]
GITHUB = "generated/api.github.com.json"
VALIDATE = (
    "import json, sys; from openapi_spec_validator import validate; "
    "validate(json.load(open(sys.argv[1], 'rb')))"
)


class Aim(NamedTuple):
    """Something to reach, in words, and whether figures (ours, theirs) reach it."""

    words: str
    reached: Callable[[Figures, Figures], bool]


class Row(NamedTuple):
    """A pair of documents, and what is to be reached on it.

    Attributes:
        title: what it is.
        files: gives the two documents, or the one that is to be validated.
        aims: see `Aim`.
        patience: how many times the peer runs; it takes minutes where that is once.
    """

    title: str
    files: Callable[[Path], tuple[Path, ...]]
    aims: tuple[Aim, ...]
    patience: int = 3


def less_cpu(times: float) -> Aim:
    """So many times less CPU than the peer."""
    return Aim(f"{times:g} times less CPU", lambda ours, theirs: theirs.cpu >= times * ours.cpu)


def cpu_below(seconds: float) -> Aim:
    """Less than so many CPU seconds."""
    return Aim(f"under {seconds:g} CPU s", lambda ours, _: ours.cpu < seconds)


def peak_below(mebibytes: float) -> Aim:
    """Less than so many MiB."""
    return Aim(f"under {mebibytes:g} MiB", lambda ours, _: ours.peak < mebibytes)


LESS_MEMORY = Aim("less memory", lambda ours, theirs: ours.peak < theirs.peak)


def contract(scratch: Path) -> None:
    """Measure all but what takes the peer minutes."""
    _table(scratch, [row for row in ROWS if row.patience > 1])
    base, cand = (orjson.loads(path.read_bytes()) for path in _github(scratch))
    taken = []
    for _ in range(3):
        started = time.process_time()
        compare_documents(base, cand)
        taken.append(time.process_time() - started)
    print(f"Python: offramp.contract.compare on GitHub's, parsed: {min(taken):.2f} CPU s\n")


def contract_long(scratch: Path) -> None:
    """Measure what takes the peer minutes."""
    _table(scratch, [row for row in ROWS if row.patience == 1])


def _table(scratch: Path, rows: list[Row]) -> None:
    print(f"{datetime.now(timezone.utc):%Y-%m-%d}, {machine()}; medians of whole processes\n")
    print("| documents | peer CPU s | peer MiB | offramp CPU s | MiB | ratio | to reach |")
    print("|---|--:|--:|--:|--:|--:|---|")
    for row in rows:
        print(_line(row, scratch), flush=True)
    print()


def _line(row: Row, scratch: Path) -> str:
    files = [str(path) for path in row.files(scratch)]
    if len(files) == 1:
        theirs = [sys.executable, "-c", VALIDATE, *files]
        ours = [*OFFRAMP, "openapi-validate", "--document", *files, "--json"]
    else:
        theirs = [str(fetch.peer()), "changelog", *files, "--format", "json"]
        ours = [*OFFRAMP, "openapi-diff", "--base", files[0], "--cand", files[1], "--json"]
    both = {"peer": theirs, "offramp": ours}
    if row.patience > 1:
        taken = compare(both, cwd=scratch, runs=row.patience, accept=(0, 2))
    else:
        taken = compare({"peer": theirs}, cwd=scratch, runs=1, warm=False)
        taken |= compare({"offramp": ours}, cwd=scratch, runs=3, accept=(0, 2))
    peer, mine = taken["peer"], taken["offramp"]
    words = ", ".join(aim.words for aim in row.aims)
    if words:
        reached = all(aim.reached(mine, peer) for aim in row.aims)
        words += f": {'reached' if reached else 'NOT reached'}"
    return (
        f"| {row.title} | {peer.cpu:.2f} | {peer.peak:.0f} | {mine.cpu:.2f} | {mine.peak:.0f} "
        f"| {peer.cpu / mine.cpu:.1f} | {words} |"
    )


def _github(_: Path) -> tuple[Path, ...]:
    return tuple(fetch.package(name) / GITHUB for name in fetch.GITHUB)


def _directory(name: str) -> Callable[[Path], tuple[Path, ...]]:
    return lambda _: tuple(fetch.package(release) / "api" / name for release in fetch.DIRECTORY)


def _small(scratch: Path) -> tuple[Path, ...]:
    files = scratch / "base.json", scratch / "candidate.json"
    for path, document in zip(files, synthetic.sized(12), strict=True):
        path.write_text(json.dumps(document, indent=2))
    return files


ROWS = (
    Row("GitHub 22.0.0, 23.0.2 (11.8, 13 MB)", _github, (less_cpu(8), LESS_MEMORY)),
    Row("Kubernetes (4.4 MB)", _directory("kubernetes.io.json"), (less_cpu(5), LESS_MEMORY)),
    Row("EC2 (4.7 MB)", _directory("amazonaws.com/ec2.json"), (less_cpu(5), LESS_MEMORY)),
    Row("two documents of 12 paths", _small, (cpu_below(0.35),), 5),
    Row("Stripe (2.5 MB)", _directory("stripe.com.json"), (cpu_below(3), peak_below(300)), 1),
    Row("Microsoft Graph (20 MB)", _directory("microsoft.com/graph.json"), (cpu_below(8),), 1),
    Row(
        "GitHub 23.0.2 validated; the peer is openapi-spec-validator",
        lambda scratch: _github(scratch)[1:],
        (),
        1,
    ),
)
