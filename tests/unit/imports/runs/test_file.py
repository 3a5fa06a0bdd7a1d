from __future__ import annotations

import json
from pathlib import Path

import pytest

from offramp.errors import EvidenceError
from offramp.imports.runs.file import read_process

HEADER = {
    "schema": "offramp.record/1",
    "nonce": "n",
    "names": ["a.compat"],
    "reach": "plugin",
    "pid": 1,
    "parent": 0,
    "argv": [],
    "python": "3.11.7",
}
HIT = {"name": "a.compat", "file": "/a.py", "line": 1, "module": "a", "test": None, "via": "call"}


def text(*entries: object) -> str:
    return "".join(json.dumps(e) + "\n" for e in entries)


def test_a_record_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(text(HEADER, HIT, {"runner": "r"}, {"end": True, "silent": []}))
    header, entries = read_process(tmp_path / "f", "n")
    assert header == HEADER
    assert entries == [HIT, {"runner": "r"}, {"end": True, "silent": []}]


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        ("", 1, "an empty file"),
        (text(HEADER)[:-2], 1, "cut off"),
        (text(HEADER) + "{\n", 2, "Expecting"),
        (text(HEADER, []), 2, "other keys"),
        (text(HEADER, {**HIT, "more": 1}), 2, "other keys"),
        (text(HEADER, {**HIT, "line": True}), 2, "line is True"),
        (text(HEADER, {**HIT, "line": "1"}), 2, "line is '1'"),
        (text(HEADER, {"end": 1, "silent": []}), 2, "end is 1"),
        (text(HEADER, {"runner": 1}), 2, "runner is 1"),
        (text(HEADER, {**HIT, "end": True}), 2, "other keys"),
        (text({**HEADER, "schema": "offramp.record/0"}), 1, "schema"),
        (text(HIT), 1, "other keys"),
    ],
)
def test_what_is_malformed_is_no_evidence(
    tmp_path: Path, content: str, line: int, found: str
) -> None:
    """G6, G7, G8: strict types, a checked schema, and the place of the fault."""
    (tmp_path / "f").write_text(content)
    with pytest.raises(EvidenceError, match="malformed") as caught:
        read_process(tmp_path / "f", "n")
    assert str(caught.value.where).endswith(f"f:{line}")
    assert found in str(caught.value.found)


def test_a_record_of_another_run_is_refused(tmp_path: Path) -> None:
    """G2: the record names the run that made it."""
    (tmp_path / "f").write_text(text(HEADER))
    with pytest.raises(EvidenceError, match="another run"):
        read_process(tmp_path / "f", "m")
