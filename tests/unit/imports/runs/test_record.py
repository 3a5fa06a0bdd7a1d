from __future__ import annotations

from pathlib import Path

import pytest

from offramp.errors import EnvironmentProblem, EvidenceError
from offramp.imports.runs import record


def test_the_environment_asks_for_names_and_a_fresh_folder(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no legacy name"):
        record.environment(tmp_path, [], "n")
    (tmp_path / "record-1.jsonl").touch()
    with pytest.raises(EvidenceError, match="not empty"):
        record.environment(tmp_path, ["a"], "n")


def test_the_environment_adds_to_what_is_there(tmp_path: Path) -> None:
    base = {"PYTHONPATH": "/p", "PYTEST_ADDOPTS": "-q", "PYTHONWARNINGS": "error", "HOME": "/h"}
    env = record.environment(tmp_path / "r", ["b", "a", "b"], "n", base=base)
    assert env["PYTHONPATH"].endswith(":/p")
    assert env["PYTEST_ADDOPTS"] == "-q -p offramp_recorder"
    assert env["PYTHONWARNINGS"] == "error,ignore::offramp_recorder.Loaded"
    assert env["OFFRAMP_RECORD_NAMES"] == "a,b"
    assert Path(env["OFFRAMP_RECORD_DIR"]).is_absolute()
    installed = record.environment(tmp_path / "i", ["a"], "n", installed=True, base=base)
    assert installed["PYTEST_ADDOPTS"] == "-q", "the .pth line is there before any plugin"
    assert installed["PYTHONWARNINGS"] == env["PYTHONWARNINGS"], "for other interpreters"


def test_an_interpreter_that_does_not_run_is_an_environment_problem(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="could not be installed"):
        record.install_pth(tmp_path / "python")
    variables = record.environment(tmp_path / "r", ["a"], "n")
    with pytest.raises(EnvironmentProblem, match="could not be installed"):
        record.running(tmp_path / "python", variables).__enter__()


def test_what_runs_now_lies_beside_the_recorder_until_it_ends(tmp_path: Path) -> None:
    """For children whose environment a test scrubs."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho {tmp_path}\n")
    python.chmod(0o755)
    record.install_pth(python)
    line = (tmp_path / "offramp_recorder.pth").read_text()
    left = tmp_path / "offramp_recorder" / "running"
    assert line.count("\n") == 1, "site runs each line that begins with import"
    assert repr(str(left)) in line
    one = record.environment(tmp_path / "r", ["a"], "n", base={"SECRET": "x"})
    with record.running(python, one):
        lines = left.read_text().split("\0")
        assert sorted(lines) == sorted(f"{k}={v}" for k, v in one.items() if "RECORD" in k)
    assert not left.exists()
    with record.running(python, one):
        left.write_text("another run's")
    assert left.exists(), "it is not ours to take away"
