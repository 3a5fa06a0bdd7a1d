from __future__ import annotations

from pathlib import Path

import pytest

from offramp.errors import EnvironmentProblem, EvidenceError
from offramp.imports import record


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
    assert env["OFFRAMP_RECORD_NAMES"] == '["a", "b"]'
    assert Path(env["OFFRAMP_RECORD_DIR"]).is_absolute()
    installed = record.environment(tmp_path / "i", ["a"], "n", installed=True, base=base)
    assert installed["PYTEST_ADDOPTS"] == "-q", "the .pth line is there before any plugin"
    assert installed["PYTHONWARNINGS"] == env["PYTHONWARNINGS"], "for other interpreters"


def test_an_interpreter_that_does_not_run_is_an_environment_problem(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="could not be installed"):
        record.install_pth(tmp_path / "python")
