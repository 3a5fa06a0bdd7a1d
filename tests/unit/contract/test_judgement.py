"""The whole judgement: the defects D1 to D7 of the original pack, and what a judge must be."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.contract import compare, compare_documents, loads
from offramp.contract.rulebook.rules import rules
from offramp.errors import CannotJudge, DocumentError

Document = dict[str, Any]
Judge = Callable[[Document, Document], dict[str, str]]
Make = Callable[..., Document]

STRING = {"type": "string"}
OBJECT = {"type": "object", "properties": {"a": STRING, "b": {"type": "integer"}}}
JSON = "application/json"


def test_d1_the_right_way_round(judge: Judge, service: Make) -> None:
    required = service(
        parameters=[{"name": "q", "in": "query", "required": True, "schema": STRING}]
    )
    assert judge(service(), required) == {"new-required-request-parameter": "breaking"}
    assert judge(required, service()) == {"request-parameter-removed": "warning"}


def test_d2_required_through_a_reference(judge: Judge, request_of: Make) -> None:
    ref = {"$ref": "#/components/schemas/A"}
    base = request_of(ref, A=OBJECT)
    cand = request_of(ref, A={**OBJECT, "required": ["a"]})
    assert judge(base, cand) == {"request-property-became-required": "breaking"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ({"type": "integer"}, {"type": "boolean"}, "request-parameter-type-changed"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "request-parameter-enum-value-removed"),
        (
            {"type": "string", "default": "a"},
            {"type": "string", "default": "b"},
            "request-parameter-default-value-changed",
        ),
    ],
)
def test_d2_parameters(judge: Judge, service: Make, old: object, new: object, rule: str) -> None:
    base, cand = (
        service(parameters=[{"name": "q", "in": "query", "schema": schema}])
        for schema in (old, new)
    )
    assert judge(base, cand) == {rule: "breaking"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (OBJECT, {**OBJECT, "required": ["a"]}, "request-property-became-required"),
        (
            {"properties": {"a": {"type": "boolean"}}},
            {"properties": {"a": {"type": "integer"}}},
            "request-property-type-changed",
        ),
        (
            {"properties": {"a": STRING}},
            {"properties": {"a": {**STRING, "maxLength": 5}}},
            "request-property-max-length-set",
        ),
    ],
)
def test_d2_request_properties(
    judge: Judge, request_of: Make, old: Any, new: Any, rule: str
) -> None:
    assert judge(request_of(old), request_of(new)) == {rule: "breaking"}


def test_d2_request_body_or_media_type_removed(judge: Judge, service: Make) -> None:
    both = {"content": {JSON: {"schema": STRING}, "text/plain": {"schema": STRING}}}
    one = {"content": {JSON: {"schema": STRING}}}
    cut = judge(service(requestBody=both), service(requestBody=one))
    assert cut == {"request-body-media-type-removed": "breaking"}
    gone = judge(service(requestBody=one), service())
    assert gone == {"request-body-removed": "breaking"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            {**OBJECT, "required": ["a"]},
            {"type": "object", "properties": {"b": {"type": "integer"}}},
            "response-required-property-removed",
        ),
        (
            {"properties": {"a": {"type": "boolean"}}},
            {"properties": {"a": STRING}},
            "response-property-type-changed",
        ),
        (
            {"properties": {"a": STRING}},
            {"properties": {"a": {"type": ["string", "null"]}}},
            "response-property-became-nullable",
        ),
        ({**OBJECT, "required": ["a"]}, OBJECT, "response-property-became-optional"),
    ],
)
def test_d2_response_properties(
    judge: Judge, response_of: Make, old: Any, new: Any, rule: str
) -> None:
    assert judge(response_of(old), response_of(new)) == {rule: "breaking"}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (["200", "201"], ["200"], {"response-success-status-removed": "breaking"}),
        (
            ["200"],
            ["204"],
            {
                "response-success-status-removed": "breaking",
                "response-success-status-added": "info",
            },
        ),
        (["2XX"], ["4XX"], {"response-success-status-removed": "breaking"}),
        (["200"], ["2XX"], {"response-success-status-added": "info"}),
        (["2XX"], ["200"], {}),
        (["200", "default"], ["200", "404"], {}),
        (["200", "404"], ["200"], {"response-non-success-status-removed": "info"}),
    ],
)
def test_d2_statuses(
    judge: Judge, service: Make, old: list[str], new: list[str], rules: dict[str, str]
) -> None:
    base, cand = (service(responses={s: {"description": "k"} for s in each}) for each in (old, new))
    found = judge(base, cand)
    assert {k: v for k, v in found.items() if k in rules} == rules
    assert "breaking" not in {v for k, v in found.items() if k not in rules}


def test_d2_response_media_type(judge: Judge, service: Make) -> None:
    base, cand = (
        service(responses={"200": {"description": "k", "content": {media: {"schema": STRING}}}})
        for media in (JSON, "text/html")
    )
    assert judge(base, cand)["response-media-type-removed"] == "breaking"


def test_d2_webhooks_have_their_polarity_turned(judge: Judge) -> None:
    def hook(schema: object) -> Document:
        body = {"content": {JSON: {"schema": schema}}}
        item = {"post": {"requestBody": body, "responses": {"200": {"description": "k"}}}}
        return {"openapi": "3.1.0", "info": {}, "webhooks": {"w": item}}

    wide, narrow = hook({"enum": ["a", "b"]}), hook({"enum": ["a"]})
    assert judge(narrow, wide) == {"response-body-enum-value-added": "breaking"}
    assert judge(wide, narrow) == {"response-body-enum-value-removed": "info"}


def test_callbacks_have_their_polarity_turned(judge: Judge, service: Make) -> None:
    def call(schema: object) -> Document:
        body = {"content": {JSON: {"schema": schema}}}
        item = {"post": {"requestBody": body, "responses": {"200": {"description": "k"}}}}
        return service(callbacks={"c": {"{$request.body#/url}": item}})

    wide, narrow = call({"enum": ["a", "b"]}), call({"enum": ["a"]})
    assert judge(narrow, wide) == {"response-body-enum-value-added": "breaking"}
    assert judge(wide, narrow) == {"response-body-enum-value-removed": "info"}


def test_d3_everything_is_reported(judge: Judge, service: Make, request_of: Make) -> None:
    base = {**service(operationId="a"), "servers": [{"url": "https://api.example.ai"}]}
    cand = {
        **service(operationId="b", security=[{"k": []}]),
        "servers": [{"url": "https://api.ai"}],
        "components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}},
    }
    assert judge(base, cand) == {
        "api-security-added": "breaking",
        "api-security-component-added": "info",
        "api-server-removed": "breaking",
        "api-server-added": "info",
        "api-operation-id-removed": "warning",
    }
    closed = {**OBJECT, "additionalProperties": False}
    assert judge(request_of(OBJECT), request_of(closed)) == {
        "request-body-additional-properties-forbidden": "breaking"
    }


def test_p1_a_changed_server_names_both_addresses(service: Make) -> None:
    """P1: a codemod changed a host inside a string, and nobody noticed."""
    base, cand = (
        {**service(), "servers": [{"url": url}]}
        for url in ("https://api.lukhas.ai", "https://api.ai")
    )
    gone = compare(base, cand).findings[0]
    assert gone.message == "server https://api.lukhas.ai is gone; there is https://api.ai"


def test_d4_path_items_are_read_by_the_specification(judge: Judge, service: Make) -> None:
    base, cand = service(), service()
    shared = [{"name": "q", "in": "query", "schema": STRING}]
    cand["paths"]["/t"].update(
        {"parameters": shared, "summary": "s", "description": "d", "x-a": {"get": 1}}
    )
    assert judge(base, cand) == {
        "new-optional-request-parameter": "info",
        "documentation-changed": "info",
        "extension-changed": "info",
    }
    at_operation = service(parameters=shared)
    at_path = service()
    at_path["paths"]["/t"]["parameters"] = shared
    assert judge(at_operation, at_path) == {}


def test_d5_what_is_equal() -> None:
    def document(path: str, name: str, header: str, *, ref: bool) -> Document:
        parameters = [
            {"name": name, "in": "path", "required": True, "schema": STRING},
            {"name": header, "in": "header", "schema": STRING},
        ]
        answer = {"description": "k", "headers": {header: {"schema": STRING}}}
        item = {"get": {"parameters": parameters, "responses": {"200": answer}}}
        held = {"$ref": "#/components/pathItems/I"} if ref else item
        return {
            "openapi": "3.1.0",
            "info": {},
            "paths": {path: held},
            "components": {"pathItems": {"I": item}},
        }

    base = document("/a/{x}/b", "x", "X-Trace", ref=False)
    cand = document("/a/{y}/b", "y", "x-trace", ref=True)
    assert compare(base, cand).findings == ()


@pytest.mark.parametrize("wrong", [{}, {"paths": None}, {"error": "x"}, {"openapi": "4.0.0"}])
def test_d6_no_baseline_no_verdict(service: Make, wrong: Document) -> None:
    with pytest.raises(DocumentError):
        compare(wrong, service())
    with pytest.raises(DocumentError):
        compare(service(), wrong)


def test_d7_one_cause_is_one_finding_with_all_its_operations() -> None:
    def document(limit: int) -> Document:
        ref = {"content": {JSON: {"schema": {"$ref": "#/components/schemas/A"}}}}
        operation = {"requestBody": ref, "responses": {"200": {"description": "k"}}}
        return {
            "openapi": "3.1.0",
            "info": {},
            "paths": {f"/{i}": {"post": operation, "put": operation} for i in range(20)},
            "components": {
                "schemas": {
                    "A": {
                        "type": "object",
                        "properties": {"b": {"$ref": "#/components/schemas/B"}},
                    },
                    "B": {"type": "string", "maxLength": limit},
                }
            },
        }

    (finding,) = compare(document(9), document(5)).findings
    assert finding.rule == "request-property-max-length-decreased"
    assert len(finding.operations) == 40
    assert finding.base_pointer == "/components/schemas/B/maxLength"
    assert finding.witness is not None
    assert finding.witness["instance"] == {"b": "aaaaaa"}


def test_d7_a_schema_that_is_merged_with_others_is_one_cause(response_of: Make) -> None:
    def document(limit: int) -> Document:
        name = {"type": "string", "maxLength": limit}
        properties = {
            each: {"allOf": [{"$ref": "#/components/schemas/Name"}, {"description": each}]}
            for each in ("first", "second", "third")
        }
        return response_of({"type": "object", "properties": properties}, Name=name)

    (finding,) = compare(document(5), document(9)).findings
    assert finding.cand_pointer == "/components/schemas/Name/maxLength"
    words = "first: maxLength is 9 now; it was 5 (and in 2 other places)"
    assert finding.message == words


@pytest.mark.parametrize(
    ("outer", "message"),
    [
        (lambda s: s, "query parameter 'q': maxLength is 3 now; it was not set"),
        (lambda s: {"anyOf": [s, {"type": "integer"}]}, "query parameter 'q': maxLength is 3 now"),
        (lambda s: {"type": "array", "items": s}, "query parameter 'q'[]: maxLength is 3 now"),
    ],
)
def test_a_parameter_is_called_by_its_name(service: Make, outer: Any, message: str) -> None:
    """Its pointer tells its number alone."""
    base, cand = (
        service(parameters=[{"name": "q", "in": "query", "schema": outer(schema)}])
        for schema in (STRING, {**STRING, "maxLength": 3})
    )
    (finding,) = compare(base, cand).findings
    assert finding.message.startswith(message)


def test_recursive_schemas(judge: Judge, response_of: Make) -> None:
    def tree(**more: object) -> Document:
        node = {
            "type": "object",
            "properties": {"next": {"$ref": "#/components/schemas/N"}, **more},
        }
        return response_of({"$ref": "#/components/schemas/N"}, N=node)

    assert judge(tree(), tree(v=STRING)) == {"response-optional-property-added": "info"}
    looped = response_of(
        {"$ref": "#/components/schemas/N"}, N={"allOf": [{"$ref": "#/components/schemas/N"}]}
    )
    assert judge(looped, looped) == {}
    assert "breaking" in judge(tree(), looped).values()


def test_a_document_against_itself_and_shuffled(service: Make, request_of: Make) -> None:
    base = request_of(OBJECT)
    assert compare(base, base).findings == ()
    shuffled = json.loads(json.dumps(base), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert compare(base, shuffled).findings == ()
    outward = {**base, "x-a": {"$ref": "https://example.com/a.json"}}
    assert compare(outward, dict(outward)).findings == ()


def test_truth_is_not_one(judge: Judge, request_of: Make) -> None:
    """Python takes true for 1; JSON does not."""
    found = judge(request_of({"const": 1}), request_of({"const": True}))
    assert (
        found
        == {
            "request-body-type-changed": "breaking",
            "request-body-const-changed": "breaking",
        }
        or "breaking" in found.values()
    )
    assert judge(request_of({"const": 1}), request_of({"const": 1.0})) == {}


def test_positions_are_filled_for_documents() -> None:
    old = b'{"openapi": "3.1.0",\n"info": {},\n"paths": {\n"/a": {"get": {"responses": {}}}}}'
    new = b"openapi: 3.1.0\ninfo: {}\npaths: {}\n"
    result = compare_documents(loads(old, "a.json"), loads(new, "b.yaml")).to_dict()
    (finding,) = result["findings"]
    assert (finding["base_line"], finding["base_column"]) == (4, 0)
    assert (finding["cand_line"], finding["cand_column"]) == (3, 0)


def test_the_json_of_a_comparison(service: Make) -> None:
    base, cand = service(), service(deprecated=True)
    data = compare(base, cand).to_dict()
    assert data["schema"] == "offramp.contract-diff/1"
    assert data["verdict"] == "compatible"
    assert data["counts"] == {"breaking": 0, "warning": 0, "info": 1}
    (finding,) = data["findings"]
    assert finding["base_line"] is None
    assert finding["operations"] == ["POST /t"]
    assert finding["witness"] is None


def test_the_arguments_are_not_changed(request_of: Make) -> None:
    base, cand = request_of(OBJECT), request_of({**OBJECT, "required": ["a"]})
    before = json.dumps([base, cand])
    compare(base, cand)
    assert json.dumps([base, cand]) == before


def test_the_same_bytes_for_every_hash_seed() -> None:
    program = (
        "import json; from offramp.contract import compare\n"
        "def d(s): return {'openapi': '3.1.0', 'info': {}, 'paths': {'/t': {'post': {"
        "'requestBody': {'content': {'application/json': {'schema': s}}}, 'responses': {}}}}}\n"
        "a = {'properties': {c: {'type': 'string'} for c in 'abcdefgh'}, 'x-a': 1, 'q': 2}\n"
        "b = {'properties': {c: {'enum': list('zyxw')} for c in 'hgfedcba'}, 'required': ['a'],"
        " 'r': 1, 'x-b': 2, 'oneOf': [{'required': ['b']}, {'required': ['c']}]}\n"
        "print(json.dumps(compare(d(a), d(b)).to_dict()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert b"breaking" in outputs.pop()


def test_what_is_not_followed_is_said(judge: Judge, response_of: Make) -> None:
    base = response_of({"$ref": "./schemas/pet.yaml"})
    assert judge(base, {**base, "x-a": 1}) == {
        "extension-changed": "info",
        "reference-not-followed": "warning",
    }


def test_a_library_of_components_is_judged_both_ways(judge: Judge) -> None:
    def library(schema: object) -> Document:
        return {"openapi": "3.1.0", "info": {}, "components": {"schemas": {"A": schema}}}

    found = judge(library({"enum": ["a"]}), library({"enum": ["a", "b"]}))
    assert found["response-body-enum-value-added"] == "breaking"
    assert found["request-body-enum-value-added"] == "info"


JUNK = [None, True, 0, 1.5, "x", "", [], {}, ["x"], [None], {"a": 1}, {"$ref": "#/x"}, {"$ref": 5}]


def places_in(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, child in inner:
        found.append((*way, key))
        if isinstance(child, (dict, list)):
            found.extend(places_in(child, (*way, key)))
    return found


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_whatever_stands_in_a_document_ends_in_a_verdict_or_one_error(data: st.DataObject) -> None:
    """Bad input is a user's mistake and never a traceback."""
    shown = [rule.base for rule in rules().values() if rule.base is not None]
    base = data.draw(st.sampled_from(shown))
    cand = json.loads(json.dumps(base))
    way = data.draw(st.sampled_from(places_in(base)))
    holder = cand
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = data.draw(st.sampled_from(JUNK))
    for old, new in ((base, cand), (cand, base), (cand, cand)):
        with contextlib.suppress(DocumentError):
            compare(old, new)


