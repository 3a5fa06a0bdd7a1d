"""Hostile and wrong input ends in one clear error, never in a pass or a traceback (D6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offramp.contract import load, loads
from offramp.contract.reading import document
from offramp.errors import DocumentError

GOOD = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("{}", "nothing"),
        ("[]", "a list"),
        ('{"error": "no"}', "it has: error"),
        ('{"paths": null}', "it has: paths"),
        ('{"openapi": "3.0.0", "paths": null}', "no paths"),
        ('{"openapi": "3.0.0", "paths": []}', "paths is a list"),
        ('{"openapi": "3.1.0"}', "no paths and no components and no webhooks"),
        ('{"swagger": "2.0", "paths": {}}', "Swagger 2.0"),
        ('{"openapi": "4.0.0", "paths": {}}', "openapi: 4.0.0"),
        ('{"openapi": 3.1, "paths": {}}', "openapi: 3.1, a number"),
        ('{"openapi": null, "paths": {}}', "without an openapi version"),
        ('{"openapi": "3.10.0", "paths": {}}', "openapi: 3.10.0"),
        ('{"openapi": "3.3.0", "paths": {}}', "openapi: 3.3.0"),
        ('{"openapi": "3.0.0\\n", "paths": {}}', "openapi: 3.0.0"),
        ('{"openapi": "", "paths": {}}', "openapi: "),
        ('{"swagger": 2.0, "paths": {}}', "Swagger 2.0"),
        ("null", "null at the top"),
        ("5", "a number at the top"),
        ("true", "true at the top"),
        ("<!DOCTYPE html>\n<html><body>502: bad</body></html>", "markup"),
        ('{"openapi": "3.1.0", "paths": {}} {}', "not readable"),
        ('{"openapi": "3.1.0", "paths": {}, "x-a": 1e400}', "infinity"),
        ('{"openapi": "3.1.0", "paths": {}, "x-a": ' + "9" * 5000 + "}", "infinity"),
        ('{"openapi": "3.1.0", "paths": {}, "x-a": "\\ud800"}', "surrogate"),
        ('{"openapi": "3.1.0", "paths": {}, "x-a": Infinity}', "unexpected character"),
        ("openapi: 3.0.0\n", "no paths"),
        ("just text", "a string at the top"),
        ('{"openapi": NaN}', "unexpected character"),
        ('{"openapi": "3.1.0", "paths": ' + "[" * 100_000, "depth limit"),
        ("openapi: 3.1.0\npaths: " + "[" * 100_000, "nested more than 250"),
        ('{"a": ' * 300 + "1" + "}" * 300, "Recursion limit"),
        ("%PDF-1.4 \x00", "not readable as YAML"),
    ],
)
def test_what_is_no_openapi_document_is_refused(text: str, found: str) -> None:
    """D6: none of these may pass as a baseline."""
    with pytest.raises(DocumentError) as error:
        loads(text.encode(), "x")
    assert found in str(error.value)


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.0.0-rc1"])
def test_versions_that_can_be_judged(version: str) -> None:
    assert loads(json.dumps({**GOOD, "openapi": version}).encode(), "x").version == version[:3]


@pytest.mark.parametrize("holder", ["components", "webhooks"])
def test_since_31_a_document_may_lack_paths(holder: str) -> None:
    assert loads(json.dumps({"openapi": "3.1.0", holder: {}}).encode(), "x").version == "3.1"


@pytest.mark.parametrize("name", ["x", "x.json", "x.yaml"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_the_encoding_is_told_by_a_mark_or_by_zeros(encoding: str, name: str) -> None:
    assert loads(json.dumps(GOOD).encode(encoding), name).data == GOOD


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_text_that_is_cut_is_not_of_its_encoding(encoding: str) -> None:
    with pytest.raises(DocumentError, match="is not UTF"):
        loads(json.dumps(GOOD).encode(encoding)[:-1], "x")


def test_other_encodings_are_refused_with_the_line() -> None:
    with pytest.raises(DocumentError) as error:
        loads(b'{"openapi": "3.1.0",\n"x": "\xe9"}', "a.json")
    assert error.value.where == "a.json:2"


def test_yaml_and_json_are_the_same_document() -> None:
    yaml = b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"
    assert loads(yaml, "x.yaml").data == GOOD
    assert loads(json.dumps(GOOD).encode(), "x.yaml").data == GOOD


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"openapi": "3.1.0",\n "paths": {\n   "/a": {"get": {}}}}'),
        ("a.yaml", 'openapi: 3.1.0\npaths:\n   "/a": {get: {}}'),
    ],
)
def test_positions_in_json_and_yaml(name: str, text: str) -> None:
    loaded = loads(text.encode(), name)
    assert loaded.position("") == (1, 0)
    assert loaded.position("/paths/~1a") == (3, 3)
    assert loaded.position("/paths/~1a/nothing/here") == (3, 3)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        load(tmp_path / "missing.json")
    with pytest.raises(DocumentError, match="cannot be read"):
        load(tmp_path)


def test_a_file_is_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    with pytest.raises(DocumentError) as error:
        load(path)
    assert error.value.where == str(path)


def test_check_takes_any_mapping() -> None:
    wrong: Any = 5
    with pytest.raises(DocumentError, match="can be judged"):
        document.check(wrong, "x")
