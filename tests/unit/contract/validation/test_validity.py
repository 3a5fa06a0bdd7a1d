"""The authority's verdict by the document's own version (S11), and what it does not look at."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from offramp.contract import loads, validate
from offramp.findings import Severity

S = {"type": "string"}


def rules(data: dict[str, Any]) -> list[str]:
    return [f.rule for f in validate(loads(json.dumps(data).encode(), "a.json"))]


def document(version: str = "3.1.0", **words: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "k"}}}}},
        **words,
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(**each: Any) -> dict[str, Any]:
    return {"components": {"schemas": each}}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_valid_document_of_each_version(version: str) -> None:
    """S11: the validator of the name in the original pack now means 3.2 alone."""
    assert rules(document(version)) == []


def test_the_document_decides_its_version() -> None:
    bounds = schemas(A={"type": "number", "minimum": 1, "exclusiveMinimum": True})
    assert rules(document("3.0.3", **bounds)) == []
    assert "openapi-invalid" in rules(document("3.1.0", **bounds))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"info": {"title": "t"}}, "openapi-invalid"),
        ({"paths": {"a": {}}}, "openapi-invalid"),
        (
            {"paths": {"/a/{x}": {"get": {"responses": {"200": {"description": "k"}}}}}},
            "openapi-invalid",
        ),
        (schemas(A={"type": "strin"}), "openapi-invalid"),
        (schemas(A={"type": "string", "default": 5}), "openapi-invalid"),
        (schemas(A={"$ref": "#/components/schemas/B"}), "reference-dangling"),
        (schemas(A={"$ref": "#/components/schemas/A"}), "reference-cycle"),
        (schemas(A={"properties": {"p": {"items": {"$ref": "#/nowhere"}}}}), "reference-dangling"),
        ({"security": [{"k": []}]}, "security-scheme-undefined"),
    ],
)
def test_what_is_found(words: dict[str, Any], rule: str) -> None:
    assert rule in rules(document(**words))


def test_the_same_operation_id_and_the_same_path() -> None:
    def get(name: str) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": S}
        answer = {"200": {"description": "k"}}
        return {"get": {"operationId": "o", "parameters": [parameter], "responses": answer}}

    found = rules(document(paths={"/a/{x}": get("x"), "/a/{y}": get("y")}))
    assert sorted(found) == ["operation-id-duplicate", "paths-ambiguous"]


def test_paths_that_share_no_method_are_a_warning() -> None:
    def item(method: str, name: str) -> dict[str, Any]:
        parameter = {"name": name, "in": "path", "required": True, "schema": S}
        return {method: {"parameters": [parameter], "responses": {"200": {"description": "k"}}}}

    data = document(paths={"/a/{x}": item("get", "x"), "/a/{y}": item("delete", "y")})
    (finding,) = validate(loads(json.dumps(data).encode(), "a.json"))
    assert (finding.rule, finding.severity) == ("paths-ambiguous", Severity.WARNING)


@pytest.mark.parametrize(
    "response",
    [
        {"$ref": "#/nowhere"},
        {"description": "k", "headers": {"A": {"$ref": "#/nowhere"}}},
        {"description": "k", "links": {"default": {"$ref": "#/nowhere"}}},
        {"description": "k", "content": {"a/b": {"examples": {"e": {"$ref": "#/nowhere"}}}}},
        {"description": "k", "content": {"a/b": {"schema": {"$ref": "#/info/version"}}}},
    ],
)
def test_references_that_dangle_anywhere(response: Any) -> None:
    """In a default response, too: there the word does not name data."""
    paths = {"/a": {"get": {"responses": {"default": response}}}}
    expected = [] if "#/info" in json.dumps(response) else ["reference-dangling"]
    assert [r for r in rules(document(paths=paths)) if r == "reference-dangling"] == expected


def test_a_circle_is_told_for_all_who_lead_into_it() -> None:
    circle = schemas(A=ref("B"), B=ref("C"), C=ref("B"), D=ref("E"), E=S)
    found = validate(loads(json.dumps(document(**circle)).encode(), "a.json"))
    messages = sorted(f.message for f in found if f.rule == "reference-cycle")
    assert [message.split("(at ")[1] for message in messages] == [
        "/components/schemas/A/$ref)",
        "/components/schemas/C/$ref)",
        "/components/schemas/B/$ref)",
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(a+)+$", "default": "a" * 60 + "!"},
        {"type": "string", "pattern": "^(?=(a+)+$)a", "default": "a" * 60 + "!"},
        {"type": "string", "pattern": "^(a+)+$", "example": "a" * 60 + "!"},
        {"patternProperties": {"^(a|a)*$": {}}, "default": {"a" * 60 + "!": 1}},
    ],
)
def test_no_pattern_takes_for_ever(version: str, schema: dict[str, Any]) -> None:
    """The authority's engine would: 2 to the power of 60 ways to read the text."""
    found = rules(document(version, **schemas(A=schema)))
    expected = {"default": "openapi-invalid", "example": "example-mismatch"}
    if "pattern" in schema:
        assert found == [expected[word] for word in schema if word in expected]
    else:  # OpenAPI 3.0 does not have patternProperties
        assert found == (["openapi-invalid"] if version == "3.0.3" else [])


