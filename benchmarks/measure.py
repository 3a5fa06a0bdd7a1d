"""Whole processes, measured in turn: A B C, A B C, … so that a drift of the machine hits all."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figures:
    """Medians over the counted runs of one command.

    Attributes:
        cpu: user and system seconds, children included.
        wall: seconds.
        peak: the largest resident set of one process, in MiB.
    """

    cpu: float
    wall: float
    peak: float


def compare(
    commands: Mapping[str, Sequence[str]],
    *,
    cwd: Path,
    runs: int = 5,
    accept: Sequence[int] = (0,),
    warm: bool = True,
) -> dict[str, Figures]:
    """Run each command once to warm up and then ``runs`` times, in turn.

    Args:
        commands: by the names that their figures shall have.
        cwd: where they run.
        runs: how many runs count.
        accept: the exit codes that are no failure.
        warm: False for a command that takes minutes.

    Raises:
        SystemExit: a command ended with a code that is not accepted: its figures mean nothing.
    """
    taken: dict[str, list[Figures]] = {name: [] for name in commands}
    for turn in range(0 if warm else 1, runs + 1):
        for name, command in commands.items():
            figures = _once(name, command, cwd, accept)
            if turn:
                taken[name].append(figures)
    return {name: _median(figures) for name, figures in taken.items()}


# an installed program finds its byte code compiled, which a setting of this shell may forbid
_ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _once(name: str, command: Sequence[str], cwd: Path, accept: Sequence[int]) -> Figures:
    started = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=cwd, env=_ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in accept:
        raise SystemExit(f"{name} ended with exit code {code}: {' '.join(command)}")
    return Figures(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def _median(figures: Sequence[Figures]) -> Figures:
    return Figures(
        *(statistics.median(getattr(f, key) for f in figures) for key in ("cpu", "wall", "peak"))
    )


def machine() -> str:
    """Return what the figures were taken on, in words that name no place."""
    kind = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    return f"{kind}, {platform.python_implementation()} {platform.python_version()}"


def table(figures: Mapping[str, Figures]) -> str:
    """Return the figures as lines, each beside its ratio to the first command's CPU time."""
    first = next(iter(figures.values()))
    lines = [f"  {'':34} {'CPU s':>8} {'wall s':>8} {'MiB':>6} {'CPU ratio':>10}"]
    lines += [
        f"  {name:34} {f.cpu:8.3f} {f.wall:8.3f} {f.peak:6.0f} {f.cpu / first.cpu:10.2f}"
        for name, f in figures.items()
    ]
    return "\n".join(lines)
