"""From what happened to output and an exit code, for every door the same way.

JSON goes to standard output, alone; lines for people go to standard error. A user's mistake is a
few clear lines and exit 1; a bug of offramp's shows its traceback and exits with 3.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from offramp.errors import ConfigError, ExitCode, Interrupted, OfframpError
from offramp.report.terminal import Terminal


@dataclass(frozen=True)
class Reply:
    """What a door has to say.

    Attributes:
        data: for ``--json``: plain data with a ``schema``.
        show: writes the same for people.
        code: the exit code.
    """

    data: Mapping[str, Any]
    show: Callable[[Terminal, Mapping[str, Any]], None]
    code: ExitCode = ExitCode.HOLDS


def answer(act: Callable[[Terminal], Reply], *, format: str = "text", as_json: bool = False) -> int:  # noqa: A002 - the option's name
    """Do what a door does, and say how it ended.

    Args:
        act: does it, and may tell people what goes on while it does.
        format: ``text`` or ``json``.
        as_json: the same as ``format="json"``.

    Returns:
        The exit code; see ``offramp.errors.ExitCode``.
    """
    terminal = Terminal()
    wants_json = as_json or format == "json"
    try:
        _check_format(format)
        with _signals():
            reply = act(terminal)
        return _say(terminal, reply, wants_json=wants_json)
    except OfframpError as error:
        reply = _error_reply(error, error.exit_code)
    except KeyboardInterrupt:
        reply = _error_reply(Interrupted("interrupted"), ExitCode.INTERRUPTED)
    except BrokenPipeError:
        return int(ExitCode.CANNOT_JUDGE)
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours ends
        import traceback

        traceback.print_exc()
        bug = OfframpError(
            f"a bug in offramp: {type(error).__name__}: {error}",
            next="please report it with the lines above",
        )
        reply = _error_reply(bug, ExitCode.BUG)
    return _say(terminal, reply, wants_json=wants_json)


def _check_format(name: str) -> None:
    if name not in {"text", "json"}:
        raise ConfigError("unknown --format", expected="text or json", found=name)


def _say(terminal: Terminal, reply: Reply, *, wants_json: bool) -> int:
    try:
        if wants_json:
            text = json.dumps(reply.data, indent=2, ensure_ascii=True)
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
        else:
            reply.show(terminal, reply.data)
    except BrokenPipeError:
        # Whoever read us has gone. Python would complain again while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(reply.code)


def _error_reply(error: OfframpError, code: ExitCode) -> Reply:
    data = {
        "schema": "offramp.error/1",
        "verdict": "cannot-judge",
        "exit_code": int(code),
        "error": error.to_dict(),
    }
    return Reply(data, lambda terminal, _: _show_error(terminal, error), code)


def _show_error(terminal: Terminal, error: OfframpError) -> None:
    first, *rest = str(error).splitlines()
    terminal.line(f"{terminal.paint('offramp:', 'bad')} {first}")
    for line in rest:
        terminal.line(line)


@contextmanager
def _signals() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does, so that everything begun is undone."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Interrupted(f"stopped by {signal.Signals(number).name}")

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: whoever runs us handles signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
