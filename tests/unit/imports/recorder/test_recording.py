"""What one process writes down, once for each place, and when it refuses an import."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder import CANNOT_RECORD, SELFTEST
from offramp.imports.recorder.offramp_recorder.recording import LOST, Recorder, read_names


def opened(folder: Path, *, block: bool = False) -> Recorder:
    recorder = Recorder(str(folder), ["a.compat", "old"], nonce="n", block=block, reach="test")
    recorder.open()
    return recorder


def entries(recorder: Recorder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(recorder.path).read_text().splitlines()]


@pytest.mark.parametrize(
    ("name", "watched", "related"),
    [
        ("a.compat", True, True),
        ("a.compat.x", True, True),
        ("a", False, True),
        ("a.compatible", False, False),
        ("old.x", True, True),
        ("older", False, False),
        (SELFTEST, True, True),
    ],
)
def test_what_is_watched(tmp_path: Path, name: str, watched: bool, related: bool) -> None:
    recorder = opened(tmp_path)
    assert (recorder.watched(name), recorder.related(name)) == (watched, related)


@pytest.mark.parametrize(
    ("name", "members", "asked"),
    [
        ("a.compat", None, ("a.compat",)),
        ("a", ["compat", "core"], ("a.compat",)),
        ("a.compat", [""], ("a.compat",)),
        ("a.compat", ["__path__"], ("a.compat",)),
        ("a.compat", ["x", "*"], ("a.compat.x",)),
        ("a.compat", ["*"], ("a.compat",)),
        ("a", [3], ()),
        ("a", None, ()),
    ],
)
def test_what_a_statement_asks_for(
    tmp_path: Path, name: str, members: list[object] | None, asked: tuple[str, ...]
) -> None:
    assert opened(tmp_path).asked_for(name, members) == asked


def test_a_place_is_written_once_after_a_header(tmp_path: Path) -> None:
    recorder = opened(tmp_path)
    for _ in range(3):
        recorder.hit(("a.compat",), sys._getframe(), "statement")
    recorder.hit((), sys._getframe(), "statement")
    recorder.hit(("a.compat",), sys._getframe(), "statement")
    header, *hits = entries(recorder)
    assert (header["nonce"], header["names"], header["pid"]) == (
        "n",
        ["a.compat", "old"],
        os.getpid(),
    )
    assert [(h["name"], h["file"], h["module"]) for h in hits] == [
        ("a.compat", __file__, __name__)
    ] * 2


def test_a_blocked_import_is_written_before_it_is_refused(tmp_path: Path) -> None:
    """G5: a hit that a program swallows stands in the record all the same."""
    recorder = opened(tmp_path, block=True)
    with pytest.raises(ImportError, match=r"a\.compat\.x"):
        recorder.hit(("a.compat.x",), sys._getframe(), "statement")
    recorder.hit((SELFTEST,), sys._getframe(), "statement")
    assert [e["name"] for e in entries(recorder)[1:]] == ["a.compat.x", SELFTEST]
    assert recorder.heard == {"statement"}


def test_a_fork_writes_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = opened(tmp_path)
    before, child = recorder.path, recorder.pid + 1
    monkeypatch.setattr(os, "getpid", lambda: child)
    recorder.hit(("old",), sys._getframe(), "statement")
    assert recorder.path != before
    assert [e.get("reach") for e in entries(recorder)] == ["fork", None]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_line_that_cannot_be_written_is_not_silently_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G1: the disk is full, or there is no descriptor left."""
    recorder = opened(tmp_path)
    monkeypatch.setattr(os, "write", lambda *_: 0)
    recorder.hit(("old",), sys._getframe(), "statement")
    monkeypatch.undo()
    recorder.hit(("old.x",), sys._getframe(), "statement")
    assert [f.name for f in tmp_path.iterdir()] == [Path(recorder.path).name + LOST]


def test_where_not_even_that_can_be_said_the_process_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("read-only")

    def end(code: int) -> None:
        raise SystemExit(code)

    recorder = opened(tmp_path)
    for name, function in (("open", refuse), ("rename", refuse), ("_exit", end)):
        monkeypatch.setattr(os, name, function)
    with pytest.raises(SystemExit, match=str(CANNOT_RECORD)):
        recorder.hit(("old",), sys._getframe(), "statement")


def test_a_folder_that_is_gone_is_its_judges_affair(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    recorder = opened(tmp_path / "r")
    Path(recorder.path).unlink()
    (tmp_path / "r").rmdir()
    recorder.hit(("old",), sys._getframe(), "statement")
    assert list(tmp_path.iterdir()) == []


def test_a_hit_without_any_python_around_it(tmp_path: Path) -> None:
    """C calls import_module, from an atexit callback for one."""
    recorder = opened(tmp_path)
    recorder.hit(("old",), None, "call")
    recorder.read("old", None)
    assert [(e["file"], e["via"]) for e in entries(recorder)[1:]] == [("<unknown>", "call")]


def test_a_current_folder_that_was_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    recorder = opened(tmp_path)
    recorder.hit(("old",), sys._getframe(), "call")
    assert entries(recorder)[1]["file"] == __file__


@pytest.mark.parametrize("text", ["{", "3", "", "a,", "a..b", ",a"])
def test_names_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="no list of module names"):
        read_names(text)
    assert read_names("a.b,Λ") == ["a.b", "Λ"]


def test_an_attribute_is_recorded_where_code_means_it(tmp_path: Path) -> None:
    recorder = opened(tmp_path)
    scope = {"__name__": "_pytest.python", "read": lambda: recorder.read("old", sys._getframe(1))}
    exec(compile("for _ in range(3): read()", "/x/_pytest/python.py", "exec"), scope)
    assert entries(recorder)[1:] == []
    for _ in range(3):
        recorder.read("old", sys._getframe())
    assert [e["via"] for e in entries(recorder)[1:]] == ["attribute"]
