"""Ends from outside: a terminated run still cleans up, and its clean-up is not cut short."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from offramp.errors import Interrupted

_ENDS = ("SIGTERM", "SIGHUP")


@contextmanager
def terminable() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that ``finally`` runs.

    Handlers that somebody else installed stay; outside the main thread nothing is changed.

    Raises:
        Interrupted: such a signal came.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        raise Interrupted(f"stopped by {signal.Signals(number).name}")

    changed = {}
    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in _ENDS if hasattr(signal, name)):
            if signal.getsignal(number) is signal.SIG_DFL:
                changed[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, before in changed.items():
            signal.signal(number, before)


@contextmanager
def shielded() -> Iterator[None]:
    """Let no signal that can be held back cut short what must be done to the end.

    They are blocked, not ignored: one that came meanwhile is delivered afterwards. Children
    inherit the mask, so that a Ctrl-C in the terminal does not stop git half-way either.
    """
    held = {getattr(signal, name) for name in ("SIGINT", *_ENDS) if hasattr(signal, name)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
