from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.doors import Options, openapi
from offramp.errors import CannotJudge, DocumentError
from offramp.report.terminal import Terminal

Write = Callable[[str, Any], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_(name: str, paths: Any) -> str:
        document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
        (tmp_path / name).write_text(json.dumps(document))
        return str(tmp_path / name)

    return write_


PATHS = {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}


def test_two_files_are_compared_with_no_repository(terminal: Terminal, write: Write) -> None:
    base, cand = write("a.json", PATHS), write("b.json", {})
    same = openapi.diff(terminal, Options(base=base), base)
    assert (int(same.code), same.data["verdict"]) == (0, "compatible")
    broken = openapi.diff(terminal, Options(base=base), cand)
    assert (int(broken.code), broken.data["verdict"]) == (2, "breaking")
    assert broken.data["schema"] == "offramp.contract-diff/1"


def test_a_candidate_alone_cannot_be_compared(terminal: Terminal, write: Write) -> None:
    with pytest.raises(CannotJudge, match="nothing to compare with"):
        openapi.diff(terminal, Options(), write("a.json", PATHS))


@pytest.mark.parametrize("text", ["{}", '{"paths": null}', '{"error": "x"}', ""])
def test_a_baseline_that_is_no_document_cannot_be_judged_on(
    terminal: Terminal, write: Write, tmp_path: Path, text: str
) -> None:
    """All of these passed the original's diff (D6)."""
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(DocumentError):
        openapi.diff(terminal, Options(base=str(tmp_path / "bad.json")), write("b.json", PATHS))


def test_a_file_is_validated_with_no_repository(terminal: Terminal, write: Write) -> None:
    assert int(openapi.validate(terminal, Options(), write("a.json", PATHS)).code) == 0
    wrong = openapi.validate(terminal, Options(), write("b.json", {"/a": {"get": 3}}))
    assert (int(wrong.code), wrong.data["verdict"]) == (2, "fail")
