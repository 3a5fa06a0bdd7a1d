from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.documents.side import At, Side
from offramp.contract.pairs import Pairs
from offramp.contract.probing.variants import Variants
from offramp.contract.schemas.judge import judge_by
from offramp.contract.weighing.policy import Options
from offramp.contract.witnesses.samples import Samples


def variants_of(schema: Any, base: Any = None) -> list[tuple[int, str, Any]]:
    side = Side({"openapi": "3.1.0", "info": {}, "paths": {}}, "3.1")
    samples = Samples(Pairs(side, side, judge_by(Options())).base, "request")
    made = Variants(samples, samples.smallest)
    return [tuple(each) for each in made.of((At(schema, "/s"),), base)]


@pytest.mark.parametrize(
    ("schema", "base", "values"),
    [
        ({"enum": ["a", "b"]}, "a", ["a", "b"]),
        ({"type": "boolean"}, True, [True, False]),
        ({"type": "integer", "minimum": 3, "maximum": 5}, 3, [3, 5, 0, -1]),
        ({"type": "integer", "exclusiveMinimum": 3.0}, 4, [4, 0, -1]),
        ({"type": "number", "maximum": 2.5}, 1, [2.5, 0, -1]),
        ({"type": "string", "maxLength": 3}, "a", ["", "aaa"]),
        ({"type": "string", "maxLength": 3000}, "a", [""]),
        ({"type": "string", "examples": ["gpt"]}, "gpt", []),
        ({"type": ["integer", "null"]}, 1, [None, 0, -1]),
        ({}, "a", []),
        (True, "a", []),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, [], [["a"], ["b"], ["a"]]),
    ],
)
def test_the_choices_and_limits_of_a_value(schema: Any, base: Any, values: list[Any]) -> None:
    made = [value for _, _, value in variants_of(schema, base)]
    assert made == values
    assert [type(value) for value in made] == [type(value) for value in values]


OBJECT = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "default": "a"},
        "stream": {"type": "boolean"},
        "user": {"type": "string", "examples": ["me"]},
        "id": {"type": "integer", "readOnly": True},
        "inner": {"type": "object", "properties": {"raw": {"type": "boolean"}}},
    },
}


def test_each_property_in_turn_flags_first() -> None:
    told = variants_of(OBJECT, {"text": "a"})
    assert [(rank, words) for rank, words, _ in told] == [
        (0, "/inner/raw=true"),
        (0, "/inner/raw=false"),
        (0, "/stream=true"),
        (0, "/stream=false"),
        (1, "/inner={}"),
        (1, "/inner/raw=true"),
        (1, "/stream=true"),
        (1, '/user="a"'),
    ]
    assert told[2][2] == {"text": "a", "stream": True}


def test_each_alternative_with_what_is_said_besides() -> None:
    one = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}
    two = {"type": "object", "required": ["b"], "properties": {"b": {"const": 2}}}
    values = [value for _, _, value in variants_of({"oneOf": [one, two]}, {"a": 1})]
    assert all(value in values for value in ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}))


def test_a_schema_that_holds_itself_has_an_end() -> None:
    side = Side(
        {
            "openapi": "3.1.0",
            "info": {},
            "paths": {},
            "components": {
                "schemas": {
                    "T": {"type": "object", "properties": {"t": {"$ref": "#/components/schemas/T"}}}
                }
            },
        },
        "3.1",
    )
    samples = Samples(Pairs(side, side, judge_by(Options())).base, "request")
    made = Variants(samples, samples.smallest)
    schema = (At({"$ref": "#/components/schemas/T"}, "/s"),)
    assert [each.words for each in made.of(schema, {})] == [
        "/t={}",
        "/t/t={}",
        "/t/t/t={}",
        "/t/t/t/t={}",
    ]
    assert made.full(schema) == {"t": {"t": {"t": {}}}}
