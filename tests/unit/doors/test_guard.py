from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from offramp.doors.guard import Reply, answer
from offramp.errors import ConfigError, ExitCode, GitError
from offramp.report.terminal import Terminal

Capsys = pytest.CaptureFixture[str]
DATA = {"schema": "offramp.test/1", "name": "Λ"}


def reply(code: ExitCode = ExitCode.HOLDS) -> Reply:
    return Reply(DATA, lambda terminal, data: terminal.line(f"name {data['name']}"), code)


def says(value: Any) -> Callable[[Terminal], Reply]:
    """A door that tells people something, and then returns or raises this."""

    def act(terminal: Terminal) -> Reply:
        terminal.line("at work")
        if isinstance(value, BaseException):
            raise value
        found: Reply = value
        return found

    return act


def broken_show(terminal: Terminal, data: Any) -> None:
    raise KeyError("hits")


ENDS: list[tuple[Any, int]] = [
    (reply(), 0),
    (reply(ExitCode.FAILS), 2),
    (ConfigError("wrong", where="pyproject.toml:3"), 1),
    (RuntimeError("ours"), 3),
    (KeyboardInterrupt(), 130),
]


@pytest.mark.parametrize(("value", "code"), ENDS)
@pytest.mark.parametrize("said", [{"format": "json"}, {"as_json": True}, {}])
def test_the_code_and_json_alone_on_standard_output(
    capsys: Capsys, value: Any, code: int, said: dict[str, Any]
) -> None:
    assert answer(says(value), **said) == code
    out, err = capsys.readouterr()
    assert err.startswith("at work\n")
    if not said:
        assert out == ""
        return
    data = json.loads(out)
    if code in {0, 2}:
        assert data == DATA
    else:
        assert data["schema"] == "offramp.error/1"
        assert data["verdict"] == "cannot-judge"
        assert data["exit_code"] == code
        assert data["error"]["what"]


def test_a_users_error_is_a_few_lines_and_no_traceback(capsys: Capsys) -> None:
    error = GitError("not a git repository", where="/x", next="run in a clone")
    answer(says(error))
    assert capsys.readouterr().err == (
        "at work\nofframp: not a git repository\n  where:    /x\n  next:     run in a clone\n"
    )


def test_a_bug_shows_its_traceback_and_asks_to_be_reported(capsys: Capsys) -> None:
    answer(says(ZeroDivisionError("division by zero")))
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "offramp: a bug in offramp: ZeroDivisionError: division by zero" in err
    assert "report it" in err


@pytest.mark.parametrize("how", ["text", "json"])
def test_a_reply_that_cannot_be_said_is_a_bug_and_not_a_pass(capsys: Capsys, how: str) -> None:
    unsaid = Reply({"schema": "x", "value": object()}, broken_show)
    assert answer(says(unsaid), format=how) == 3
    out = capsys.readouterr().out
    assert (json.loads(out)["exit_code"] == 3) if how == "json" else (out == "")


def test_json_is_ascii_so_that_any_terminal_takes_it(capsys: Capsys) -> None:
    answer(says(reply()), as_json=True)
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize("how", ["yaml", "", "JSON"])
def test_an_unknown_format_is_the_users_error(capsys: Capsys, how: str) -> None:
    assert answer(lambda terminal: pytest.fail("it ran"), format=how) == 1
    assert "unknown --format" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_sigterm_undoes_what_was_begun(capsys: Capsys) -> None:
    undone = []

    def act(terminal: Terminal) -> Reply:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            pytest.fail("it went on")
        finally:
            undone.append(True)

    before = signal.getsignal(signal.SIGTERM)
    assert answer(act, as_json=True) == 130
    assert undone == [True]
    assert "SIGTERM" in json.loads(capsys.readouterr().out)["error"]["what"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_answers_in_another_thread_too() -> None:
    """There, Python takes no signal handlers."""
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(answer(says(reply(ExitCode.FAILS)))))
    thread.start()
    thread.join()
    assert codes == [2]


PIPED = """\
import sys
from offramp.doors.guard import Reply, answer
from offramp.errors import ExitCode
data = {"schema": "x", "rows": ["y" * 100] * 10_000}
show = lambda terminal, data: [terminal.line(row) for row in data["rows"]]
sys.exit(answer(lambda terminal: Reply(data, show, ExitCode.FAILS), as_json="--json" in sys.argv))
"""


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
@pytest.mark.parametrize("said", [["--json"], []])
def test_a_reader_that_goes_away_changes_no_verdict(said: list[str]) -> None:
    """``offramp compat-report --json | head -1``"""
    stream = "stdout" if said else "stderr"
    pipes: dict[str, Any] = {stream: subprocess.PIPE}
    child = subprocess.Popen([sys.executable, "-c", PIPED, *said], **pipes)
    pipe = getattr(child, stream)
    pipe.read(10)
    pipe.close()
    assert child.wait(30) in {1, 2}