def test_properties_that_are_met_in_many_ways_are_collected_once() -> None:
    many: dict[str, Any] = {f"A{i}": {"allOf": [ref(f"A{i + 1}")] * 2} for i in range(60)}
    many["A0"]["required"] = ["p"]
    assert rules(document(**schemas(**many, A60={"properties": {"p": S}}))) == []
    assert rules(document(**schemas(**many, A60={"properties": {"q": S}}))) == ["openapi-invalid"]


def test_what_the_authority_finds_in_a_schema_has_a_place() -> None:
    wrong = {"A": {"properties": {"p": {"type": "string", "default": 5}}}, "B": {"minLength": "x"}}
    text = json.dumps(document(**schemas(**wrong)), indent=1)
    found = validate(loads(text.encode(), "a.json"))
    lines = [text.splitlines()[(finding.line or 0) - 1].strip() for finding in found]
    assert lines == ['"default": 5', '"minLength": "x"']


@pytest.mark.parametrize("path", ["/a", "/a/{x}", "/a/{y}"])
def test_path_parameters_and_templates_agree(path: str) -> None:
    """The authority looks at both: what is declared and not named, and what is named only."""
    parameter = {"name": "x", "in": "path", "required": True, "schema": S}
    item = {"get": {"parameters": [parameter], "responses": {"200": {"description": "k"}}}}
    found = rules(document(paths={path: item}))
    assert set(found) == (set() if path == "/a/{x}" else {"openapi-invalid"})


def test_examples_are_data_and_not_references() -> None:
    assert rules(document(**schemas(A={"example": {"$ref": "#/nowhere"}}))) == []


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for ref in ("https://example.com/a.json", "file:///etc/hostname", "other.json#/a", "ftp://a/b"):
        found = validate(loads(json.dumps(document(**schemas(A={"$ref": ref}))).encode(), "a.json"))
        assert any(f.rule == "reference-remote" for f in found)
        assert "AssertionError" not in " ".join(f.message for f in found)


def test_findings_have_a_place() -> None:
    text = json.dumps(document(security=[{"k": []}]), indent=1)
    (finding,) = validate(loads(text.encode(), "docs/a.json"))
    assert finding.path == "docs/a.json"
    assert text.splitlines()[(finding.line or 0) - 1].strip() == '"k": []'


Q = {"name": "q", "in": "query", "schema": S}


def parametered(*parameters: Any, **words: Any) -> dict[str, Any]:
    return {"parameters": list(parameters), "responses": {"200": {"description": "k"}}, **words}


