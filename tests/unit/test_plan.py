"""The plan is data: what it promises to a reader must be true of it."""

from __future__ import annotations

from itertools import chain

import pytest

from offramp.engine import Stage, Step, order
from offramp.plan import PLAN

STEPS = [(stage, step) for stage in PLAN.stages for step in stage.steps]
IDS = [step.id for _, step in STEPS]


def needs(stage: Stage, step: str) -> set[str]:
    """A step's needs, and theirs."""
    direct = PLAN.find(step)[1].needs
    return {*direct, *chain.from_iterable(needs(stage, need) for need in direct)}


def test_three_stages_each_after_the_one_before() -> None:
    assert [(stage.id, stage.after) for stage in PLAN.stages] == [
        ("a", None),
        ("b", "a"),
        ("c", "b"),
    ]


def test_no_two_steps_share_their_evidence() -> None:
    assert len(IDS) == len(set(IDS))
    assert all(name.isidentifier() and name.islower() for name in IDS)


@pytest.mark.parametrize("stage", PLAN.stages, ids=lambda stage: stage.name)
def test_the_written_order_is_the_order_of_running(stage: Stage) -> None:
    """The table must be readable from its top to its end."""
    assert order(stage.steps) == list(stage.steps)


@pytest.mark.parametrize(("stage", "step"), STEPS, ids=IDS)
def test_every_step_says_what_it_does_and_why(stage: Stage, step: Step) -> None:
    for text in (step.title, step.reason, step.shows):
        assert text
        assert not text.endswith(".")
    assert callable(step.run)


@pytest.mark.parametrize("stage", PLAN.stages, ids=lambda stage: stage.name)
def test_the_last_step_rests_on_all_the_others(stage: Stage) -> None:
    """Its evidence stands for the whole run, so nothing may be left beside it."""
    last = stage.steps[-1].id
    assert needs(stage, last) | {last} == {step.id for step in stage.steps}


def test_only_a_stage_that_can_be_undone_changes_the_tree() -> None:
    assert next(step.id for _, step in STEPS if step.changes_tree) == "remove"
    for stage in PLAN.stages:
        assert bool(stage.undo) == any(step.changes_tree for step in stage.steps)


def test_what_is_deleted_is_deleted_after_the_way_back_is_laid_and_the_suite_is_known() -> None:
    assert {"ready", "before"} <= needs(PLAN.stage("b"), "remove")


def test_a_step_that_deletes_says_beforehand_what() -> None:
    assert PLAN.find("remove")[1].preview is not None


def test_a_step_is_found_with_its_stage() -> None:
    stage, step = PLAN.find("diff")
    assert (stage.id, step.id) == ("c", "diff")
