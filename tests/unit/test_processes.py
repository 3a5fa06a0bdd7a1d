from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from offramp.processes import deferred, group

NULL = subprocess.DEVNULL
PARENT = """
    import subprocess, sys, time
    from pathlib import Path
    from offramp.processes import group
    words = ["/bin/sh", "-c", "sleep 60 & echo $! $$; wait"]
    with group(words, cwd=Path("/"), env={"PATH": "/usr/bin:/bin"}, out=1, err=2):
        print("watched", flush=True)
        time.sleep(60)
"""


def lives(number: int) -> bool:
    """Whether it runs; what has ended and was not waited for does not."""
    ps = ["ps", "-o", "stat=", "-p", str(number)]
    state = subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


def ended(numbers: list[int]) -> bool:
    end = time.monotonic() + 10
    while any(map(lives, numbers)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(lives, numbers))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("all_at_once", [False, True])
def test_what_was_started_ends_with_us(number: signal.Signals, all_at_once: bool) -> None:
    words = [sys.executable, "-c", textwrap.dedent(PARENT)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=NULL, start_new_session=True) as us:
        assert us.stdout is not None
        words = (us.stdout.readline() + us.stdout.readline()).split()
        started = [int(word) for word in words if word != b"watched"]
        assert all(map(lives, started))
        (os.killpg if all_at_once else os.kill)(us.pid, number)
        us.wait()
    assert ended(started)


def test_what_a_finished_child_left_running_ends_too(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        words = ["/bin/sh", "-c", "sleep 60 & echo $!"]
        with group(words, cwd=tmp_path, env=dict(os.environ), out=out, err=NULL) as child:
            assert child.wait(10) == 0
    assert ended([int((tmp_path / "out").read_text())])


def test_the_end_of_the_block_ends_it(tmp_path: Path) -> None:
    words = ["sleep", "60"]
    with group(words, cwd=tmp_path, env=dict(os.environ), out=NULL, err=NULL) as child:
        pass
    assert child.returncode == -signal.SIGKILL


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), group(["no-such"], cwd=tmp_path, env={}, out=1, err=2):
        pass


def test_a_signal_between_starting_a_child_and_knowing_it_comes_after() -> None:
    """And the child is not deaf to it, as it would be if the signal was blocked meanwhile."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        with deferred():
            signal.raise_signal(signal.SIGINT)
            started.append(subprocess.Popen(["sleep", "60"], start_new_session=True))

    with pytest.raises(KeyboardInterrupt):
        start()
    started[0].send_signal(signal.SIGINT)
    assert started[0].wait(10) == -signal.SIGINT
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