MUTANTS = [
    {"info": None},
    {"info": {"title": 1, "version": "1"}},
    {"servers": {}},
    {"servers": [{"description": "d"}]},
    {"tags": [{}]},
    {"paths": {"/a": {"get": {}}}, "openapi": "3.0.3"},
    {"paths": {"/a": {"get": {"responses": {"200": {}}}}}},
    {"paths": {"/a": {"get": {"responses": {"2000": {"description": "k"}}}}}},
    {
        "paths": {
            "/a": {
                "get": {"parameters": [{"name": "q"}], "responses": {"200": {"description": "k"}}}
            }
        }
    },
    {"paths": {"/a": {"got": {}}}},
    {"components": {"schemas": {"A B": S}}},
    schemas(A={"type": ["string", "strin"]}),
    schemas(A={"minLength": -1}),
    schemas(A={"properties": {"p": {"maximum": "x"}}}),
    schemas(A={"required": "a"}),
    schemas(A={"enum": "a"}),
    schemas(A={"pattern": "("}),
    schemas(A={"allOf": [{"properties": {"a": S}}], "required": ["zz"]}),
    schemas(A={"items": {"default": 3, "type": "string"}}),
    schemas(A={"multipleOf": 0}),
    schemas(A=S),
    schemas(A={"default": None, "type": "string", "nullable": True}),
    schemas(A={"type": "string", "pattern": "^a+$", "default": "b"}),
    schemas(A={"type": "string", "pattern": "^a+$", "default": "aa"}),
    schemas(A={"patternProperties": {"^a": S}, "default": {"ab": 1}}),
    schemas(A={"type": "string", "format": "date", "default": "tomorrow"}),
    schemas(A={"type": "array", "items": S, "default": [1]}),
    schemas(A={"allOf": [{"type": "integer"}], "default": "x"}),
    schemas(A={"$ref": "#/components/schemas/B"}, B={"type": "integer", "default": "x"}),
    schemas(A={"properties": {"p": {"$ref": "#/components/schemas/B"}}}, B={"type": "x"}),
    schemas(A={"type": "array", "items": {"$ref": "#/components/schemas/A"}}),
    schemas(
        A={"allOf": [{"$ref": "#/components/schemas/B"}], "required": ["b"]},
        B={"properties": {"b": S}},
    ),
    schemas(
        A={"allOf": [{"$ref": "#/components/schemas/B"}], "required": ["c"]},
        B={"properties": {"b": S}},
    ),
    schemas(A={"required": ["a", "a"]}),
    schemas(A={"type": "object", "properties": []}),
    schemas(A={"items": [S]}),
    schemas(A={"uniqueItems": 1}),
    schemas(A={"anyOf": []}),
    schemas(A={"not": {"type": 5}}),
    schemas(A={"additionalProperties": {"minimum": "x"}}),
    schemas(A="string"),
    schemas(A={"discriminator": {}}),
    schemas(A={"externalDocs": {}}),
    {"paths": {"/a": {"get": parametered({"name": "q", "in": "nowhere", "schema": S})}}},
    {"paths": {"/a": {"get": parametered({"name": "q", "in": "query"})}}},
    {"paths": {"/a": {"get": parametered({"name": "q", "in": "query", "schema": {"type": "x"}})}}},
    {"paths": {"/a": {"get": parametered(Q, Q)}}},
    {"paths": {"/a": {"get": parametered({"name": "p", "in": "path", "schema": S})}}},
    {
        "paths": {
            "/a/{p}": {
                "get": parametered({"name": "p", "in": "path", "required": True, "schema": S})
            }
        }
    },
    {
        "paths": {
            "/a/{p}": {
                "get": parametered({"name": "r", "in": "path", "required": True, "schema": S})
            }
        }
    },
    {
        "paths": {
            "/a/{p}": {
                "parameters": [{"name": "p", "in": "path", "required": True, "schema": S}],
                "get": parametered(),
            }
        }
    },
    {"paths": {"/a": {"get": parametered(), "post": parametered(operationId=5)}}},
    {"paths": {"/a": {"get": parametered(operationId="o"), "post": parametered(operationId="o")}}},
    {"paths": {"/a": {"get": parametered(requestBody={})}}},
    {
        "paths": {
            "/a": {"get": parametered(requestBody={"content": {"a/b": {"schema": {"type": "x"}}}})}
        }
    },
    {"paths": {"/a": {"get": parametered(security=[{"k": "x"}])}}},
    {"components": {"securitySchemes": {"k": {"type": "apiKey"}}}},
    {"components": {"securitySchemes": {"k": {"type": "oauth2", "flows": {"implicit": {}}}}}},
    {"components": {"parameters": {"P": {"name": "q"}}}},
    {"components": {"headers": {"H": {"schema": {"type": "x"}}}}},
    {"tags": [{"name": "a"}, {"name": "a"}]},
    {"servers": [{"url": "/{v}", "variables": {"v": {}}}]},
    {"openapi": "3"},
    {"webhooks": {"w": {"post": {"responses": {"200": {}}}}}},
    {"unknown": 1},
    {"x-known": 1},
]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("mutation", MUTANTS)
def test_the_verdict_is_the_authoritys(version: str, mutation: dict[str, Any]) -> None:
    """The quick passes must not change what openapi-spec-validator says."""
    from openapi_spec_validator.validation import validators

    from offramp.contract.validation.authority import problems

    data = {**document(version), **mutation}
    chosen = getattr(validators, f"OpenAPIV{version[0]}{version[2]}SpecValidator")
    try:
        objects = any(True for _ in chosen(data).iter_errors())
    except Exception:  # noqa: BLE001 - on some documents it falls over what it objects to
        objects = True
    assert bool(list(problems(data, version[:3]))) == objects
