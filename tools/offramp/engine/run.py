"""Running steps: time and record each, stop at the first that does not hold, undo."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from offramp import __version__
from offramp.clock import Clock, running
from offramp.engine.model import Event, Job, Outcome, RunResult, Stage, Step
from offramp.engine.order import order
from offramp.errors import EvidenceError, OfframpError
from offramp.evidence import Evidence, file_digest
from offramp.findings import Finding, Severity, Verdict


def run(job: Job, stage: Stage, wanted: Iterable[str] | None = None) -> RunResult:
    """Run steps of a stage in order and record each; stop at the first that does not hold.

    A step's old evidence is dropped before it runs, and that of the later steps before its new
    evidence is written: however a run is stopped, no old gate stands beside a new scan. What was
    dropped is in ``job.kept`` while the run lasts.

    Args:
        job: what the run is about.
        stage: the stage that the steps belong to.
        wanted: ids of the steps to end with; the whole stage by default.

    Raises:
        OfframpError: a step could not judge, or it changed a tree that it has no business to
            change; the stage was undone before.
    """
    with running() as clock:
        result = _run(job, stage, order(stage.steps, wanted), clock)
    times = clock.seconds()
    job.say(Event("time", lines=[told] if (told := _told(times)) else ()))
    return replace(result, times=times)


def _run(job: Job, stage: Stage, steps: Sequence[Step], clock: Clock) -> RunResult:
    job.kept = dict(_evidence_of(job, steps))
    recorder = _Recorder(job, stage, steps, clock)
    done: list[tuple[Step, Outcome, float]] = []
    try:
        for step in steps:
            done.append(recorder.run(step))
            if done[-1][1].verdict is not Verdict.PASS:
                break
        verdict = done[-1][1].verdict if done else Verdict.CANNOT_JUDGE
        notes = _call(job, stage.done, "done") if verdict is Verdict.PASS else ()
    except BaseException as error:
        _undo_after(job, stage, error)
        raise
    if verdict is not Verdict.PASS:
        notes = _undo(job, stage)
    return RunResult(verdict, done, notes)


def _told(times: Mapping[str, float]) -> str:
    """Say where the time went; what took no hundredth of a second is left out."""
    rows = [(phase, f"{seconds:.2f}") for phase, seconds in times.items()]
    return ", ".join(f"{phase} {seconds} s" for phase, seconds in rows if seconds != "0.00")


def _evidence_of(job: Job, steps: Iterable[Step]) -> Iterator[tuple[str, Evidence]]:
    """Yield the old evidence; what of it is malformed is renewed by the run, and no obstacle."""
    for step in steps:
        with suppress(EvidenceError):
            if evidence := job.ledger.read(step.id):
                yield step.id, evidence


class _Recorder:
    """Runs the steps of one run and writes down what each has shown."""

    def __init__(self, job: Job, stage: Stage, steps: Sequence[Step], clock: Clock) -> None:
        self.job = job
        self.clock = clock
        self.stage = stage
        self.steps = steps
        self.id = secrets.token_hex(8)
        self.base_tree = self.tree = job.tree()
        self.base_settings = job.settings_digest()

    def run(self, step: Step) -> tuple[Step, Outcome, float]:
        self.job.say(Event("begin", step))
        self.job.ledger.drop(step.id)
        started, before = datetime.now(timezone.utc), self.clock.seconds()
        outcome = step.run(self.job)
        times = self.clock.seconds(since=before)
        seconds = sum(times.values())
        self.job.results[step.id] = outcome
        self._follow_tree(step)
        for later in self.steps[self.steps.index(step) + 1 :]:
            self.job.ledger.drop(later.id)
        self.job.ledger.write(
            Evidence(
                step=step.id,
                run=self.id,
                verdict=outcome.verdict,
                summary=outcome.summary,
                tree=self.tree,
                base_tree=self.base_tree,
                commit=self.job.commit(),
                command=self.stage.command,
                settings=self.job.settings_digest(),
                base_settings=self.base_settings,
                started=started.isoformat(timespec="microseconds"),
                seconds=round(seconds, 3),
                version=__version__,
                files=self._digests(step, outcome),
                data={
                    **outcome.data,
                    "findings": [f.to_dict() for f in outcome.findings],
                    "times": times,
                },
            )
        )
        self.job.say(Event("end", step, outcome, seconds))
        return step, outcome, seconds

    def _follow_tree(self, step: Step) -> None:
        """Note the tree as it is after a step; what steps before it have shown is for that tree."""
        now = self.job.tree()
        if now != self.tree and not step.changes_tree:
            raise EvidenceError(
                f"the tree changed while step {step.id} ran",
                expected=f"the tree {self.tree}, which the steps before were about",
                found=f"the tree {now}",
                next="see `git status`: ignore or commit what the suites write, edit nothing "
                f"meanwhile, then run {self.stage.command} again",
            )
        self.tree = now

    def _digests(self, step: Step, outcome: Outcome) -> dict[str, str]:
        digests = {}
        for path in sorted(outcome.files):
            digest = file_digest(self.job.ledger.root / path)
            if digest is None:
                raise EvidenceError(
                    f"step {step.id} speaks of a file that cannot be read", where=path
                )
            digests[path] = digest
        return digests


def _undo(job: Job, stage: Stage) -> Sequence[str]:
    with _shielded():
        return _call(job, stage.undo, "undone")


def _undo_after(job: Job, stage: Stage, error: BaseException) -> None:
    """Undo a stage that an error ended, and tell of both: what was undone, or why it was not."""
    try:
        notes = _undo(job, stage)
    except OfframpError as trouble:
        trouble.what = f"{trouble.what}\n  while undoing what failed before it: {error}"
        raise trouble from error
    if notes and isinstance(error, OfframpError):
        error.what = f"{error.what}\n  undone:   " + "; ".join(notes)


@contextmanager
def _shielded() -> Iterator[None]:
    """Keep SIGINT and SIGTERM from an undoing, and from the git children that it starts.

    CI systems send SIGINT and, seconds later, SIGTERM: the second must not cut short what the
    first began.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals, or may change what they do
        return
    stops = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(stop, signal.SIG_IGN) for stop in stops]
    try:
        yield
    finally:
        for stop, handler in zip(stops, before, strict=True):
            signal.signal(stop, signal.SIG_DFL if handler is None else handler)


def _call(job: Job, hook: Callable[[Any], Sequence[str]] | None, kind: str) -> Sequence[str]:
    lines = list(hook(job)) if hook else []
    if lines:
        job.say(Event(kind, lines=lines))
    return lines


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict that findings amount to: one that breaks is enough."""
    breaking = any(finding.severity is Severity.BREAKING for finding in findings)
    return Verdict.FAIL if breaking else Verdict.PASS
