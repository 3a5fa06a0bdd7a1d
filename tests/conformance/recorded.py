"""The peer's recorded findings on shared cases, each set beside offramp's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from conformance.argued import reason
from conformance.operations import Doubt
from offramp.contract import Comparison, Options, compare, loads
from offramp.findings import Severity

RECORDED = date(2026, 11, 23)
"""The day on which the peer was run; sunset days are seen from it."""
ERROR = 3


class Pair(NamedTuple):
    """Two documents and what the peer said of them.

    Attributes:
        name: what the pair is called.
        base, cand: the documents.
        options: what the peer was asked for, as offramp's policy.
        peer: its findings: id, level, operation, path.
    """

    name: str
    base: Mapping[str, Any]
    cand: Mapping[str, Any]
    options: Options
    peer: list[dict[str, Any]]


class Match(NamedTuple):
    """One of the peer's errors, and what offramp says.

    Attributes:
        name: the pair's.
        rule: the peer's id.
        outcome: `SAME`, `ANOTHER`, or the name of an argued class; None where offramp does not
            agree and no class says why.
    """

    name: str
    rule: str
    outcome: str | None


SAME = "breaking, by the same rule"
ANOTHER = "breaking, by another rule"


def edits(folder: Path) -> Iterator[Pair]:
    """Yield the edits made for this comparison."""
    for line in gzip.decompress((folder / "edits.jsonl.gz").read_bytes()).splitlines():
        case = json.loads(line)
        name = f"{case['name']} {case['dir']}"
        yield Pair(name, case["base"], case["cand"], _options(case["flags"]), case["peer"])


def files(folder: Path) -> Iterator[Pair]:
    """Yield the peer's own files."""
    data = json.loads(gzip.decompress((folder / "peer-files.json.gz").read_bytes()))
    for pair in data["pairs"]:
        names = (pair["base"], pair["cand"])
        base, cand = (loads(data["files"][name].encode(), name).data for name in names)
        yield Pair(" ".join(names), base, cand, _options(pair["flags"]), pair["peer"])


def service(folder: Path) -> Iterator[Pair]:
    """Yield what a real service produced at neighbouring commits of its history."""
    data = gzip.decompress((folder / "real-service" / "pairs.json.gz").read_bytes())
    for pair in json.loads(data):
        yield Pair(pair["name"], pair["base"], pair["cand"], _options([]), pair["peer"])


SETS = {"made edits": edits, "the peer's own files": files, "a real service": service}


def _options(flags: list[str]) -> Options:
    """Return the policy that the peer's options are."""
    said = dict(zip(flags[::2], flags[1::2], strict=True))
    days = said.get("--deprecation-days-stable")
    asked = said["--include-checks"].split(",") if "--include-checks" in said else []
    return Options(
        deprecation_days=int(days) if days else None,
        include=(f"*{said['-p']}*",) if "-p" in said else (),
        exclude=(f"*{said['-q']}*",) if "-q" in said else (),
        severities=dict.fromkeys(asked, Severity.BREAKING),
        today=RECORDED,
    )


def matches(pair: Pair) -> list[Match]:
    """Set each of the peer's errors beside offramp's findings at the same operation."""
    errors = [finding for finding in pair.peer if finding["level"] == ERROR]
    found = compare(pair.base, pair.cand, pair.options) if errors else Comparison()
    return [Match(pair.name, error["id"], _outcome(pair, found, error)) for error in errors]


SIDES = ("both", "neither", "oasdiff alone", "offramp alone", "by an example")


def sides(pair: Pair) -> list[str]:
    """Return who calls anything in a pair breaking; and, of offramp alone, whether it shows it."""
    found = compare(pair.base, pair.cand, pair.options)
    theirs = any(finding["level"] == ERROR for finding in pair.peer)
    if found.verdict != "breaking":
        return ["oasdiff alone" if theirs else "neither"]
    shown = any(change.witness for change in found.findings)
    return ["both"] if theirs else ["offramp alone", *(["by an example"] if shown else [])]


def _outcome(pair: Pair, found: Comparison, error: Mapping[str, Any]) -> str | None:
    place = f"{error['operation']} {error['path'].replace('webhook:', 'webhook ')}".strip()
    here = [
        change
        for change in found.findings
        if change.severity is Severity.BREAKING
        and (not place or place in change.operations)
        and (change.rule == error["id"] or change.direction in _directions(error))
    ]
    if any(change.rule == error["id"] for change in here):
        return SAME
    doubt = Doubt(pair.base, pair.cand, error["id"], error["operation"], error["path"])
    if place and here and (doubt.breaks or not doubt.of_values):
        return ANOTHER
    argued = reason(doubt)
    return argued.name if argued else None


def _directions(error: Mapping[str, Any]) -> tuple[str, ...]:
    if error["path"].startswith("webhook:") or not error["id"].startswith(
        ("request", "response", "new-")
    ):
        return ("request", "response", "none")
    return ("response",) if error["id"].startswith("response") else ("request",)
