"""Parts that a validator objects to are replaced, and the rest stays."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import At, Side
from offramp.contract.pairs import Pairs
from offramp.contract.schemas.judge import judge_by
from offramp.contract.weighing.policy import Options
from offramp.contract.witnesses.mending import mend
from offramp.contract.witnesses.probe import Probe
from offramp.contract.witnesses.samples import Samples

S = {"type": "string"}
A = {"type": "object", "properties": {"a": S}}
B = {"type": "object", "properties": {"b": S}}
EITHER = {"oneOf": [{**A, "required": ["a"]}, {**B, "required": ["b"]}, S]}


def mended(schema: dict[str, Any], value: Any) -> tuple[Any, bool]:
    side = Side({}, "3.1")
    probe = Probe(Pairs(side, side, judge_by(Options())), "request")
    sources = (At(schema, ""),)
    made = mend(probe, Samples(probe.accepting, "request"), sources, value)
    return made, probe.accepts(sources, made)


@pytest.mark.parametrize(
    ("schema", "value", "kept"),
    [
        ({"properties": {"x": EITHER, "y": S}}, {"x": {"a": "a", "b": "b"}, "y": "k"}, "y"),
        ({"properties": {"x": {"items": EITHER}, "y": S}}, {"x": [{}, {"a": "a"}], "y": "k"}, "y"),
        ({"properties": {"x": {"type": "integer"}, "y": S}}, {"x": "a", "y": "k"}, "y"),
        (
            {"properties": {"y": S}, "additionalProperties": {"type": "boolean"}},
            {"x": 1, "z": 2, "y": "k"},
            "y",
        ),
    ],
)
def test_it_is_valid_afterwards(schema: dict[str, Any], value: Any, kept: str) -> None:
    made, valid = mended(schema, value)
    assert valid, made
    assert made[kept] == value[kept]
    assert made.keys() == value.keys()


def test_what_can_not_be_mended_stays() -> None:
    never = {"properties": {"x": {"type": "string", "format": "uuid", "maxLength": 3}}}
    assert mended(never, {"x": "a"}) == ({"x": "a"}, False)
    assert mended({"type": "integer"}, "a") == ("a", False)
    assert mended(S, "a") == ("a", True)
