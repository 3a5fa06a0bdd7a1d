"""Laws of the judgement on whole small documents, with a server of our own as the judge.

The server here knows nothing of offramp: it reads a document, takes a request or refuses it. A
witness that is a request is taken by the server of the side that accepts it, and refused by the
other one.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.contract import compare

_EASY = settings(deadline=None, max_examples=90, derandomize=True)
KEYS = {"type": "apiKey", "in": "header", "name": "K"}
FLOWS = {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"r": "", "w": ""}}}
JSON, FORM, CSV = "application/json", "application/x-www-form-urlencoded", "text/csv"

SCALARS = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "maxLength": 3},
        {"type": "integer"},
        {"type": "integer", "minimum": 3},
        {"enum": ["a", "b c"]},
        {"type": "boolean"},
        {"type": "string", "format": "date"},
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(
            lambda some, must: {
                "type": "object",
                "properties": some,
                "required": sorted(must & some.keys()),
            },
            st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
            st.sets(st.sampled_from("xyz"), max_size=2),
        )
        | st.builds(lambda items: {"type": "array", "items": items}, inner)
    ),
    max_leaves=4,
)
PARAMETERS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["q", "X-P", "r"]),
            "in": st.sampled_from(["query", "header", "cookie"]),
            "schema": SCALARS,
        },
        optional={"required": st.booleans()},
    ),
    max_size=3,
    unique_by=lambda each: (each["name"].lower(), each["in"]),
)
MEDIA = st.dictionaries(
    st.sampled_from([JSON, CSV]), st.builds(lambda schema: {"schema": schema}, VALUES), min_size=1
) | st.builds(
    lambda schema: {FORM: {"schema": {"type": "object", "properties": {"x": schema}}}}, SCALARS
)
BODIES = st.fixed_dictionaries({"content": MEDIA}, optional={"required": st.booleans()})
ANSWERS = st.dictionaries(
    st.sampled_from(["200", "201", "204", "404", "default"]),
    st.fixed_dictionaries(
        {"description": st.just("k")},
        optional={
            "content": MEDIA,
            "headers": st.just({"X-H": {"required": True, "schema": {"type": "string"}}})
            | st.just({"X-H": {"schema": {"type": "string"}}}),
        },
    ),
    min_size=1,
    max_size=3,
)
SECURITY = st.lists(
    st.sampled_from([{}, {"k": []}, {"o": ["r"]}, {"o": ["r", "w"]}, {"k": [], "o": ["r"]}]),
    max_size=2,
)
OPERATIONS = st.fixed_dictionaries(
    {"responses": ANSWERS},
    optional={"parameters": PARAMETERS, "requestBody": BODIES, "security": SECURITY},
)
SERVERS = st.lists(
    st.sampled_from(["https://a.example", "https://a.example/v1", "https://b.example"]),
    max_size=2,
    unique=True,
).map(lambda urls: [{"url": url} for url in urls])
ITEMS = st.dictionaries(st.sampled_from(["get", "post", "delete"]), OPERATIONS, min_size=1)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    names = st.sampled_from(["/a", "/a/{id}", "/a/b", "/c"])
    paths = draw(st.dictionaries(names, ITEMS, min_size=1, max_size=3))
    for name, item in paths.items():
        if "{id}" in name:
            item["parameters"] = [
                {"name": "id", "in": "path", "required": True, "schema": draw(SCALARS)}
            ]
    schemes = {"k": KEYS, "o": {"type": "oauth2", "flows": FLOWS}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": draw(SERVERS),
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


class Server:
    """Takes requests as a document describes them, or refuses them."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def takes(self, sent: dict[str, Any]) -> bool:
        """Whether some operation takes a request."""
        target = sent["target"]
        if "://" in target:
            urls = [each["url"] for each in self._document["servers"]]
            heads = [url for url in urls if target.startswith(url + "/")]
            return any(self._takes_at(target[len(url) :], sent) for url in heads)
        return self._takes_at(target, sent)

    def _takes_at(self, target: str, sent: dict[str, Any]) -> bool:
        path, _, query = target.partition("?")
        paths = self._document["paths"]
        # a path without variables goes before one with them (OpenAPI 3.1, section 4.8.8.2)
        for template in sorted(paths, key=lambda each: "{" in each):
            met = re.fullmatch(re.sub(r"\{[^}]*\}", "([^/]+)", template), path)
            operation = paths[template].get(sent["method"].lower())
            if met and operation:
                return self._serves(paths[template], operation, met.groups(), query, sent)
        return False

    def _serves(
        self,
        item: dict[str, Any],
        operation: dict[str, Any],
        values: tuple[str, ...],
        query: str,
        sent: dict[str, Any],
    ) -> bool:
        headers = {name.lower(): value for name, value in sent.get("headers", {}).items()}
        cookies = dict(each.split("=", 1) for each in headers.get("cookie", "=").split("; "))
        given = {
            "query": dict(parse_qsl(query, keep_blank_values=True)),
            "cookie": cookies,
            "header": headers,
            "path": dict(zip(("id",), values, strict=False)),
        }
        for each in [*item.get("parameters", ()), *operation.get("parameters", ())]:
            name = each["name"].lower() if each["in"] == "header" else each["name"]
            if name not in given[each["in"]]:
                if each.get("required"):
                    return False
            elif not _reads(each["schema"], given[each["in"]][name]):
                return False
        wanted = headers.get("accept")
        answered = {n for a in operation["responses"].values() for n in a.get("content", ())}
        if wanted is not None and wanted not in answered:
            return False
        return _takes_body(operation.get("requestBody"), sent) and self._knows(operation, sent)

    def _knows(self, operation: dict[str, Any], sent: dict[str, Any]) -> bool:
        if "credentials" not in sent:
            return True
        shown = {name: set(scopes) for name, scopes in sent["credentials"].items()}
        asked = operation.get("security") or [{}]
        return any(
            all(n in shown and set(scopes) <= shown[n] for n, scopes in each.items())
            for each in asked
        )


