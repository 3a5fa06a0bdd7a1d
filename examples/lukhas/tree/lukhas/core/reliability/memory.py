"""Counts in this process's memory: bounded, by a clock that nobody can set back."""

from __future__ import annotations

import heapq
import time
from typing import ClassVar

from limits.aio.storage import Storage

MAX_KEYS = 100_000
"""How many windows are kept at once: about 35 MiB. Beyond that, the first to end ends at once."""

_SWEEP = 500
"""How many windows one hit clears away: many have ended when clients come back after a flood."""


class BoundedMemory(Storage):
    """Fixed windows, each from the first hit of its key.

    All of it runs on the event loop and nothing here awaits, so a hit is exact however many
    requests are on their way.
    """

    STORAGE_SCHEME: ClassVar[list[str]] = ["async+lukhas-memory"]

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        super().__init__()
        self._max_keys = max_keys
        self._windows: dict[str, tuple[int, float]] = {}
        # One entry for each window, and for some that ended and were begun anew before their turn.
        self._ends: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._windows)

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def hit(self, key: str, expiry: int, amount: int = 1) -> tuple[int, float]:
        """Count a hit; return the count and the seconds that are left of the window."""
        now = time.monotonic()
        if self._ends and self._ends[0][0] <= now:
            self._sweep(now)
        count, end = self._windows.get(key, (0, 0.0))
        if end <= now:
            while len(self._windows) >= self._max_keys:
                self._end_first()
            count, end = 0, now + expiry
            heapq.heappush(self._ends, (end, key))
        count += amount
        self._windows[key] = count, end
        return count, end - now

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return (await self.hit(key, expiry, amount))[0]

    async def get(self, key: str) -> int:
        count, end = self._windows.get(key, (0, 0.0))
        return count if end > time.monotonic() else 0

    async def get_expiry(self, key: str) -> float:
        """Return the end of the window as ``limits`` wants it: by the clock on the wall, now."""
        left = self._windows.get(key, (0, 0.0))[1] - time.monotonic()
        return time.time() + max(left, 0.0)

    async def check(self) -> bool:
        return True

    async def reset(self) -> int:
        count = len(self._windows)
        self._windows.clear()
        self._ends.clear()
        return count

    async def clear(self, key: str) -> None:
        if self._windows.pop(key, None):
            self._ends = [(end, other) for end, other in self._ends if other != key]
            heapq.heapify(self._ends)

    def _sweep(self, now: float) -> None:
        many = len(self._windows) >= _SWEEP
        for _ in range(_SWEEP):
            if not self._ends or self._ends[0][0] > now:
                break
            self._end_first()
        if many and len(self._windows) < _SWEEP:
            # A dictionary keeps the room of what was taken out of it: here up to 7 MiB.
            self._windows = dict(self._windows)

    def _end_first(self) -> None:
        end, key = heapq.heappop(self._ends)
        if self._windows.get(key, (0, 0.0))[1] == end:
            del self._windows[key]
