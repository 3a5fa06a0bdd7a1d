"""Polish overwrites what the release owns (S6) and touches nothing else."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from deepdiff import DeepDiff

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


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_document(DOCUMENT, path)
    with pytest.raises(DocumentError):
        write_document({"a": object()}, path)
    assert load(path).data == DOCUMENT
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentError, match="cannot be written"):
        write_document(DOCUMENT, tmp_path / "file" / "a.json")
