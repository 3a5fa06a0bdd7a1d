"""The engine's vocabulary: steps, stages and a plan as data, and what a run tells of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from offramp.evidence import Evidence, Ledger
from offramp.findings import Finding, Verdict


class Job(Protocol):
    """What a run is about. The engine reads these; steps know more of it.

    Attributes:
        results: what the steps of this run have returned so far, by step id.
        kept: the evidence of these steps from the run before, by step id.
    """

    results: dict[str, Outcome]
    kept: dict[str, Evidence]

    @property
    def ledger(self) -> Ledger:
        """The evidence of this work tree."""
        ...

    def tree(self) -> str:
        """Return the id of the work tree as it is now."""
        ...

    def commit(self) -> str | None:
        """Return the commit that is checked out."""
        ...

    def settings_digest(self) -> str:
        """Return a digest of the settings in force now; a step may have changed them."""
        ...

    def say(self, event: Event) -> None:
        """Tell a person what goes on."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a step returns.

    Attributes:
        verdict: how it ended; "cannot judge" is an exception, not an outcome.
        summary: one line in plain words.
        findings: what a person should know.
        files: the files that it wrote or speaks of, relative to the root.
        data: plain JSON for the ledger.
        value: anything for later steps of the same run.
    """

    verdict: Verdict
    summary: str
    findings: Sequence[Finding] = ()
    files: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    value: Any = None


Action = Callable[[Any], Outcome]


@dataclass(frozen=True)
class Step:
    """One step of the plan.

    Attributes:
        id: its name, in the ledger and on the command line.
        title: what it does, as a line of a list.
        reason: why it is there.
        shows: its exit criterion.
        run: the function that does it.
        needs: ids of the steps that come before it.
        writes: what it writes, in words or as paths.
        changes_tree: whether it changes the tree that evidence is about; any other step must
            leave it as it found it.
        preview: what it would do, as lines, for a dry run; nothing may be changed by it.
    """

    id: str
    title: str
    reason: str
    shows: str
    run: Action
    needs: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    changes_tree: bool = False
    preview: Callable[[Any], Sequence[str]] | None = None


@dataclass(frozen=True)
class Stage:
    """Some steps that are run together, and what they show together.

    Attributes:
        id: ``a``, ``b`` or ``c``.
        name: one word.
        purpose: one line.
        exit: the exit criterion of the whole.
        steps: its steps; the order of running follows from their needs.
        after: the stage whose evidence it rests on.
        excused: whether, for this job, it may begin without that evidence.
        undo: called when a step fails or raises; brings back what was and says so.
        done: called when all steps hold.
    """

    id: str
    name: str
    purpose: str
    exit: str
    steps: tuple[Step, ...]
    after: str | None = None
    excused: Callable[[Any], bool] | None = None
    undo: Callable[[Any], Sequence[str]] | None = None
    done: Callable[[Any], Sequence[str]] | None = None

    @property
    def command(self) -> str:
        """What runs it."""
        return f"invoke stage-{self.id}"


class State(str, Enum):
    """How a step's exit criterion stands."""

    MET = "met"
    NOT_MET = "not met"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True)
class Event:
    """Something that happens while a stage runs, for whoever watches.

    Attributes:
        kind: ``begin``, ``end``, ``built``, ``found``, ``output``, ``undone``, ``done`` or
            ``time``.
        step: the step, where the event is about one.
        outcome: how it ended, at its end.
        seconds: how long it took, at its end.
        lines: what was built, printed, undone or done besides, or where the time went.
    """

    kind: str
    step: Step | None = None
    outcome: Outcome | None = None
    seconds: float = 0.0
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class RunResult:
    """How a run of steps ended.

    Attributes:
        verdict: the worst of its steps.
        steps: the steps that were run, with their outcomes and seconds.
        notes: what was undone or done besides.
        times: seconds by what was done: ``git``, ``target``, …; the longest first, then ``rest``.
    """

    verdict: Verdict
    steps: Sequence[tuple[Step, Outcome, float]]
    notes: Sequence[str] = ()
    times: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All stages, in their order."""

    stages: tuple[Stage, ...]

    def stage(self, id: str) -> Stage:  # noqa: A002 - the word of the plan
        """Return a stage by its id."""
        return next(stage for stage in self.stages if stage.id == id)

    def find(self, step: str) -> tuple[Stage, Step]:
        """Return a step by its id, with its stage."""
        return next((g, s) for g in self.stages for s in g.steps if s.id == step)
