from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from offramp import __version__, cli
from offramp.doors import Reply
from offramp.doors.table import Door
from offramp.doors.words import FORMAT
from offramp.errors import ExitCode

Capsys = pytest.CaptureFixture[str]


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(list(words))
    return int(caught.value.code or 0)


def test_it_says_its_version(capsys: Capsys) -> None:
    assert run("--version") == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["no-such-door"], ["plan", "--no-such-option"], ["explain"], ["plan", "--format"]]
)
def test_a_wrong_word_cannot_be_judged(capsys: Capsys, words: list[str]) -> None:
    assert run(*words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("openapi_diff", "did you mean openapi-diff?"),
        ("stage-d", "did you mean stage-"),
        ("xyz", "see offramp --list"),
    ],
)
def test_a_door_that_is_none_is_told_with_the_nearest(capsys: Capsys, word: str, told: str) -> None:
    """Nox's sessions have underscores where doors have dashes."""
    assert run(word) == 1
    assert told in capsys.readouterr().err


def test_a_door_that_does_not_hold_ends_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capsys
) -> None:
    def fails(*_: Any) -> Reply:
        return Reply({}, lambda terminal, data: None, ExitCode.FAILS)

    def after(*_: Any) -> Reply:
        pytest.fail("it went on")

    doors = (Door("fails", "", fails, FORMAT), Door("after", "", after, FORMAT))
    monkeypatch.setattr(cli, "DOORS", doors)
    assert run("fails", "after") == 2


def test_a_user_who_stops_it_is_told_by_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **more: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "enter", stopped)
    assert run("plan") == 130


@pytest.mark.parametrize(
    ("words", "entered"),
    [
        (["plan", "status"], ["plan", "status"]),
        (["status", "--repo", "plan", "plan"], ["status", "plan"]),
        (["status", "--repo=x", "plan"], ["status", "plan"]),
        (["explain", "plan", "plan"], ["explain", "plan"]),
        (["compat-fix", "--diff", "plan"], ["compat-fix", "plan"]),
    ],
)
def test_a_line_is_split_where_the_next_door_begins(
    monkeypatch: pytest.MonkeyPatch, words: list[str], entered: list[str]
) -> None:
    seen: list[str] = []

    def enter(door: Door, said: object, *, dry: bool) -> int:
        seen.append(door.name)
        return 0

    monkeypatch.setattr(cli, "enter", enter)
    assert run(*words) == 0
    assert seen == entered


def test_the_targets_own_files_do_not_stand_in_for_its_packages(tmp_path: Path) -> None:
    """`python -m` puts the current folder first on the path (S1)."""
    for name in ("invoke", "rich", "yaml", "git", "offramp"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the file of the target')\n")
    (tmp_path / "offramp.py").unlink()
    command = [sys.executable, "-m", "offramp", "plan", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{\n  "schema": "offramp.plan/1"')


def test_help_after_a_door_that_needs_an_argument(capsys: Capsys) -> None:
    assert run("explain", "--help") == 0
    assert "the id of a rule" in capsys.readouterr().out
