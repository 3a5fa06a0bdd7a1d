from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from invoke import Collection, Context, task

from offramp import __version__, cli

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


def test_a_door_that_does_not_hold_ends_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capsys
) -> None:
    @task
    def fails(c: Context) -> None:
        sys.exit(2)

    @task
    def after(c: Context) -> None:
        pytest.fail("it went on")

    monkeypatch.setattr(cli, "ns", Collection(fails, after))
    assert run("fails", "after") == 2


def test_a_user_who_stops_it_is_told_by_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    @task
    def stopped(c: Context) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "ns", Collection(stopped))
    assert run("stopped") == 130


def test_the_targets_own_files_do_not_stand_in_for_its_packages(tmp_path: Path) -> None:
    """`python -m` puts the current folder first on the path (S1)."""
    for name in ("invoke", "rich", "yaml", "git", "offramp"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the file of the target')\n")
    (tmp_path / "offramp.py").unlink()
    command = [sys.executable, "-m", "offramp", "plan", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{\n  "schema": "offramp.plan/1"')


def test_help_after_a_door_that_needs_an_argument() -> None:
    """In a process of its own: Invoke forgets a help text once it has shown it."""
    command = [sys.executable, "-m", "offramp", "explain", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "the id of a rule" in done.stdout
