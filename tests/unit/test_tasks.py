from __future__ import annotations

import importlib.util
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from invoke.parser import Argument

from offramp import cli, tasks
from offramp.doors import Options, Reply, compat, openapi, stages
from offramp.tasks import ns

Capsys = pytest.CaptureFixture[str]

DOORS = {
    *("stage-a", "stage-b", "stage-c", "plan", "status", "rollback", "smoke", "unit"),
    *("compat-report", "compat-enforce", "compat-burndown", "compat-fix", "compat-remove"),
    "check-legacy-imports",
    *("openapi-spec", "openapi-validate", "openapi-baseline", "openapi-diff"),
    *("openapi-accept", "openapi-probe", "migration-guide"),
    *("init", "doctor", "explain", "demo"),
}
NAMES = sorted(ns.task_names)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(list(words))
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def arguments() -> dict[str, list[Argument]]:
    """The options of every door. Invoke hands each one's help out once, so the tasks are fresh."""
    spec = importlib.util.spec_from_file_location("fresh_tasks", tasks.__file__)
    assert spec
    assert spec.loader
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return {name: fresh.ns[name].get_arguments() for name in fresh.ns.task_names}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """What the doors behind the tasks are given, in place of doing it."""
    options: list[Options] = []

    def act(terminal: Any, said: Options, *args: Any, **more: Any) -> Reply:
        options.append(said)
        return Reply({"schema": "x"}, lambda terminal, data: None)

    monkeypatch.setattr(stages, "stage", act)
    monkeypatch.setattr(compat, "report", act)
    monkeypatch.setattr(openapi, "diff", act)
    return options


def test_every_door_is_there_and_no_other(capsys: Capsys) -> None:
    assert set(NAMES) == DOORS
    assert run("--list") == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in DOORS)


@pytest.mark.parametrize("name", NAMES)
def test_every_door_says_what_it_is_and_every_option_what_it_does(
    name: str, arguments: dict[str, list[Argument]]
) -> None:
    door = ns[name]
    assert (door.__doc__ or "").strip()
    said = {argument.name for argument in arguments[name] if argument.help}
    assert said == set(inspect.signature(door.body).parameters) - {"c"}


@pytest.mark.parametrize("name", NAMES)
def test_every_door_speaks_json_and_has_no_short_options(
    name: str, arguments: dict[str, list[Argument]]
) -> None:
    flags = {flag for argument in arguments[name] for flag in argument.names}
    assert {"format", "json"} <= flags
    assert all(len(flag) > 1 for flag in flags)


@pytest.mark.parametrize("name", NAMES)
def test_no_door_has_pre_tasks(name: str) -> None:
    """Invoke would not pass the caller's arguments on to them."""
    assert not ns[name].pre
    assert not ns[name].post


def test_names_are_flat() -> None:
    """Invoke loses the configuration of a sub-collection's tasks."""
    assert not ns.collections
    assert not any("." in name for name in NAMES)


@pytest.mark.parametrize(
    ("words", "dry"),
    [
        (["stage-b"], False),
        (["stage-b", "--dry-run"], True),
        (["--dry", "stage-b"], True),
        (["-R", "stage-b"], True),
    ],
)
def test_destructive_work_honours_a_dry_run(
    heard: list[Options], words: list[str], dry: bool
) -> None:
    assert run(*words) == 0
    assert [options.dry_run for options in heard] == [dry]


def test_what_is_said_at_a_door_is_passed_on(heard: list[Options]) -> None:
    words = ["--repo", "r", "--layer", "a.b", "--layer", "c.d", "--rename", "x=y"]
    run("compat-report", *words, "--max-hits", "3", "--no-cache", "--all-files")
    assert heard == [
        Options(
            repo="r",
            layer=("a.b", "c.d"),
            rename=("x=y",),
            max_hits="3",
            cache=False,
            all_files=True,
        )
    ]


def test_a_door_by_itself_says_nothing_of_its_own(heard: list[Options]) -> None:
    run("compat-report")
    run("openapi-diff")
    run("stage-b", "--commit")
    assert heard == [Options(), Options(), Options(commit=True)]


def test_json_is_the_same_as_format_json(capsys: Capsys) -> None:
    assert run("plan", "--json") == 0
    first = capsys.readouterr().out
    assert run("plan", "--format", "json") == 0
    assert capsys.readouterr().out == first
    assert json.loads(first)["schema"] == "offramp.plan/1"


def test_the_code_of_the_door_is_that_of_the_command(tmp_path: Path, capsys: Capsys) -> None:
    assert run("status", "--repo", str(tmp_path), "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["what"] == "not a git repository"


def test_text_goes_to_standard_error_alone(capsys: Capsys) -> None:
    assert run("plan") == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "Stage A: enforce" in err
