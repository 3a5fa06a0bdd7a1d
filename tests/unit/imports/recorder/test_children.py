"""Which starts of Python are told: those that nothing carries the recorder to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder import children
from offramp.imports.recorder.offramp_recorder.children import Children
from offramp.imports.recorder.offramp_recorder.recording import Recorder

CARRIED = {
    "OFFRAMP_RECORD_DIR": "/r",
    "PYTHONPATH": f"/p:{children._CARRIER}",
    "PYTHONWARNINGS": f"error,ignore::{children._OURS}.Loaded",
}
PYTHON = sys.executable


class Told(Recorder):
    """A recorder that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(".", ["a"], nonce="", block=False, reach="test")
        self.entries: list[Any] = []

    def write(self, entry: Any) -> None:
        self.entries.append(entry["unreached"])


def told(event: str, *details: Any) -> list[Any]:
    recorder = Told()
    hook = Children(recorder)
    for _ in range(2):
        hook.hear(event, details)
    return recorder.entries


@pytest.mark.parametrize(
    ("words", "env", "missed"),
    [
        ([PYTHON, "a.py"], CARRIED, False),
        ([PYTHON, "-W", "error", "-Xdev", "-BS", "a.py", "-I"], CARRIED, False),
        ([PYTHON, "-c", "pass", "-E"], CARRIED, False),
        ([PYTHON, "-I", "a.py"], CARRIED, True),
        ([PYTHON, "-BE", "a.py"], CARRIED, True),
        ([PYTHON, "a.py"], {}, True),
        ([PYTHON, "a.py"], CARRIED | {"PYTHONPATH": "src"}, True),
        ([PYTHON, "a.py"], CARRIED | {"PYTHONWARNINGS": "error"}, True),
        ([b"python3", "a.py"], {b"PATH": b"/bin"}, True),
        (["git", "status"], {}, False),
        ([], {}, False),
        (3, {}, False),
    ],
)
def test_what_keeps_the_recorder_out(words: Any, env: Any, missed: bool) -> None:
    entries = told("subprocess.Popen", None, words, None, env)
    assert len(entries) == missed, "and it is told once"
    assert told("os.posix_spawn", None, words, env) == entries


def test_without_variables_of_its_own_a_child_has_the_parents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in CARRIED.items():
        monkeypatch.setenv(name, value)
    assert told("os.exec", PYTHON, [PYTHON, "a.py"], None) == []
    monkeypatch.delenv("PYTHONPATH")
    assert told("os.exec", PYTHON, [PYTHON, "a.py"], None) == [[PYTHON, "a.py"]]


def test_an_environment_that_carries_it_reaches_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "offramp_recorder.pth").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "prefix", "/env")
    for program in ("python3", "/env/bin/python"):
        assert told("subprocess.Popen", program, [program, "-I", "a.py"], None, {}) == []
    other = "/environment/bin/python"
    assert told("subprocess.Popen", other, [other, "a.py"], None, {}) == [[other, "a.py"]]


def test_other_events_are_none_of_its_business() -> None:
    assert told("open", "python", "r", 0) == []


def test_what_is_told_is_bounded() -> None:
    recorder = Told()
    hook = Children(recorder)
    for number in range(1000):
        hook.hear("os.exec", (PYTHON, [PYTHON, str(number)], {}))
    assert len(recorder.entries) == children._MOST
