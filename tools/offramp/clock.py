"""Where the time of a run goes: every second is counted once, for what was done innermost.

Whoever does something that takes time says what it is, with :func:`phase`; whoever runs it all
looks at the clock. Where no clock runs, as for two plain files, nothing is measured.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

REST = "rest"


class Clock:
    """Counts the seconds of each phase; what lies in none is the rest."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._phase = REST
        self._since = time.perf_counter()

    def enter(self, phase: str) -> str:
        """Go over to a phase, and return the one that it was until now."""
        now, before = time.perf_counter(), self._phase
        self._seconds[before] = self._seconds.get(before, 0.0) + now - self._since
        self._since, self._phase = now, phase
        return before

    def seconds(self, since: Mapping[str, float] = MappingProxyType({})) -> dict[str, float]:
        """Return the seconds of each phase until now, the longest first and the rest last.

        Args:
            since: what was returned earlier; only what came after it counts.
        """
        self.enter(self._phase)
        passed = {name: end - since.get(name, 0.0) for name, end in self._seconds.items()}
        rows = sorted(passed.items(), key=lambda row: (row[0] == REST, -row[1]))
        return {name: round(seconds, 3) for name, seconds in rows if round(seconds, 3)}


_RUNNING: ContextVar[Clock | None] = ContextVar("clock", default=None)


@contextmanager
def running() -> Iterator[Clock]:
    """Let a clock run; phases are counted by it, and by no clock that ran before."""
    clock = Clock()
    token = _RUNNING.set(clock)
    try:
        yield clock
    finally:
        _RUNNING.reset(token)


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Count what is done within for ``name``, except for what a phase within counts."""
    clock = _RUNNING.get()
    if clock is None:
        yield
        return
    outer = clock.enter(name)
    try:
        yield
    finally:
        clock.enter(outer)
