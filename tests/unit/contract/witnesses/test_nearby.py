"""Among the values near two schemas' limits is one that tells them apart."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At, Side
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.samples import Samples

S = {"type": "string"}
A = {"type": "array"}
N = {"type": "number"}
M = {"type": "object"}


def near(schema: Any, other: Any) -> list[Any]:
    normal = Normal(Side({}, "3.1"))
    views = [normal.view((At(each, ""),)) for each in (schema, other)]
    return list(Nearby(Samples(normal, "request")).values(*views))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (S, {**S, "maxLength": 131_072}),
        ({**S, "pattern": "^[a-z]+$"}, {**S, "pattern": "^[a-z]+$", "maxLength": 70}),
        ({**S, "pattern": "^(a|bb)$"}, {**S, "pattern": "^(a|bb)$", "minLength": 2}),
        ({**S, "pattern": "^[a-z]+$"}, {**S, "pattern": "^(?!admin$)[a-z]+$"}),
        ({**S, "format": "email"}, {**S, "format": "email", "maxLength": 40}),
        ({**S, "format": "date"}, {**S, "format": "date-time"}),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}),
        ({**N, "multipleOf": 0.1}, {**N, "multipleOf": 0.2}),
        ({**N, "exclusiveMinimum": 0, "maximum": 0.5}, {**N, "minimum": 0.4, "maximum": 0.5}),
        ({**N, "minimum": 1e6, "multipleOf": 7}, {**N, "multipleOf": 1000}),
        ({**A, "items": S}, {**A, "items": {**S, "minLength": 2}}),
        ({**A, "items": {"enum": ["a", "b"]}}, {**A, "uniqueItems": True}),
        ({**A, "uniqueItems": True, "items": {"enum": ["a", "b"]}}, {**A, "maxItems": 1}),
        (A, {**A, "contains": {"const": 1}, "maxContains": 2}),
        (M, {**M, "maxProperties": 2}),
        ({**M, "propertyNames": {"pattern": "^x"}}, {**M, "maxProperties": 1}),
        (M, {**M, "propertyNames": {"maxLength": 2}}),
        (M, {**M, "patternProperties": {"^x": S}}),
        (M, {**M, "dependentRequired": {"a": ["b", "c"]}}),
        ({**M, "dependentRequired": {"a": ["b"]}, "required": ["a"]}, {**M, "maxProperties": 1}),
        ({"not": {"const": 5}}, {"not": {"enum": [4, 5]}}),
        ({"anyOf": [S, {**N, "maximum": 7}]}, {"anyOf": [S, {**N, "maximum": 5}]}),
    ],
)
def test_one_tells_them_apart(wide: Any, narrow: Any) -> None:
    accepts, rejects = (
        jsonschema_rs.validator_for(e, validate_formats=True) for e in (wide, narrow)
    )
    found = [v for v in near(wide, narrow) if accepts.is_valid(v) and not rejects.is_valid(v)]
    assert found
