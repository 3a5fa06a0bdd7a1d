"""Children that end with us: whatever they start, and however we end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

_WATCH = 'read -r child && { read -r done || kill -s KILL -- "-$child"; }'


@contextmanager
def group(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    out: IO[bytes] | int,
    err: IO[bytes] | int,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child in a session of its own, and stop it with all that it started at the end.

    SIGKILL leaves us no time to do that. So a shell waits at a pipe whose other end only we hold:
    where it closes before we said that we are done, we are dead, and the shell stops them.

    Args:
        command: its words.
        cwd: where it runs.
        env: its environment variables, all of them.
        out: where its output goes.
        err: where its errors go.

    Raises:
        OSError: it cannot be started.
    """
    with _watch() as say:
        child = None
        try:
            with deferred():
                child = subprocess.Popen(
                    list(command),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    env=dict(env),
                    cwd=cwd,
                    start_new_session=True,
                )
                say(f"{child.pid}\n")
            yield child
        finally:
            if child is not None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)
                say("done\n")
                child.wait()  # last: until then no other process can get its number


@contextmanager
def deferred() -> Iterator[None]:
    """Let no signal come between starting a child and knowing it: one that came is raised after.

    They are not blocked, because the child would inherit that, and be deaf to them.
    """
    came: list[int] = []
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if callable(signal.getsignal(number)):  # else the kernel's way, which raises nothing
                before[number] = signal.signal(number, lambda each, _: came.append(each))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for each in came:
            signal.raise_signal(each)


@contextmanager
def _watch() -> Iterator[Callable[[str], None]]:
    watch = subprocess.Popen(
        ["/bin/sh", "-c", _WATCH],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # a signal to our whole group is not for it
    )
    pipe = cast("IO[bytes]", watch.stdin)

    def say(line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # somebody stopped it
            pipe.write(line.encode())
            pipe.flush()

    with watch:
        yield say
