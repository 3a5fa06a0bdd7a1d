from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from offramp.sessions import GATES
from offramp.tasks import ns

NOXFILE = "from offramp.sessions import register\nregister()\n"


def test_a_noxfile_of_two_lines_has_every_gate(tmp_path: Path) -> None:
    """None of them by default: `nox` alone is for the project's own sessions."""
    (tmp_path / "noxfile.py").write_text(NOXFILE)
    command = [sys.executable, "-m", "nox", "--list", "--nocolor"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    for name, (_, purpose) in GATES.items():
        assert f"- {name} -> {purpose}\n" in done.stdout


def test_every_session_goes_through_a_door_that_is_there() -> None:
    assert {door for door, _ in GATES.values()} <= set(ns.task_names)


def test_the_names_are_those_of_the_doors_as_nox_writes_them() -> None:
    for name, (door, _) in GATES.items():
        assert name in {door.replace("-", "_"), "openapi_candidate"}


def test_the_code_of_a_gate_that_does_not_hold_fails_its_session(tmp_path: Path) -> None:
    """Nox knows 1 alone; what was found is in the evidence that the gate names."""
    (tmp_path / "noxfile.py").write_text(NOXFILE)
    command = [sys.executable, "-m", "nox", "-s", "openapi_diff", "--", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["what"] == "not a git repository"
