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
]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("mutation", MUTANTS)
def test_the_verdict_is_the_authoritys(version: str, mutation: dict[str, Any]) -> None:
    """The quick passes must not change what openapi-spec-validator says."""
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    from offramp.contract.authority import problems

    data = {**document(version), **mutation}
    chosen = {"3.0.3": OpenAPIV30SpecValidator, "3.1.0": OpenAPIV31SpecValidator}[version]
    try:
        objects = any(True for _ in chosen(data).iter_errors())
    except Exception:  # noqa: BLE001 - on some documents it falls over what it objects to
        objects = True
    assert bool(list(problems(data, version[:3]))) == objects
