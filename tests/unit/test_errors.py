from __future__ import annotations

import pytest

from offramp import errors
from offramp.errors import CannotJudge, ExitCode, Interrupted, OfframpError


def test_an_error_says_what_and_then_all_that_it_knows() -> None:
    error = CannotJudge(
        "the report is stale",
        expected="tree 12ab",
        found="tree 34cd",
        where="docs/report.json:3",
        next="invoke stage-a",
    )
    assert str(error) == (
        "the report is stale\n"
        "  expected: tree 12ab\n"
        "  found:    tree 34cd\n"
        "  where:    docs/report.json:3\n"
        "  next:     invoke stage-a"
    )


def test_what_is_not_known_takes_no_line() -> None:
    assert str(CannotJudge("no layer is named", next="name one")) == (
        "no layer is named\n  next:     name one"
    )


def test_more_lines_stand_below_the_first() -> None:
    error = CannotJudge("installation failed", found="ERROR: a\nERROR: b")
    assert str(error).splitlines()[1:] == ["  found:    ERROR: a", "            ERROR: b"]


def test_what_was_found_may_be_nothing_much() -> None:
    """A "0" is said; it is not the same as saying nothing."""
    assert "found:    0" in str(CannotJudge("too few", found="0"))


def test_to_dict_has_every_key_whether_known_or_not() -> None:
    assert OfframpError("w", where="p:1").to_dict() == {
        "what": "w",
        "expected": None,
        "found": None,
        "where": "p:1",
        "next": None,
    }


def test_exit_codes_are_those_of_the_documentation() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "HOLDS": 0,
        "CANNOT_JUDGE": 1,
        "FAILS": 2,
        "BUG": 3,
        "INTERRUPTED": 130,
    }


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, OfframpError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_is_a_pass_or_a_finding(kind: type[OfframpError]) -> None:
    """Finding and misconfiguration are not the same, and neither is "yes" (G6)."""
    wanted = ExitCode.INTERRUPTED if kind is Interrupted else ExitCode.CANNOT_JUDGE
    assert kind("x").exit_code is wanted
