"""What keywords alone would call a break is cleared where the schemas as a whole allow it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract.schemas import settling

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"oneOf": [{"const": 1}, {"const": 2}]}, {"enum": [1, 2]}),
        ({"anyOf": [{"enum": ["a"]}, {"enum": ["b", "c"]}]}, {**S, "enum": ["c", "b", "a"]}),
        ({"type": "array", "items": S}, {"type": "array", "items": S, "unevaluatedItems": False}),
    ],
)
def test_rewritten_schemas(judge: Judge, request_of: Make, old: Any, new: Any) -> None:
    for base, cand in ((old, new), (new, old)):
        assert "breaking" not in judge(request_of(base), request_of(cand)).values()


def test_it_says_so(request_of: Make) -> None:
    from offramp.contract import compare

    old = {"type": "array", "items": S}
    (finding,) = compare(request_of(old), request_of({**old, "unevaluatedItems": False})).findings
    assert "harmless" in finding.message
    assert finding.severity.value == "info"


def test_what_is_taken_back_is_a_difference_still(response_of: Make, judge: Judge) -> None:
    """A contained schema that no value met is widened: its arrays come where none came before."""
    never = {"type": "array", "contains": {**S, "format": "uuid", "maxLength": 6}}
    base, cand = response_of(never), response_of({"type": "array", "contains": {"type": "object"}})
    assert "breaking" in judge(base, cand).values()


def test_a_small_value_spares_the_solver(
    judge: Judge, request_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For objects of many properties the solver takes a second to say that it does not know."""
    asked: list[Any] = []
    monkeypatch.setattr(settling, "covers", lambda *both: asked.append(both) or "unknown")
    many = {"type": "object", "properties": {f"p{n}": S for n in range(40)}}
    wider = {**many, "properties": {**many["properties"], "p1": {"type": ["string", "null"]}}}
    cand = {**wider, "required": ["p2"], "maxProperties": 50}
    assert "breaking" in judge(request_of(many), request_of(cand)).values()
    assert not asked


def test_equal_schemas_are_asked_about_once(
    judge: Judge, request_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(settling, "covers", lambda *both: asked.append(both) or "unknown")
    old, new = {"oneOf": [{"const": 1}, {"const": 2}]}, {"enum": [1, 3]}
    base, cand = (
        request_of({"properties": {name: copy.deepcopy(each) for name in "abc"}})
        for each in (old, new)
    )
    judge(base, cand)
    assert asked
    assert len(asked) == len({str(each) for each in asked})
