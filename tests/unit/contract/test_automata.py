"""What is not regular, or would be too large, is refused and not guessed."""

from __future__ import annotations

import pytest

from offramp.contract.automata import Unknown, automaton


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1",
        "(?=a)b",
        "(?i)a",
        "a{300}",
        "a{1,300}",
        "(?:(?:a{200}){200})",
        "a^b",
        r"a\bb",
    ],
)
def test_refused(pattern: str) -> None:
    with pytest.raises(Unknown):
        automaton(pattern)


def test_a_step_leads_to_the_end() -> None:
    made = automaton("^ab$")
    states = made.closure({made.start})
    assert made.end not in states
    for char in "ab":
        states = made.step(states, ord(char))
    assert made.end in states
    assert not made.step(states, ord("c"))
