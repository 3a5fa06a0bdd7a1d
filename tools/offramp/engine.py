"""Order, run, record: the engine knows steps, stages and evidence, and nothing of what they judge.

A step is data (what it is, what it needs, what it writes, what it shows) and one function. The
engine puts steps in the order of their needs, refuses a stage whose predecessor's evidence does
not hold for this tree, times and records each step, and undoes a stage that failed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Protocol

from offramp import __version__
from offramp.errors import EvidenceError, OfframpError
from offramp.evidence import Evidence, Ledger, file_digest
from offramp.findings import Finding, Severity, Verdict


class Job(Protocol):
    """What a run is about. The engine reads these; steps know more of it.

    Attributes:
        results: what the steps of this run have returned so far, by step id.
    """

    results: dict[str, Outcome]

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
        """Return a digest of the settings in force."""
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
        preview: what it would do, as lines, for a dry run; nothing may be changed by it.
    """

    id: str
    title: str
    reason: str
    shows: str
    run: Action
    needs: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
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
        kind: ``begin``, ``end``, ``undone`` or ``done``.
        step: the step, where the event is about one.
        outcome: how it ended, at its end.
        seconds: how long it took, at its end.
        lines: what was undone or done besides.
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
    """

    verdict: Verdict
    steps: Sequence[tuple[Step, Outcome, float]]
    notes: Sequence[str] = ()


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


def order(steps: Sequence[Step], wanted: Iterable[str] | None = None) -> list[Step]:
    """Put steps in an order in which each comes after what it needs.

    Args:
        steps: all steps of a stage; where needs leave a choice, their own order holds.
        wanted: ids of the steps to end with, whose needs are taken along; all by default.

    Raises:
        ValueError: a need is not among the steps, or needs go round in a circle.
    """
    known = {step.id: step for step in steps}
    done: dict[str, Step] = {}
    open_: list[str] = []

    def visit(step: str) -> None:
        if step in done:
            return
        if step not in known or step in open_:
            raise ValueError(f"{' needs '.join([*open_, step])}: unknown or circular")
        open_.append(step)
        for need in known[step].needs:
            visit(need)
        done[step] = known[open_.pop()]

    for step in known if wanted is None else wanted:
        visit(step)
    return list(done.values())


class Standing:
    """How each step's exit criterion stands, for the tree as it is now.

    Evidence holds for the tree that it was made on. Where its stage went on to change the tree
    (a removal), it holds while the last step of that same run does; where a later stage changed
    the tree and holds now, it also holds for the tree on which that stage began.
    """

    def __init__(self, plan: Plan, job: Job) -> None:
        self.job = job
        self.tree = job.tree()
        self._began: dict[str, str] = {}
        for stage in plan.stages:
            last = job.ledger.read(stage.steps[-1].id)
            if last and last.tree == self.tree and last.verdict is Verdict.PASS:
                self._began[stage.id] = last.base_tree

    def of(self, stage: Stage, step: Step) -> tuple[State, Evidence | None]:
        """Return how a step of a stage stands, and its evidence."""
        evidence = self.job.ledger.read(step.id)
        if evidence is None:
            return State.MISSING, None
        now = evidence.tree == self.tree and evidence.settings == self.job.settings_digest()
        same_run = evidence.base_tree == self._began.get(stage.id)
        before = evidence.tree in self._began.values() and evidence.tree != self.tree
        if not (now or same_run or before) or self.job.ledger.changed_files(evidence):
            return State.STALE, evidence
        met = evidence.verdict is Verdict.PASS
        return (State.MET if met else State.NOT_MET), evidence


def require(plan: Plan, job: Job, stage: Stage) -> None:
    """Refuse a stage whose predecessor has not been shown for this tree.

    Raises:
        EvidenceError: names the step, what is wrong with its evidence, and what renews it.
    """
    if stage.after is None or (stage.excused and stage.excused(job)):
        return
    before = plan.stage(stage.after)
    standing = Standing(plan, job)
    for step in before.steps:
        how, evidence = standing.of(before, step)
        if how is State.MET:
            continue
        found = {
            State.MISSING: "no evidence",
            State.NOT_MET: f"evidence that it does not: {evidence and evidence.summary}",
            State.STALE: f"evidence for another tree or other files ({evidence and evidence.tree})",
        }[how]
        raise EvidenceError(
            f"stage {stage.id.upper()} rests on stage {before.id.upper()}, "
            f"whose step {step.id} is {how.value}",
            expected=f"{step.shows}, for the tree {standing.tree}",
            found=found,
            where=job.ledger.where(step.id),
            next=before.command,
        )


def run(job: Job, stage: Stage, wanted: Iterable[str] | None = None) -> RunResult:
    """Run steps of a stage in order and record each; stop at the first that does not hold.

    Args:
        job: what the run is about.
        stage: the stage that the steps belong to.
        wanted: ids of the steps to end with; the whole stage by default.

    Raises:
        OfframpError: a step could not judge; the stage was undone before.
    """
    base_tree = job.tree()
    done: list[tuple[Step, Outcome, float]] = []
    try:
        for step in order(stage.steps, wanted):
            job.ledger.drop(step.id)
            done.append(_run_step(job, stage, step, base_tree))
            if done[-1][1].verdict is not Verdict.PASS:
                break
    except BaseException as error:
        notes = _call(job, stage.undo, "undone")
        if notes and isinstance(error, OfframpError):
            error.what = f"{error.what}\n  undone:   " + "; ".join(notes)
        raise
    verdict = done[-1][1].verdict if done else Verdict.CANNOT_JUDGE
    after, kind = (stage.done, "done") if verdict is Verdict.PASS else (stage.undo, "undone")
    return RunResult(verdict, done, _call(job, after, kind))


def _run_step(job: Job, stage: Stage, step: Step, base_tree: str) -> tuple[Step, Outcome, float]:
    job.say(Event("begin", step))
    started, clock = datetime.now(timezone.utc), time.monotonic()
    outcome = step.run(job)
    seconds = time.monotonic() - clock
    job.results[step.id] = outcome
    files = {path: file_digest(job.ledger.root / path) for path in outcome.files}
    job.ledger.write(
        Evidence(
            step=step.id,
            verdict=outcome.verdict,
            summary=outcome.summary,
            tree=job.tree(),
            base_tree=base_tree,
            commit=job.commit(),
            command=stage.command,
            settings=job.settings_digest(),
            started=started.isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
            version=__version__,
            files={path: digest for path, digest in sorted(files.items()) if digest},
            data={**outcome.data, "findings": [f.to_dict() for f in outcome.findings]},
        )
    )
    job.say(Event("end", step, outcome, seconds))
    return step, outcome, seconds


def _call(job: Job, hook: Callable[[Any], Sequence[str]] | None, kind: str) -> Sequence[str]:
    lines = list(hook(job)) if hook else []
    if lines:
        job.say(Event(kind, lines=lines))
    return lines


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict that findings amount to: one that breaks is enough."""
    breaking = any(finding.severity is Severity.BREAKING for finding in findings)
    return Verdict.FAIL if breaking else Verdict.PASS
