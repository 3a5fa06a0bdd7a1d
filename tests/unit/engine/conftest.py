from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from offramp.engine import Event, Outcome, Plan, Stage, Step
from offramp.evidence import Evidence, Ledger
from offramp.findings import Verdict


@dataclass
class FakeJob:
    """A run without a repository: its tree is one word, its settings another."""

    root: Path
    now: str = "tree-0"
    settings: str = "settings-0"
    results: dict[str, Outcome] = field(default_factory=dict)
    kept: dict[str, Evidence] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.root)

    def tree(self) -> str:
        return self.now

    def commit(self) -> str | None:
        return "c" * 40

    def settings_digest(self) -> str:
        return self.settings

    def say(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def job(tmp_path: Path) -> FakeJob:
    return FakeJob(tmp_path)


@pytest.fixture
def again(tmp_path: Path) -> Callable[..., FakeJob]:
    """The same work tree, opened by another process."""

    def open_(now: str = "tree-0", settings: str = "settings-0") -> FakeJob:
        return FakeJob(tmp_path, now, settings)

    return open_


@pytest.fixture
def step() -> Callable[..., Step]:
    """A step that passes and does nothing, but for what is said."""

    def make(
        name: str,
        *needs: str,
        run: Callable[[FakeJob], Outcome] | None = None,
        changes_tree: bool = False,
    ) -> Step:
        return Step(
            id=name,
            title=f"title of {name}",
            reason="a reason",
            shows=f"that {name} holds",
            run=run or (lambda job: Outcome(Verdict.PASS, f"{name} ok")),
            needs=needs,
            changes_tree=changes_tree,
        )

    return make


@pytest.fixture
def stage() -> Callable[..., Stage]:
    def make(name: str, *steps: Step, **more: object) -> Stage:
        return Stage(id=name, name=name, purpose="p", exit="e", steps=steps, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def plan(step: Callable[..., Step], stage: Callable[..., Stage]) -> Plan:
    """A plan like the real one: ``a`` looks, ``b`` changes the tree, ``c`` rests on ``b``."""

    def delete(job: FakeJob) -> Outcome:
        job.now = job.now.replace("0", "1")
        return Outcome(Verdict.PASS, "deleted")

    def tidy(job: FakeJob) -> Outcome:
        job.settings = job.settings.replace("0", "1")
        return Outcome(Verdict.PASS, "tidied")

    a = stage("a", step("doctor"), step("scan", "doctor"), step("gate", "scan"))
    b = stage(
        "b",
        step("ready"),
        step("delete", "ready", run=delete, changes_tree=True),
        step("tidy", "delete", run=tidy, changes_tree=True),
        step("unit", "tidy"),
        after="a",
    )
    c = stage("c", step("diff"), after="b")
    return Plan((a, b, c))


@pytest.fixture
def failing() -> Callable[[str], Callable[[FakeJob], Outcome]]:
    def make(summary: str) -> Callable[[FakeJob], Outcome]:
        return lambda job: Outcome(Verdict.FAIL, summary)

    return make


@pytest.fixture
def states(plan: Plan) -> Callable[[FakeJob], dict[str, Sequence[str]]]:
    """How every step stands, by stage."""
    from offramp.engine import Standing

    def read(job: FakeJob) -> dict[str, Sequence[str]]:
        standing = Standing(plan, job)
        return {s.id: [standing.of(s, step)[0].value for step in s.steps] for s in plan.stages}

    return read
