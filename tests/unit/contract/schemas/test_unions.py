"""Alternatives are matched by what they say, not by their order or their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}
B = {"type": "boolean"}


def kind(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"const": name}, **properties},
        "required": ["kind"],
    }


CAT, DOG, COW = kind("cat"), kind("dog"), kind("cow")


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_added_and_removed(judge: Judge, request_of: Make, response_of: Make, word: str) -> None:
    two, three = {word: [CAT, DOG]}, {word: [COW, DOG, CAT]}
    name = "any-of" if word == "anyOf" else "one-of"
    assert judge(request_of(two), request_of(three)) == {f"request-body-{name}-added": "info"}
    assert judge(request_of(three), request_of(two)) == {f"request-body-{name}-removed": "breaking"}
    assert judge(response_of(two), response_of(three)) == {
        f"response-body-{name}-added": "breaking"
    }
    assert judge(response_of(three), response_of(two)) == {f"response-body-{name}-removed": "info"}


def test_a_changed_alternative_is_told_as_a_change_of_it(judge: Judge, request_of: Make) -> None:
    old = {"oneOf": [CAT, kind("dog", age=S)]}
    new = {"oneOf": [kind("dog", age=B), CAT]}
    assert judge(request_of(old), request_of(new)) == {"request-property-type-changed": "breaking"}


def test_renamed_alternatives(judge: Judge, request_of: Make) -> None:
    def union(cat: str, dog: str) -> dict[str, Any]:
        return {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in (cat, dog)]}

    old = request_of(union("Cat", "Dog"), Cat=CAT, Dog=DOG)
    new = request_of(union("Hound", "Tom"), Tom=CAT, Hound=DOG)
    assert set(judge(old, new)) == {"api-schema-added", "api-schema-removed"}


def test_one_schema_becomes_an_alternative_among_others(
    judge: Judge, request_of: Make, response_of: Make
) -> None:
    assert judge(request_of(CAT), request_of({"oneOf": [CAT, DOG]})) == {
        "request-body-one-of-added": "info"
    }
    assert judge(response_of(CAT), response_of({"oneOf": [CAT, DOG]})) == {
        "response-body-one-of-added": "breaking"
    }
    assert judge(response_of({"anyOf": [CAT, DOG]}), response_of(CAT)) == {
        "response-body-any-of-removed": "info"
    }


def test_alternatives_besides_constraints(judge: Judge, request_of: Make) -> None:
    plain = {"type": "object", "properties": {"a": S, "b": S}}
    either = {**plain, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert judge(request_of(plain), request_of(either)) == {
        "request-body-alternatives-added": "breaking"
    }
    assert judge(request_of(either), request_of(plain)) == {
        "request-body-alternatives-removed": "info"
    }


def test_an_alternative_that_is_narrowed_by_alternatives_of_its_own(
    judge: Judge, request_of: Make
) -> None:
    old = {"allOf": [S]}
    new = {"allOf": [S], "anyOf": [{"type": "object"}, {**S, "maxLength": 6}]}
    found = judge(request_of(old), request_of(new))
    assert found["request-body-max-length-set"] == "breaking"


def test_null_of_an_alternative_is_null_of_the_whole(judge: Judge, request_of: Make) -> None:
    old = {"anyOf": [{"type": ["string", "null"]}, B]}
    new = {"anyOf": [S, B, {"type": "null"}]}
    assert judge(request_of(old), request_of(new)) == {}


def test_alternatives_beside_a_type_that_they_do_not_share(request_of: Make, judge: Judge) -> None:
    """`type: string` takes the integers from alternatives that name them."""
    some = {"anyOf": [{"type": "integer"}, {"type": "integer", "minimum": 2}, {"type": "string"}]}
    base, cand = request_of({"type": "integer"}), request_of({"type": "string", **some})
    assert "breaking" in judge(base, cand).values()
