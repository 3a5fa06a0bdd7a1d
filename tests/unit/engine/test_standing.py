from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from offramp.engine import Outcome, Plan, Stage, State, Step, require, run
from offramp.errors import EvidenceError
from offramp.findings import Verdict

Jobs = Callable[..., Any]
States = Callable[[Any], dict[str, list[str]]]
ALL_MET = ["met", "met", "met"]


def walk(plan: Plan, job: Any, *stages: str) -> None:
    for name in stages:
        require(plan, job, plan.stage(name))
        run(job, plan.stage(name))


def every(found: dict[str, list[str]]) -> set[str]:
    return set(chain.from_iterable(found.values()))


def test_before_anything_ran_all_is_missing(job: Any, states: States) -> None:
    assert every(states(job)) == {"missing"}


def test_a_whole_walk_is_met_to_its_end_although_the_tree_and_the_settings_changed(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    walk(plan, job, "a", "b", "c")
    assert (job.now, job.settings) == ("tree-1", "settings-1")
    assert every(states(again("tree-1", "settings-1"))) == {"met"}


def test_another_tree_makes_all_of_it_stale(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    walk(plan, job, "a", "b")
    found = states(again("tree-2", "settings-1"))
    assert set(found["a"] + found["b"]) == {"stale"}


def test_back_on_the_first_tree_stage_a_holds_and_stage_b_does_not(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    """After a rollback the layer is back: nothing of the removal's evidence is about that tree."""
    walk(plan, job, "a", "b")
    found = states(again())
    assert found["a"] == ALL_MET
    assert found["b"][1:] == ["stale"] * 3


@pytest.mark.parametrize("name", ["a", "b"])
def test_evidence_made_with_other_settings_is_stale(
    plan: Plan, again: Jobs, states: States, name: str
) -> None:
    """``compat-enforce --layer something.unused`` passes; that says nothing of the real layer."""
    run(again(settings="settings-of-the-request"), plan.stage("a"))
    if name == "b":
        run(again(settings="settings-of-the-request"), plan.stage("b"))
        found = states(again("tree-1"))
    else:
        found = states(again())
    assert set(found[name]) == {"stale"}


def test_other_settings_are_no_ground_for_the_next_stage(plan: Plan, again: Jobs) -> None:
    run(again(settings="settings-of-the-request"), plan.stage("a"))
    with pytest.raises(EvidenceError, match="step doctor is stale"):
        require(plan, again(), plan.stage("b"))


def test_evidence_of_a_run_with_other_settings_is_not_the_beginning_of_a_removal(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    walk(plan, job, "a", "b")
    run(again(settings="settings-of-the-request"), plan.stage("a"))
    assert set(states(again("tree-1", "settings-1"))["a"]) == {"stale"}


def test_evidence_of_another_offramp_is_stale(plan: Plan, job: Any, states: States) -> None:
    walk(plan, job, "a")
    for name in ("doctor", "scan", "gate"):
        job.ledger.write(replace(job.ledger.read(name), version="0.0.0"))
    assert states(job)["a"] == ["stale"] * 3


def test_steps_of_a_partial_run_do_not_mix_with_a_whole_one(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    """``compat-remove`` after a rollback: the suites' evidence is of the run before it."""
    walk(plan, job, "a", "b")
    back = again()
    run(back, plan.stage("b"), ["tidy"])
    found = states(again("tree-1", "settings-1"))
    assert found["b"][0] == "stale", "the restore point of this run is not that of the suites"
    with pytest.raises(EvidenceError):
        require(plan, again("tree-1", "settings-1"), plan.stage("c"))


def test_a_step_that_failed_is_not_met_and_its_words_are_quoted(
    plan: Plan, job: Any, states: States
) -> None:
    a = plan.stage("a")
    gate = replace(a.steps[2], run=lambda job: Outcome(Verdict.FAIL, "3 hits, budget 0"))
    run(job, replace(a, steps=(*a.steps[:2], gate)))
    assert states(job)["a"] == ["met", "met", "not met"]
    with pytest.raises(EvidenceError) as caught:
        require(plan, job, plan.stage("b"))
    assert "3 hits, budget 0" in str(caught.value)


def test_a_failed_last_step_carries_no_earlier_one_over_to_another_tree(
    plan: Plan, job: Any, again: Jobs, states: States
) -> None:
    b = plan.stage("b")
    unit = replace(b.steps[3], run=lambda job: Outcome(Verdict.FAIL, "1 test became worse"))
    walk(plan, job, "a")
    run(job, replace(b, steps=(*b.steps[:3], unit)))
    found = states(again("tree-1", "settings-1"))
    assert found["b"][3] == "not met"
    assert found["a"] == ["stale"] * 3
    assert found["b"][0] == "stale"


def test_a_file_that_changed_makes_its_evidence_stale_and_no_other(
    plan: Plan, job: Any, states: States
) -> None:
    def write(job: Any) -> Outcome:
        (job.root / "report.json").write_text("{}")
        return Outcome(Verdict.PASS, "written", files=["report.json"])

    a = plan.stage("a")
    run(job, replace(a, steps=(*a.steps[:2], replace(a.steps[2], run=write))))
    assert states(job)["a"] == ALL_MET
    (job.root / "report.json").write_text('{"hits": 0}')
    assert states(job)["a"] == ["met", "met", "stale"]
    (job.root / "report.json").unlink()
    assert states(job)["a"] == ["met", "met", "stale"]


def test_require_names_the_step_its_file_and_the_command(plan: Plan, job: Any) -> None:
    run(job, plan.stage("a"))
    job.ledger.drop("scan")
    with pytest.raises(EvidenceError) as caught:
        require(plan, job, plan.stage("b"))
    error = caught.value
    assert error.what == "stage B rests on stage A, whose step scan is missing"
    assert error.expected == "that scan holds, for the tree tree-0"
    assert error.found == "no evidence"
    assert error.where == ".offramp/evidence/scan.json"
    assert error.next == "invoke stage-a"


def test_require_lets_a_first_stage_and_an_excused_one_begin(
    plan: Plan, job: Any, stage: Callable[..., Stage], step: Callable[..., Step]
) -> None:
    require(plan, job, plan.stage("a"))
    require(plan, job, stage("b", step("x"), after="a", excused=lambda job: True))
    with pytest.raises(EvidenceError):
        require(plan, job, stage("b", step("x"), after="a", excused=lambda job: False))


def test_malformed_evidence_is_an_error_and_not_missing(plan: Plan, job: Any) -> None:
    walk(plan, job, "a")
    job.ledger.path("gate").write_text("{}")
    with pytest.raises(EvidenceError, match="evidence of gate is malformed"):
        require(plan, job, plan.stage("b"))


def test_the_four_states_have_the_words_that_the_documentation_has() -> None:
    assert [state.value for state in State] == ["met", "not met", "stale", "missing"]
