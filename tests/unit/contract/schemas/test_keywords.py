"""Kinds, limits and forms; on the wire a number is text as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ({"type": "integer"}, {"type": "string"}, {"request-parameter-type-generalized": "info"}),
        ({"type": "string"}, {"type": "integer"}, {"request-parameter-type-changed": "breaking"}),
        (
            {"type": "integer"},
            {"type": "string", "pattern": "^[a-z]+$"},
            {"request-parameter-type-changed": "breaking"},
        ),
        ({"type": "string"}, {"type": ["string", "integer"]}, {}),
    ],
)
def test_parameters_are_text(
    judge: Judge, service: Make, old: object, new: object, rules: object
) -> None:
    base, cand = (
        service(parameters=[{"name": "q", "in": "query", "schema": schema}])
        for schema in (old, new)
    )
    assert judge(base, cand) == rules


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            {"type": "integer", "multipleOf": 2},
            {"type": "integer", "multipleOf": 4},
            {"request-body-multiple-of-changed": "breaking"},
        ),
        (
            {"type": "integer", "multipleOf": 4},
            {"type": "integer", "multipleOf": 2},
            {"request-body-multiple-of-changed": "info"},
        ),
        (
            {"type": "number", "exclusiveMinimum": 1},
            {"type": "number", "minimum": 1},
            {"request-body-min-decreased": "info"},
        ),
        (
            {"type": "number", "minimum": 1},
            {"type": "number", "exclusiveMinimum": 1},
            {"request-body-exclusive-min-increased": "breaking"},
        ),
        ({}, {"enum": ["a"]}, {"request-body-became-enum": "breaking"}),
        ({"type": "integer"}, {"type": "integer", "pattern": "a"}, {}),
        (
            {"type": "string", "pattern": "^a"},
            {"type": "string", "enum": ["ab"]},
            {"request-body-became-enum": "breaking", "request-body-pattern-removed": "info"},
        ),
        (
            {"type": "string", "format": "password"},
            {"type": "string"},
            {},
        ),
        (
            {"enum": ["a", "b", 1]},
            {"type": "string", "enum": ["a", "b", "c"]},
            {
                "request-body-list-of-types-narrowed": "breaking",
                "request-body-enum-value-removed": "breaking",
                "request-body-enum-value-added": "info",
            },
        ),
    ],
)
def test_values(judge: Judge, request_of: Make, old: object, new: object, rules: object) -> None:
    assert judge(request_of(old), request_of(new)) == rules


def test_nothing_follows_from_keywords_of_another_kind(judge: Judge, request_of: Make) -> None:
    """One cause, one finding: a retyped property is not also said to have lost its length."""
    old = {"type": "string", "maxLength": 5, "pattern": "^a"}
    new = {"type": "object", "required": ["a"]}
    assert judge(request_of(old), request_of(new)) == {"request-body-type-changed": "breaking"}


def test_messages_say_what_it_was(request_of: Make) -> None:
    from offramp.contract import compare

    base, cand = (request_of({"type": "integer", "maximum": n}) for n in (9, 5))
    (finding,) = compare(base, cand).findings
    assert finding.message == "the body: maximum is 5 now; it was 9"
