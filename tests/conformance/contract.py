"""Pairs of documents with known answers: offramp and the peer, counted by class."""

from __future__ import annotations

import runpy
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from conformance.oasdiff import Answer
from offramp.contract import compare
from offramp.contract.rulebook.rules import rules
from offramp.findings import Severity

READER = Path(__file__).parents[1] / "corpus" / "contract" / "pairs" / "reader.py"


class Known(NamedTuple):
    """Two documents with a known answer.

    Attributes:
        cls: the class that the pair belongs to.
        name: what it is called.
        base, cand: the documents.
        breaks: whether the change breaks a client.
    """

    cls: str
    name: str
    base: Mapping[str, Any]
    cand: Mapping[str, Any]
    breaks: bool


class Peer(Protocol):
    """Whoever judges two documents."""

    def judge(self, base: Mapping[str, Any], cand: Mapping[str, Any]) -> Answer:
        """Return what it says of a change."""


class Tally(NamedTuple):
    """Figures of a class.

    Attributes:
        cases: pairs.
        ours: pairs that offramp is right on.
        peers: pairs that the peer is right on.
        silent: breaks of which the peer says nothing at all.
        lower: breaks of which it says something, and not that they break.
        alarms: harmless changes that it calls errors.
        gave_up: pairs that it cannot read.
    """

    cases: int = 0
    ours: int = 0
    peers: int = 0
    silent: int = 0
    lower: int = 0
    alarms: int = 0
    gave_up: int = 0

    def __add__(self, other: object) -> Tally:
        """Return both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


def tally(pair: Known, *, ours: bool, peer: Answer) -> Tally:
    """Count one pair.

    Args:
        pair: with the known answer.
        ours: whether offramp says that it breaks.
        peer: what the peer says.
    """
    missed = pair.breaks and not peer.errors and not peer.gave_up
    return Tally(
        cases=1,
        ours=int(ours is pair.breaks),
        peers=int(peer.errors is pair.breaks and not peer.gave_up),
        silent=int(missed and not peer.anything),
        lower=int(missed and peer.anything),
        alarms=int(peer.errors and not pair.breaks),
        gave_up=int(peer.gave_up),
    )


def by_class(pairs: Iterable[Known], peer: Peer) -> tuple[dict[str, Tally], list[str]]:
    """Let both judge all pairs.

    Returns:
        The figures by class, in the order of the pairs; and the pairs that offramp is wrong on.
    """
    figures: dict[str, Tally] = {}
    wrong = []
    for pair in pairs:
        ours = compare(pair.base, pair.cand).verdict == "breaking"
        figures[pair.cls] = figures.get(pair.cls, Tally()) + tally(
            pair, ours=ours, peer=peer.judge(pair.base, pair.cand)
        )
        if ours is not pair.breaks:
            wrong.append(f"{pair.cls}: {pair.name}")
    return figures, wrong


def argued_pairs() -> Iterator[Known]:
    """Yield the project's pairs whose answers are argued from the specifications.

    Those that the specifications do not decide are left out.
    """
    for case in sorted(runpy.run_path(str(READER))["cases"](), key=lambda case: case.kind.lower()):
        if case.is_breaking is not None:
            yield Known(case.kind, case.name, case.base, case.cand, case.is_breaking)


def examples() -> Iterator[Known]:
    """Yield the example of every rule that breaks, which `offramp explain` prints."""
    for rule in sorted(rules().values(), key=lambda rule: (rule.location, rule.id)):
        if rule.base is not None and rule.severity is Severity.BREAKING:
            yield Known(rule.location, rule.id, rule.base, rule.cand, breaks=True)


UNFOUND = "none was found"
BEYOND = "no message could show it"


def witnesses(pairs: Iterable[Known]) -> dict[str, int]:
    """Count the breaking findings on pairs by the kind of their witness, or why there is none."""
    counts: dict[str, int] = {}
    for pair in pairs:
        for finding in compare(pair.base, pair.cand).findings:
            if finding.severity is Severity.BREAKING:
                found = finding.witness["kind"] if finding.witness else None
                missing = (finding.not_witnessed or "").startswith("no example")
                kind = found or (UNFOUND if missing else BEYOND)
                counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (item[0] in (UNFOUND, BEYOND), item[0])))
