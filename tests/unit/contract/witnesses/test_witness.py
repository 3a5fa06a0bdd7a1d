"""A witness is accepted by one side and rejected by the other, by the whole schemas of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.contract import compare

Make = Callable[..., dict[str, Any]]
S = {"type": "string"}
JSON = "application/json"


def witness_of(base: dict[str, Any], cand: dict[str, Any]) -> dict[str, Any]:
    finding = compare(base, cand).findings[0]
    assert finding.severity.value == "breaking"
    assert finding.witness is not None
    return finding.witness


def test_a_request_body_as_the_wire_would_carry_it(request_of: Make) -> None:
    def order(**line: Any) -> dict[str, Any]:
        item = {"type": "object", "properties": {"id": S, "n": {"type": "integer", **line}}}
        return {
            "type": "object",
            "required": ["lines", "id"],
            "properties": {"id": S, "lines": {"type": "array", "minItems": 1, "items": item}},
        }

    assert witness_of(request_of(order()), request_of(order(maximum=5))) == {
        "kind": "request-body",
        "operation": "POST /t",
        "media_type": JSON,
        "instance": {"id": "a", "lines": [{"n": 6}]},
        "because": "/lines/0/n: 6 is greater than the maximum of 5",
        "accepted_by": "base",
        "rejected_by": "candidate",
    }


def test_an_answer_that_the_base_rules_out(response_of: Make) -> None:
    base, cand = (
        response_of({"type": "object", "properties": {"a": {"enum": values}}, "required": ["a"]})
        for values in (["x"], ["x", "y"])
    )
    assert witness_of(base, cand) == {
        "kind": "response-body",
        "operation": "POST /t",
        "media_type": JSON,
        "status": "200",
        "instance": {"a": "y"},
        "because": '/a: "y" is not one of "x"',
        "accepted_by": "candidate",
        "rejected_by": "base",
    }


def test_a_parameter_is_shown_as_text(service: Make) -> None:
    base, cand = (
        service(
            parameters=[{"name": "q", "in": "query", "schema": {"type": "array", "items": item}}]
        )
        for item in ({"type": "integer"}, {"type": "integer", "maximum": 3})
    )
    witness = witness_of(base, cand)
    assert (witness["kind"], witness["in"], witness["name"]) == ("parameter", "query", "q")
    assert witness["text"] == f"q={witness['instance'][0]}"


def test_a_read_only_property_is_not_part_of_a_request(request_of: Make) -> None:
    def body(**a: Any) -> dict[str, Any]:
        properties = {"id": {**S, "readOnly": True}, "a": {**S, **a}}
        return {"type": "object", "properties": properties, "required": ["id", "a"]}

    witness = witness_of(request_of(body()), request_of(body(maxLength=3)))
    assert witness["instance"] == {"a": "aaaa"}


def test_inside_a_recursive_schema(response_of: Make) -> None:
    def tree(**value: Any) -> dict[str, Any]:
        node = {
            "type": "object",
            "required": ["value"],
            "properties": {"value": value, "next": {"$ref": "#/components/schemas/N"}},
        }
        return response_of({"$ref": "#/components/schemas/N"}, N=node)

    witness = witness_of(tree(type="integer"), tree(type=["integer", "null"]))
    assert witness["instance"] == {"value": None}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (S, {**S, "contentEncoding": "base64"}, "content is encoded"),
        ({**S, "x-extensible-enum": ["a"]}, {**S, "x-extensible-enum": ["b"]}, "announcement"),
        (S, {**S, "maxLength": 10**7}, "about 10000000 characters"),
        (S, {**S, "format": "CVE id"}, "no validator knows"),
    ],
)
def test_where_there_is_none_it_says_why(request_of: Make, old: Any, new: Any, why: str) -> None:
    finding = compare(request_of(old), request_of(new)).findings[0]
    assert finding.witness is None
    assert why in str(finding.not_witnessed)
    assert why in finding.to_dict()["not_witnessed"]


def test_a_parameters_default_refuses_nothing(service: Make) -> None:
    base, cand = (
        service(parameters=[{"name": "q", "in": "query", "schema": {**S, "default": value}}])
        for value in ("a", "b")
    )
    finding = compare(base, cand).findings[0]
    assert finding.witness is None
    assert finding.not_witnessed == (
        'no value is refused: left out, it meant "a" to the base and means "b" now'
    )


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"in": "query"}, "q=a"),
        ({"in": "header"}, "a"),
        ({"in": "cookie"}, "q=a"),
        ({"in": "query", "style": "deepObject"}, None),
    ],
)
def test_parameters_as_the_wire_carries_them(service: Make, how: Any, text: str | None) -> None:
    base, cand = (
        service(parameters=[{"name": "q", **how, "schema": schema}])
        for schema in (S, {"type": "integer"})
    )
    witness = witness_of(base, cand)
    assert witness.get("text") == text
    assert witness["kind"] == ("parameter" if text else "schema")


def test_on_the_wire_digits_are_a_number_as_well(service: Make) -> None:
    """A text of digits is no example of what a number's schema rejects."""
    base, cand = (
        service(parameters=[{"name": "q", "in": "query", "schema": schema}])
        for schema in ({**S, "pattern": "^[0-9]$|^x$"}, {"type": "integer"})
    )
    assert witness_of(base, cand)["text"] == "q=x"


