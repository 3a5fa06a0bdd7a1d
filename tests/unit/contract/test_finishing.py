"""Polish overwrites what the release owns (S6) and touches nothing else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from deepdiff import DeepDiff
from hypothesis import given
from hypothesis import strategies as st

from offramp.contract import load, polish, write_document
from offramp.errors import DocumentError

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1", "x-service-version": "stale"},
    "servers": [{"url": "https://old.example"}],
    "paths": {"/b": {}, "/a": {"get": {"responses": {"200": {"description": "é"}}}}},
}


def test_polish_overwrites_servers_and_version_alone() -> None:
    before = copy.deepcopy(DOCUMENT)
    polished = polish(DOCUMENT, servers=[{"url": "https://new.example"}], version="abc123")
    difference = DeepDiff(DOCUMENT, polished)
    assert difference == {
        "values_changed": {
            "root['info']['x-service-version']": {"new_value": "abc123", "old_value": "stale"},
            "root['servers'][0]['url']": {
                "new_value": "https://new.example",
                "old_value": "https://old.example",
            },
        }
    }
    assert before == DOCUMENT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def but_what_is_owned(document: dict[str, Any]) -> dict[str, Any]:
    info = {k: v for k, v in document.get("info", {}).items() if k != "x-service-version"}
    return {**{k: v for k, v in document.items() if k != "servers"}, "info": info}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "info": st.dictionaries(st.text(), JSON),
            "servers": JSON,
            "paths": JSON,
            "x": JSON,
        },
    )
)
def test_whatever_the_document_nothing_else_is_touched(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    polished = polish(document, servers=[{"url": "/v1"}], version="abc123")
    assert polished["servers"] == [{"url": "/v1"}]
    assert polished["info"]["x-service-version"] == "abc123"
    assert DeepDiff(but_what_is_owned(before), but_what_is_owned(polished)) == {}
    assert document == before
    assert polish(polished, servers=[{"url": "/v1"}], version="abc123") == polished


@pytest.mark.parametrize("info", ["a text", ["a list"], 3])
def test_what_is_no_object_is_left_to_validation(info: Any) -> None:
    assert polish({"info": info}, servers=None, version="abc123") == {"info": info}


def test_none_leaves_as_it_is() -> None:
    assert polish(DOCUMENT, servers=None, version=None) == DOCUMENT


def test_written_twice_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "a.json"
    write_document(DOCUMENT, path)
    first = path.read_bytes()
    write_document(dict(reversed(DOCUMENT.items())), path)
    assert path.read_bytes() == first
    assert first.endswith(b"}\n")
    assert '"é"'.encode() in first
    assert load(path).data == DOCUMENT
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_a_number_may_be_larger_than_64_bits(tmp_path: Path) -> None:
    """As in pydantic's ``Field(lt=2**64)``: the artifact is JSON, which has no largest number."""
    schemas = {"A": {"type": "integer", "exclusiveMaximum": 2**64, "description": "é"}}
    document = {**DOCUMENT, "components": {"schemas": schemas}}
    write_document(document, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert load(tmp_path / "a.json").data == document
    assert text.index('"components"') < text.index('"info"')
    assert '"é"' in text
    assert text.endswith("}\n")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_document(DOCUMENT, path)
    with pytest.raises(DocumentError):
        write_document({"a": object()}, path)
    assert load(path).data == DOCUMENT
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentError, match="cannot be written"):
        write_document(DOCUMENT, tmp_path / "file" / "a.json")
