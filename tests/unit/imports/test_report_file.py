from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import EvidenceError
from offramp.imports import scan
from offramp.imports.report_file import read_report


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "m.py").write_text("import a.compat\n")
    return scan(tmp_path, "a.compat", cache=False).to_dict()


def _write(folder: Path, text: str) -> Path:
    path = folder / "report.json"
    path.write_text(text)
    return path


def test_what_was_written_is_read(tmp_path: Path, report: dict[str, Any]) -> None:
    assert read_report(_write(tmp_path, json.dumps(report))) == report


@pytest.mark.parametrize(
    "change",
    [
        {"hits": -3},
        {"hits": 0.99},
        {"hits": False},
        {"hits": "0"},
        {"hits": 0},
        {"hits": None},
        {"schema": "compat-hits/0"},
        {"verdict": "pass"},
        {"verdict": "fine"},
        {"max_hits": -1},
        {"references": {}},
        {"references": [3]},
        {"references": [{"path": "m.py"}]},
        {"scanned_files": True},
    ],
)
def test_g7_g8_what_is_not_a_report_is_refused(
    tmp_path: Path, report: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(EvidenceError):
        read_report(_write(tmp_path, json.dumps({**report, **change})))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "{", '{"hits": 0, "hits": 0}', "[" * 99999]
)
def test_g6_g8_empty_broken_and_doubled(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError):
        read_report(_write(tmp_path, text))


def test_g6_a_missing_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_report(tmp_path / "report.json")


def test_g8_a_pass_over_no_files_is_refused(tmp_path: Path, report: dict[str, Any]) -> None:
    empty = {**report, "references": [], "hits": 0, "scanned_files": 0, "verdict": "pass"}
    with pytest.raises(EvidenceError):
        read_report(_write(tmp_path, json.dumps(empty)))
