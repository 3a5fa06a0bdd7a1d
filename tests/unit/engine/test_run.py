from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from offramp import __version__
from offramp.clock import phase
from offramp.engine import Outcome, Plan, Stage, Step, run, verdict_of
from offramp.errors import EvidenceError, GitError, OfframpError
from offramp.findings import Finding, Severity, Verdict

Make = Callable[..., Any]


def raises(error: BaseException) -> Callable[[Any], Outcome]:
    def act(job: Any) -> Outcome:
        raise error

    return act


def test_steps_run_in_order_and_each_leaves_its_evidence(plan: Plan, job: Any) -> None:
    result = run(job, plan.stage("b"))
    assert [step.id for step, _, _ in result.steps] == ["ready", "delete", "tidy", "unit"]
    assert result.verdict is Verdict.PASS
    ready, unit = job.ledger.read("ready"), job.ledger.read("unit")
    assert (ready.tree, unit.tree) == ("tree-0", "tree-1")
    assert ready.base_tree == unit.base_tree == "tree-0"
    assert (ready.settings, unit.settings) == ("settings-0", "settings-1")
    assert ready.base_settings == unit.base_settings == "settings-0"
    assert ready.run == unit.run
    assert (unit.command, unit.version, unit.commit) == ("invoke stage-b", __version__, "c" * 40)


def test_two_runs_have_two_ids(plan: Plan, job: Any) -> None:
    ids = set()
    for _ in range(2):
        run(job, plan.stage("a"))
        ids.add(job.ledger.read("gate").run)
    assert len(ids) == 2


def test_it_stops_at_the_first_step_that_fails(
    stage: Make, step: Make, job: Any, failing: Make
) -> None:
    result = run(job, stage("x", step("one"), step("two", run=failing("no")), step("three")))
    assert [s.id for s, _, _ in result.steps] == ["one", "two"]
    assert result.verdict is Verdict.FAIL
    assert job.ledger.read("three") is None
    assert job.ledger.read("two").verdict is Verdict.FAIL


def test_findings_are_kept_in_the_evidence(stage: Make, step: Make, job: Any) -> None:
    finding = Finding(rule="r", severity=Severity.WARNING, message="m", path="a.py", line=3)
    act = lambda job: Outcome(Verdict.PASS, "ok", [finding], data={"n": 1})  # noqa: E731
    run(job, stage("x", step("one", run=act)))
    kept = job.ledger.read("one").data
    assert {key: kept[key] for key in ("n", "findings")} == {
        "n": 1,
        "findings": [finding.to_dict()],
    }


def test_the_time_of_each_phase_is_told_and_kept(stage: Make, step: Make, job: Any) -> None:
    def act(job: Any) -> Outcome:
        with phase("target"):
            time.sleep(0.03)
        return Outcome(Verdict.PASS, "ok")

    result = run(job, stage("x", step("one", run=act), step("two", "one", run=act)))
    for name in ("one", "two"):
        evidence = job.ledger.read(name)
        assert 0.03 <= evidence.data["times"]["target"] <= evidence.seconds
    assert result.times["target"] >= 0.06
    (told,) = [event.lines for event in job.events if event.kind == "time"]
    assert told[0].startswith(f"target {result.times['target']:.2f} s")


