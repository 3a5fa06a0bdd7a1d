"""Values of a difference of schemas: the first ones are right, for keywords of every kind."""

from __future__ import annotations

from itertools import islice
from typing import Any

import jsonschema_rs
import pytest

from offramp.contract.documents.standalone import DIALECT
from offramp.contract.witnesses.difference import differing

S = {"type": "string"}
O = {"type": "object"}  # noqa: E741 - the name of the other tests


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (S, {**S, "maxLength": 3}),
        ({**S, "pattern": "^a"}, {**S, "pattern": "^ab"}),
        (S, {**S, "format": "date-time"}),
        (O, {**O, "required": ["a"]}),
        (O, {**O, "properties": {"a": {"properties": {"b": S}}}}),
        ({"type": "array", "items": S}, {"type": "array", "items": {**S, "minLength": 2}}),
        ({"type": "array"}, {"type": "array", "contains": {"type": "integer"}}),
        ({"oneOf": [S, {"type": "integer"}]}, {"oneOf": [S, {"type": "number"}, {"const": 1}]}),
        ({"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 2}),
        (O, {**O, "propertyNames": {"pattern": "^a"}}),
        (O, {**O, "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        ({"not": {"const": 1}}, {"type": "integer"}),
    ],
)
def test_an_early_value_tells_them_apart(wide: Any, narrow: Any) -> None:
    texts = [{"$schema": DIALECT, "allOf": [each]} for each in (wide, narrow)]
    accepts, rejects = (jsonschema_rs.validator_for(e, validate_formats=True) for e in texts)
    values = list(islice(differing(*texts), 30))
    assert any(accepts.is_valid(v) and not rejects.is_valid(v) for v in values), values


def test_what_can_not_be_subtracted_gives_nothing() -> None:
    assert list(differing({"$schema": DIALECT, "pattern": "("}, {"$schema": DIALECT})) == []
    assert list(differing({"$schema": DIALECT, **S}, {"$schema": DIALECT})) == []