def _reads(schema: dict[str, Any], text: str) -> bool:
    number = int(text) if re.fullmatch("-?[0-9]+", text) else text
    truth = {"true": True, "false": False}.get(text, text)
    check = jsonschema_rs.validator_for(schema, validate_formats=True)
    return any(check.is_valid(value) for value in (text, number, truth))


def _takes_body(body: dict[str, Any] | None, sent: dict[str, Any]) -> bool:
    if "media_type" not in sent:
        return body is None or not body.get("required")
    media = (body or {"content": {}})["content"].get(sent["media_type"])
    return media is not None and jsonschema_rs.is_valid(
        media["schema"], sent["instance"], validate_formats=True
    )


@_EASY
@given(documents())
def test_reflexive(document: dict[str, Any]) -> None:
    assert compare(document, document).findings == ()


@_EASY
@given(documents(), documents())
def test_a_request_that_is_a_witness_is_taken_and_refused(base: Any, cand: Any) -> None:
    servers = {"base": Server(base), "candidate": Server(cand)}
    for finding in compare(base, cand).findings:
        if finding.severity.value != "breaking":
            continue
        witness = finding.witness
        assert (witness is None) == bool(finding.not_witnessed), finding.rule
        if witness is not None and witness["kind"] == "request":
            assert servers[witness["accepted_by"]].takes(witness), (finding.rule, witness)
            assert not servers[witness["rejected_by"]].takes(witness), (finding.rule, witness)


@_EASY
@given(documents(), documents())
def test_a_body_or_parameter_that_is_a_witness_is_taken_and_refused(base: Any, cand: Any) -> None:
    sides = {"base": base, "candidate": cand}
    for finding in compare(base, cand).findings:
        witness = finding.witness
        if witness is None or witness["kind"] not in ("request-body", "response-body"):
            continue
        method, _, path = witness["operation"].partition(" ")
        checks = {}
        for name, document in sides.items():
            operation = document["paths"][path][method.lower()]
            if witness["kind"] == "request-body":
                holder = operation["requestBody"]
            else:
                holder = operation["responses"].get(witness["status"])
            media = (holder or {}).get("content", {}).get(witness["media_type"])
            if media is None:
                break
            checks[name] = jsonschema_rs.is_valid(
                media["schema"], witness["instance"], validate_formats=True
            )
        else:
            assert checks[witness["accepted_by"]], (finding.rule, witness)
            if witness["media_type"] == JSON:
                assert not checks[witness["rejected_by"]], (finding.rule, witness)


@_EASY
@given(documents(), documents())
def test_an_answer_that_is_a_witness_is_new(base: Any, cand: Any) -> None:
    for finding in compare(base, cand).findings:
        witness = finding.witness
        if witness is None or witness["kind"] != "response":
            continue
        method, _, path = witness["operation"].partition(" ")
        old, new = (each["paths"][path][method.lower()]["responses"] for each in (base, cand))
        assert witness["status"] in new
        if "headers" not in witness:
            assert not {witness["status"], "default"} & old.keys()
        else:
            name = str(re.findall("header '(.*)' is missing", witness["because"])[0])
            assert old[witness["status"]]["headers"][name]["required"]
            assert not new[witness["status"]].get("headers", {}).get(name, {}).get("required")


@_EASY
@given(documents(), documents())
def test_the_same_bytes_each_time(base: Any, cand: Any) -> None:
    assert compare(base, cand).to_dict() == compare(base, cand).to_dict()