@pytest.mark.parametrize("at", [0, 1, 2])
def test_no_old_evidence_stands_beside_new_evidence_of_what_it_rests_on(
    plan: Plan, job: Any, at: int
) -> None:
    """Whoever is killed between two steps must not leave the old gate with a new scan."""
    a = plan.stage("a")
    run(job, a)
    old = job.ledger.read("gate").run
    steps = list(a.steps)
    steps[at] = replace(steps[at], run=raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        run(job, replace(a, steps=tuple(steps)))
    left = [job.ledger.read(step.id) for step in a.steps]
    assert left[at] is None
    runs = {evidence.run for evidence in left if evidence}
    assert runs == ({old} if at == 0 else runs - {old})


def test_what_was_dropped_is_kept_for_the_steps_of_the_run(
    plan: Plan, job: Any, again: Make
) -> None:
    """The outcomes of before a removal can not be had again once the layer is gone (G16)."""
    run(job, plan.stage("a"))
    seen = []
    a = plan.stage("a")

    def look(job: Any) -> Outcome:
        seen.append((job.ledger.read("scan"), job.kept["scan"].summary))
        return Outcome(Verdict.PASS, "ok")

    scan = replace(a.steps[1], run=look)
    run(again(), replace(a, steps=(a.steps[0], scan, a.steps[2])))
    assert seen == [(None, "scan ok")]


def test_malformed_evidence_is_no_obstacle_to_its_renewal(plan: Plan, job: Any) -> None:
    run(job, plan.stage("a"))
    job.ledger.path("scan").write_text("{}")
    assert run(job, plan.stage("a")).verdict is Verdict.PASS
    assert job.ledger.read("scan").summary == "scan ok"


def test_steps_that_a_partial_run_does_not_run_keep_their_evidence(plan: Plan, job: Any) -> None:
    run(job, plan.stage("a"))
    run(job, plan.stage("a"), ["doctor"])
    assert job.ledger.read("gate") is not None


@pytest.mark.parametrize(
    "error", [GitError("git refused"), RuntimeError("a bug"), KeyboardInterrupt()]
)
def test_whatever_ends_a_stage_it_is_undone(
    stage: Make, step: Make, job: Any, error: BaseException
) -> None:
    undone = []
    broken = stage(
        "x",
        step("one"),
        step("two", run=raises(error)),
        undo=lambda job: undone.append("yes") or ["3 paths"],
        done=lambda job: pytest.fail("done was called"),
    )
    with pytest.raises(type(error)) as caught:
        run(job, broken)
    assert undone == ["yes"]
    assert job.ledger.read("two") is None
    assert [(e.kind, e.lines) for e in job.events if e.lines] == [("undone", ["3 paths"])]
    if isinstance(error, OfframpError):
        assert "undone:   3 paths" in str(caught.value)


def test_a_failed_stage_is_undone_and_says_so(
    stage: Make, step: Make, job: Any, failing: Make
) -> None:
    failed = stage("x", step("one", run=failing("no")), undo=lambda job: ["restored 3 paths"])
    assert run(job, failed).notes == ["restored 3 paths"]


def test_done_is_called_when_all_steps_hold_and_undo_is_not(
    stage: Make, step: Make, job: Any
) -> None:
    fine = stage(
        "x", step("one"), undo=lambda job: pytest.fail("undone"), done=lambda job: ["commit abc"]
    )
    assert run(job, fine).notes == ["commit abc"]


def test_a_stage_that_cannot_be_finished_is_undone(stage: Make, step: Make, job: Any) -> None:
    """No name and e-mail for git: the commit fails, and the removal must not be left behind."""
    undone = []
    unfinished = stage(
        "x",
        step("one"),
        done=raises(GitError("no e-mail")),
        undo=lambda job: undone.append(1) or [],
    )
    with pytest.raises(GitError, match="no e-mail"):
        run(job, unfinished)
    assert undone == [1]


def test_where_undoing_fails_too_both_are_told(stage: Make, step: Make, job: Any) -> None:
    broken = stage(
        "x", step("one", run=raises(GitError("the cause"))), undo=raises(GitError("no way back"))
    )
    with pytest.raises(GitError) as caught:
        run(job, broken)
    assert "no way back" in str(caught.value)
    assert "the cause" in str(caught.value)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_does_not_cut_an_undoing_short(
    stage: Make, step: Make, job: Any, stop: signal.Signals
) -> None:
    """CI sends SIGINT, and SIGTERM seconds later."""
    reached = []

    def undo(job: Any) -> list[str]:
        os.kill(os.getpid(), stop)
        reached.append("the end")
        return []

    before = signal.getsignal(stop)
    with pytest.raises(KeyboardInterrupt):
        run(job, stage("x", step("one", run=raises(KeyboardInterrupt())), undo=undo))
    assert reached == ["the end"]
    assert signal.getsignal(stop) is before


def test_a_tree_that_changes_under_a_step_is_no_evidence(stage: Make, step: Make, job: Any) -> None:
    """An import that is added after the scan and before the gate would never have been read."""

    def edit(job: Any) -> Outcome:
        job.now = "tree-edited"
        return Outcome(Verdict.PASS, "ok")

    undone = []
    edited = stage(
        "x", step("scan"), step("record", run=edit), undo=lambda job: undone.append(1) or []
    )
    with pytest.raises(EvidenceError, match="the tree changed while step record ran") as caught:
        run(job, edited)
    assert "invoke stage-x" in (caught.value.next or "")
    assert job.ledger.read("record") is None
    assert undone == [1]


def test_a_step_that_names_a_file_that_is_not_there_is_no_evidence(
    stage: Make, step: Make, job: Any
) -> None:
    act = lambda job: Outcome(Verdict.PASS, "ok", files=["ghost.json"])  # noqa: E731
    with pytest.raises(EvidenceError) as caught:
        run(job, stage("x", step("one", run=act)))
    assert caught.value.where == "ghost.json"


def test_nothing_run_is_not_a_pass(plan: Plan, job: Any) -> None:
    assert run(job, plan.stage("a"), []).verdict is Verdict.CANNOT_JUDGE


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], Verdict.PASS),
        ([Severity.WARNING, Severity.INFO], Verdict.PASS),
        ([Severity.INFO, Severity.BREAKING], Verdict.FAIL),
    ],
)
def test_one_breaking_finding_is_enough(severities: list[Severity], verdict: Verdict) -> None:
    found = [Finding(rule="r", severity=s, message="m") for s in severities]
    assert verdict_of(found) is verdict
    assert verdict_of(iter(found)) is verdict


def test_a_stage_names_its_command(stage: Callable[..., Stage], step: Callable[..., Step]) -> None:
    assert stage("b", step("one")).command == "invoke stage-b"