def test_a_path_holds_no_empty_segment(service: Make) -> None:
    base, cand = (
        service(parameters=[{"name": "i", "in": "path", "required": True, "schema": schema}])
        for schema in (S, {**S, "minLength": 2})
    )
    assert witness_of(base, cand)["text"] == "a"


def test_a_form_as_the_wire_carries_it(service: Make) -> None:
    form = "application/x-www-form-urlencoded"

    def body(**n: Any) -> dict[str, Any]:
        schema = {
            "type": "object",
            "required": ["a b", "n"],
            "properties": {"a b": S, "n": {"type": "array", "items": {"type": "integer"}, **n}},
        }
        return service(requestBody={"content": {form: {"schema": schema}}})

    witness = witness_of(body(), body(maxItems=1))
    assert witness["instance"] == {"a b": "a", "n": [0, 0]}
    assert witness["text"] == "a%20b=a&n=0&n=0"


def test_the_example_is_about_the_finding(request_of: Make) -> None:
    """Of several limits that changed, each is shown by a value that this one rejects."""
    base = request_of({**S, "pattern": "^[a-z]*$"})
    cand = request_of({**S, "pattern": "^[a-z]*$", "minLength": 2, "maxLength": 5})
    shown = {f.rule: f.witness["instance"] for f in compare(base, cand).findings if f.witness}
    assert shown["request-body-max-length-set"] == "aaaaaa"
    assert len(shown["request-body-min-length-set"]) < 2


def test_another_way_up_is_taken_where_the_first_is_closed(request_of: Make) -> None:
    """The finding's schema is met first where a request can not have its value."""
    part = {"$ref": "#/components/schemas/P"}

    def document(limit: int) -> dict[str, Any]:
        whole = {
            "type": "object",
            "properties": {"a": {"allOf": [part, {"maxLength": 2}]}, "b": {"items": part}},
        }
        return request_of(whole, P={**S, "maxLength": limit})

    witness = witness_of(document(9), document(5))
    assert witness["kind"] == "request-body"
    assert witness["instance"] == {"b": ["aaaaaa"]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            {"type": "array", "items": S, "maxItems": 0},
            {"type": "array", "maxItems": 0, "items": {}},
        ),
        (
            {"type": "object", "required": ["a"], "properties": {"a": False, "b": S}},
            {"type": "object", "required": ["a"], "properties": {"a": False, "b": {}}},
        ),
        (
            {"allOf": [{"type": "integer"}, {**S, "maxLength": 3}]},
            {"allOf": [{"type": "integer"}, S]},
        ),
    ],
)
def test_what_no_message_can_show_is_no_break(response_of: Make, old: Any, new: Any) -> None:
    """A child schema that differs is no break where no message has such a child."""
    found = compare(response_of(old), response_of(new)).findings
    assert [f.rule for f in found if f.severity.value == "breaking"] == []
    assert all(f.severity.value == "info" for f in found)


def test_the_rest_of_a_message_is_mended(request_of: Make) -> None:
    """A required neighbour that meets two alternatives at once is replaced."""

    def document(limit: int) -> dict[str, Any]:
        one = {"type": "object", "properties": {"a": S}}
        two = {"type": "object", "properties": {"a": {"type": "integer"}}}
        return request_of(
            {
                "type": "object",
                "required": ["either"],
                "properties": {"either": {"oneOf": [one, two]}, "b": {**S, "maxLength": limit}},
            }
        )

    witness = witness_of(document(9), document(3))
    assert witness["kind"] == "request-body"
    assert witness["instance"]["b"] == "aaaa"
