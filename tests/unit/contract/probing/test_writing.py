from __future__ import annotations

import json
from typing import Any

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.probing.writing import Writer
from offramp.contract.witnesses.sending import Sent

ENUM = {"type": "string", "enum": ["json", "csv"]}
NUMBER = {"type": "integer", "minimum": 1}
ASKED = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}, "stream": {"type": "boolean"}},
}


def parameter(name: str, schema: Any, place: str = "query", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, **more}


def written(
    *parameters: Any, body: Any = None, path: str = "/t", kind: str = "application/json", **how: Any
) -> tuple[Sent, dict[str, Sent], dict[str, Sent]]:
    """The good request of an operation, the others by their case, and the wrong ones."""
    answers = how.pop("responses", {})
    operation: dict[str, Any] = {"parameters": list(parameters), "responses": answers}
    if body is not None:
        operation["requestBody"] = {"content": {kind: {"schema": body}}, **how}
    data = {"openapi": "3.1.0", "info": {}, "paths": {path: {"post": operation}}}
    side = Side(data, "3.1")
    found = side.operations(side.root.child("paths", path))["POST"]
    writer = Writer(side)
    good = writer.send(path, found)
    others = {each.case: each.sent for each in writer.others(path, found, good)}
    wrong = {each.case: each.sent for each in writer.wrong(path, found, good)}
    return good, others, wrong


def test_each_choice_of_a_parameter_that_may_be_left_out() -> None:
    good, others, wrong = written(parameter("format", ENUM))
    assert good.target == "/t"
    targets = {case: sent.target for case, sent in others.items()}
    assert targets == {"all that is optional": "/t?format=csv", 'format="json"': "/t?format=json"}
    assert {case: sent.target for case, sent in wrong.items()} == {
        "format is wrong": "/t?format=offramp"
    }


def test_headers_and_cookies_that_may_be_left_out() -> None:
    yes = {"type": "boolean"}
    places = (("X-Flag", "header"), ("flag", "cookie"), ("Host", "header"))
    _, others, _ = written(*(parameter(name, yes, place) for name, place in places))
    assert others["all that is optional"].headers == {"X-Flag": "true", "Cookie": "flag=true"}
    assert others["X-Flag=false"].headers == {"X-Flag": "false"}
    assert not any("Host" in sent.headers for sent in others.values())


def test_a_path_is_varied_only_where_the_document_lists_what_it_may_be() -> None:
    one = parameter("kind", ENUM, "path", required=True)
    _, others, _ = written(one, path="/t/{kind}")
    assert [sent.target for sent in others.values()] == ["/t/json"]
    number = parameter("n", NUMBER, "path", required=True)
    good, others, wrong = written(number, path="/t/{n}")
    assert (good.target, others) == ("/t/1", {})
    assert wrong["n is wrong"].target == "/t/offramp"


def test_a_body_with_each_of_its_properties() -> None:
    good, others, wrong = written(body=ASKED, required=True)
    assert json.loads(good.text or "") == {"text": "a"}
    said = {case: json.loads(sent.text or "") for case, sent in others.items()}
    assert said == {
        "all that is optional": {"text": "a", "stream": True},
        "body/stream=false": {"text": "a", "stream": False},
        'body/text=""': {"text": ""},
    }
    assert {case: sent.text for case, sent in wrong.items()} == {
        "no text": "{}",
        "text is wrong": '{"text": {}}',
        "another kind of body": '"offramp"',
        "no JSON": "{",
    }


def test_a_body_that_may_be_left_out_is_sent_and_left_out() -> None:
    good, others, _ = written(body=ASKED)
    assert good.text is not None
    assert others["no body"].text is None


def test_properties_that_exclude_each_other_are_not_sent_together() -> None:
    either = {
        "type": "object",
        "properties": {"a": {"const": 1}, "b": {"const": 2}},
        "not": {"required": ["a", "b"]},
    }
    _, others, _ = written(body=either, required=True)
    said = [json.loads(sent.text or "") for sent in others.values()]
    assert {"a": 1} in said
    assert {"b": 2} in said
    assert {"a": 1, "b": 2} not in said


@pytest.mark.parametrize("name", ["format", "contentMediaType"])
def test_a_file_of_a_form_has_a_name(name: str) -> None:
    word = {"format": "binary", "contentMediaType": "application/octet-stream"}[name]
    file = {"type": "string", name: word}
    form = {"type": "object", "required": ["f", "g"], "properties": {"f": file, "g": {}}}
    form["properties"]["g"] = {"type": "array", "items": file, "minItems": 1}
    good, _, _ = written(body=form, kind="multipart/form-data", required=True)
    assert (good.text or "").count("filename=") == 2


def test_a_second_media_type_is_sent_too() -> None:
    kinds = {"application/json": {"schema": ASKED}, "text/plain": {"schema": {"type": "string"}}}
    _, others, _ = written(body={}, content=kinds)
    assert others["as text/plain"].text == "a"


def test_what_is_needed_is_left_out_once_each() -> None:
    one = parameter("X-One", NUMBER, "header", required=True)
    two = parameter("two", {"type": "string"}, required=True)
    _, _, wrong = written(one, two)
    assert set(wrong) == {"x-one is wrong", "no x-one", "no two"}
    assert wrong["no two"].target == "/t"
    assert wrong["no x-one"].headers == {}


def test_there_is_an_end_to_what_may_be_sent() -> None:
    many = {f"p{n}": {"enum": ["a", "b", "c"]} for n in range(50)}
    _, others, wrong = written(body={"type": "object", "properties": many}, required=True)
    assert len(others) == 60
    assert len(wrong) <= 20
    needed = {"type": "object", "properties": many, "required": sorted(many)}
    assert len(written(body=needed, required=True)[2]) == 20


def test_nothing_is_no_example() -> None:
    may = {"type": ["integer", "null"], "default": None}
    _, others, _ = written(body={"type": "object", "properties": {"n": may}}, required=True)
    assert others["all that is optional"].text == '{"n": 1}'


def test_each_example_of_a_document_is_sent() -> None:
    named = {"one": {"value": "a-1"}, "two": {"value": "a-2"}}
    one = parameter("id", {"type": "string"}, "path", required=True, examples=named)
    good, others, _ = written(one, path="/t/{id}")
    assert (good.target, [sent.target for sent in others.values()]) == ("/t/a-1", ["/t/a-2"])
    bodies = {"one": {"value": {"text": "x"}}, "two": {"value": {"text": "y", "stream": True}}}
    media = {"application/json": {"schema": ASKED, "examples": bodies}}
    good, others, _ = written(body={}, content=media)
    assert json.loads(good.text or "") == {"text": "x"}
    assert {"text": "y", "stream": True} in [json.loads(o.text or "null") for o in others.values()]


def test_each_media_type_that_may_be_answered_is_asked_for() -> None:
    kinds: dict[str, Any] = {"application/json": {}, "text/csv": {}}
    data = {"200": {"description": "k", "content": kinds}, "404": {"description": "k"}}
    _, others, _ = written(responses=data)
    assert {case: sent.headers for case, sent in others.items()} == {
        "for application/json": {"Accept": "application/json"},
        "for text/csv": {"Accept": "text/csv"},
    }
    data["200"]["content"] = {"text/csv": {}}
    assert written(responses=data)[1] == {}