@pytest.mark.parametrize("where", ["request_of", "response_of"])
def test_a_type_that_there_is_not_is_no_pass(
    judge: Judge, where: str, request: pytest.FixtureRequest
) -> None:
    """The peer passes an unknown type with exit code 0."""
    make = request.getfixturevalue(where)
    place = where.removesuffix("_of")
    expected = {f"{place}-body-type-unknown": "breaking"}
    assert judge(make(STRING), make({"type": "strin"})) == expected
    assert judge(make({"type": "strin"}), make(STRING)) == expected


def test_a_comparison_leaves_nothing_to_the_collector(request_of: Make) -> None:
    """Two large documents that wait for it cost as much as a third of their comparison."""
    tree = {"properties": {"down": {"$ref": "#/components/schemas/T"}, "a": STRING}}
    base = request_of({"$ref": "#/components/schemas/T"}, T=tree)
    base["paths"]["/gone"] = base["paths"]["/t"]
    cand = request_of({"$ref": "#/components/schemas/T"}, T={**tree, "required": ["a"]})
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        assert len(compare(base, cand).findings) == 2
        gc.collect()
        left = {type(each).__name__ for each in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left & {"Side", "At", "Pair", "Pairs", "View"}


def test_the_order_of_keys_changes_no_byte(service: Make) -> None:
    """The example was one of the first operation that the document names."""
    names = ("/a", "/b", "/c/{x}", "/c/{y}")
    types = (JSON, "application/xml", "text/plain")
    use = {"content": {kind: {"schema": {"$ref": "#/components/schemas/A"}} for kind in types}}

    def document(kind: str, *, turned: bool) -> bytes:
        made = service(requestBody=use)
        operation = made["paths"]["/t"]["post"]
        schema = {**OBJECT, "properties": {**OBJECT["properties"], "a": {"type": kind}}}
        made["paths"] = {name: {"post": operation} for name in names}
        made["components"] = {"schemas": {"A": schema}}
        return json.dumps(_turned(made) if turned else made).encode()

    told = [
        json.dumps(
            compare(
                *(json.loads(document(kind, turned=turned)) for kind in ("string", "boolean"))
            ).to_dict()
        )
        for turned in (False, True)
    ]
    assert told[0] == told[1]
    assert '"witness": {' in told[0]


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(each) for each in value] if isinstance(value, list) else value


def test_schemas_that_lie_too_deep_are_not_judged(response_of: Make) -> None:
    """A chain that no interpreter can follow ends in one error, not in a traceback."""
    chain = {
        f"A{i}": {"anyOf": [{"$ref": f"#/components/schemas/A{i + 1}"}, {"type": "null"}]}
        for i in range(3000)
    }
    deep = response_of({"$ref": "#/components/schemas/A0"}, **chain)
    with pytest.raises(CannotJudge, match="too deep"):
        compare(response_of(STRING), deep)
