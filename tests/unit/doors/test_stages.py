from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.doors import Options, stages
from offramp.doors.table import DOORS
from offramp.errors import CannotJudge, GitError
from offramp.plan import PLAN
from offramp.report.terminal import Terminal

SETTINGS = '[tool.offramp.compat]\nlayer = "svc.compat"\n'


@pytest.fixture
def options(repo: Path) -> Callable[..., Options]:
    (repo / "pyproject.toml").write_text(SETTINGS)
    (repo / "svc").mkdir()
    (repo / "svc" / "compat.py").write_text("")
    return lambda **more: Options(repo=str(repo), **more)


def test_the_plan_is_asked_of_a_repository_as_all_is(terminal: Terminal, tmp_path: Path) -> None:
    """README and interfaces say so of every door; it refused ``--repo``."""
    with pytest.raises(GitError):
        stages.plan(terminal, Options(repo=str(tmp_path)))
    (door,) = [door for door in DOORS if door.name == "plan"]
    assert "repo" in door.options


def test_the_plan_as_data_is_the_plan(terminal: Terminal) -> None:
    data = stages.plan(terminal, Options()).data
    json.dumps(data)
    assert [(s["id"], s["command"], s["after"]) for s in data["stages"]] == [
        ("a", "invoke stage-a", None),
        ("b", "invoke stage-b", "a"),
        ("c", "invoke stage-c", "b"),
    ]
    shown = [step["id"] for stage in data["stages"] for step in stage["steps"]]
    assert shown == [step.id for stage in PLAN.stages for step in stage.steps]


def test_the_status_of_a_repository_that_has_shown_nothing(
    terminal: Terminal, options: Callable[..., Options]
) -> None:
    data = stages.status(terminal, options()).data
    assert {step["state"] for stage in data["stages"] for step in stage["steps"]} == {"missing"}
    assert data["next"] == "invoke stage-a"
    assert not (Path(data["repository"]) / ".offramp").exists(), "asking writes nothing"


def test_nothing_to_roll_back_is_not_a_rollback(
    terminal: Terminal, options: Callable[..., Options]
) -> None:
    with pytest.raises(CannotJudge, match="nothing to roll back"):
        stages.rollback(terminal, options())
