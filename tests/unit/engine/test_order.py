from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.engine import Outcome, Step, order
from offramp.findings import Verdict


def make(name: str, *needs: str) -> Step:
    return Step(name, "t", "r", "s", lambda job: Outcome(Verdict.PASS, ""), needs)


@st.composite
def graphs(draw: st.DrawFn) -> list[Step]:
    """Any graph without circles, its steps declared in any order."""
    count = draw(st.integers(1, 9))
    steps = [
        make(str(i), *(str(n) for n in draw(st.sets(st.integers(0, i - 1))) if i) if i else ())
        for i in range(count)
    ]
    return draw(st.permutations(steps))


@given(graphs())
def test_every_step_comes_once_and_after_what_it_needs(steps: list[Step]) -> None:
    ids = [step.id for step in order(steps)]
    assert sorted(ids) == sorted(step.id for step in steps)
    for step in steps:
        assert all(ids.index(need) < ids.index(step.id) for need in step.needs)


@given(graphs())
def test_an_order_that_is_right_already_is_kept(steps: list[Step]) -> None:
    once = order(steps)
    assert order(once) == once


@given(graphs(), st.data())
def test_wanted_takes_what_is_needed_along_and_nothing_else(
    steps: list[Step], data: st.DataObject
) -> None:
    wanted = data.draw(st.sampled_from(steps)).id
    known = {step.id: step for step in steps}

    def closure(name: str) -> set[str]:
        return {name}.union(*(closure(need) for need in known[name].needs))

    assert {step.id for step in order(steps, [wanted])} == closure(wanted)
    assert order(steps, [wanted])[-1].id == wanted


def test_a_circle_is_named() -> None:
    with pytest.raises(ValueError, match="a needs b needs c needs a"):
        order([make("a", "b"), make("b", "c"), make("c", "a")])


@pytest.mark.parametrize("wanted", [None, ["ghost"]])
def test_an_unknown_need_is_named(wanted: list[str] | None) -> None:
    with pytest.raises(ValueError, match="ghost: unknown"):
        order([make("a", "ghost")], wanted)
