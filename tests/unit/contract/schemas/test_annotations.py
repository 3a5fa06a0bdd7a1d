"""Defaults, discriminators, deprecation and documentation say nothing of what is valid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import compare

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

S = {"type": "string"}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (S, {**S, "default": "a"}, {"request-body-default-value-added": "info"}),
        ({**S, "default": 1}, {**S, "default": 1.0}, {}),
        (
            {**S, "default": 1},
            {**S, "default": True},
            {"request-body-default-value-changed": "info"},
        ),
        ({**S, "default": None}, S, {"request-body-default-value-removed": "info"}),
        (S, {**S, "title": "t", "examples": ["a"]}, {"documentation-changed": "info"}),
        (S, {**S, "x-a": 1}, {"extension-changed": "info"}),
        (S, {**S, "unheard-of": 1}, {"unclassified": "warning"}),
        (
            {**S, "x-extensible-enum": ["a"]},
            {**S, "x-extensible-enum": ["b"]},
            {
                "request-body-x-extensible-enum-value-removed": "breaking",
                "request-body-x-extensible-enum-value-added": "info",
            },
        ),
    ],
)
def test_annotations(judge: Judge, request_of: Make, old: Any, new: Any, rules: Any) -> None:
    assert judge(request_of(old), request_of(new)) == rules


def test_a_mapping_to_a_renamed_component_is_the_same(judge: Judge, request_of: Make) -> None:
    def document(name: str) -> Document:
        ref = f"#/components/schemas/{name}"
        cat = {"type": "object", "properties": {"kind": {"const": "cat"}}}
        discriminator = {"propertyName": "kind", "mapping": {"cat": ref}}
        union = {"oneOf": [{"$ref": ref}, S], "discriminator": discriminator}
        return request_of(union, **{name: cat})

    assert set(judge(document("Cat"), document("Tom"))) == {
        "api-schema-added",
        "api-schema-removed",
    }


def test_deprecation_windows_hold_for_properties() -> None:
    from offramp.contract import Options, compare

    def document(**words: Any) -> Document:
        schema = {"type": "object", "properties": {"a": {**S, **words}}}
        body = {"content": {"application/json": {"schema": schema}}}
        operation = {"requestBody": body, "responses": {}}
        return {"openapi": "3.1.0", "info": {}, "paths": {"/t": {"post": operation}}}

    found = compare(document(), document(deprecated=True), Options(deprecation_days=30))
    assert [f.rule for f in found.findings] == ["request-property-deprecated-sunset-missing"]
    assert found.verdict == "breaking"


def test_an_example_is_told_as_it_is_written(response_of: Make) -> None:
    """It is compared as one of ``examples``; its line is that of ``example``."""
    base, cand = (response_of({"type": "string", "example": each}) for each in "ab")
    (finding,) = compare(base, cand).findings
    assert finding.message.endswith("example changed")
    assert finding.cand_pointer.endswith("/schema/example")
