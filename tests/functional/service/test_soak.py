"""Load at the limit, from clients that leave as they like: 3 s, or OFFRAMP_SOAK of them."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]

SECONDS = float(os.environ.get("OFFRAMP_SOAK", "3"))
CLIENTS = 16
MIB = 1024 * 1024
SAID = json.dumps({"model": "lukhas-respond-standin", "input": "a b " * 200, "stream": True})
EMBED = json.dumps({"model": "lukhas-embed-standin", "input": ["x " * 50] * 4})
SETTINGS = {
    "LUKHAS_ENGINE": "engines:Failing",
    "FORWARDED_ALLOW_IPS": "127.0.0.1",
    "LUKHAS_RL_DEFAULT": "15/second",
    "LUKHAS_RL_ANONYMOUS": "3/second",
}


class Crowd:
    """Clients of one service, and what they were answered."""

    def __init__(self, port: int, compose: Callable[..., bytes]) -> None:
        self._port = port
        self._compose = compose
        self._chance = random.Random(6)
        self._number = itertools.count()
        self.answers: Counter[int] = Counter()
        self.traces: set[str] = set()
        self.faults: list[bytes] = []

    async def spend(self, seconds: float) -> None:
        """Be rude for ``seconds``, all of them at once."""
        end = time.monotonic() + seconds
        ways = [self._whole, self._leave, self._leave_half, self._many, self._from_anywhere]

        async def client() -> None:
            while time.monotonic() < end:
                await self._chance.choice(ways)()

        await asyncio.gather(*(client() for _ in range(CLIENTS)))

    async def _whole(self) -> None:
        async with self._line() as (reader, writer):
            writer.write(self._compose("POST /v1/responses", SAID.encode(), "Connection: close"))
            if await self._head(reader) == 200:
                assert b"response.completed" in await reader.read()

    async def _leave(self) -> None:
        """Go in the middle of a stream, or before it, some with a reset."""
        async with self._line() as (reader, writer):
            writer.write(self._compose("POST /v1/responses", SAID.encode()))
            if self._chance.random() < 0.8 and await self._head(reader) == 200:
                await reader.read(self._chance.randrange(1, 4000))
            if self._chance.random() < 0.5:
                writer.transport.abort()

    async def _leave_half(self) -> None:
        async with self._line() as (_, writer):
            whole = self._compose("POST /v1/embeddings", EMBED.encode())
            writer.write(whole[: self._chance.randrange(1, len(whole))])
            await asyncio.sleep(self._chance.random() / 20)

    async def _many(self) -> None:
        """Pipeline requests of every outcome."""
        sent = [
            self._compose("GET /v1/models"),
            self._compose("POST /v1/embeddings", EMBED.encode()),
            self._compose("POST /v1/dreams", b"{}"),
            self._compose("GET /v1/none"),
            self._compose("GET /healthz"),
        ]
        async with self._line() as (reader, writer):
            writer.write(b"".join(sent))
            for _ in sent:
                await self._head(reader, whole=True)

    async def _from_anywhere(self) -> None:
        async with self._line() as (reader, writer):
            for _ in range(20):
                number = next(self._number)
                origin = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
                header = f"X-Forwarded-For: {origin}"
                writer.write(self._compose("GET /v1/models", b"", header, key=None))
                await self._head(reader, whole=True)

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            yield reader, writer
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _head(self, reader: asyncio.StreamReader, *, whole: bool = False) -> int:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        status = int(head.split(maxsplit=2)[1])
        trace = re.search(rb"\r\nx-trace-id: ([0-9a-f]{32})\r\n", head)
        if trace is None or b"\r\nx-content-type-options: nosniff" not in head:
            self.faults.append(head)
        else:
            self.traces.add(trace[1].decode())
        if (status == 429) != (b"\r\nretry-after: " in head):
            self.faults.append(head)
        self.answers[status] += 1
        if whole:
            await reader.readexactly(int(re.search(rb"content-length: (\d+)", head)[1]))
        return status


def alive(service: Any) -> tuple[int, int]:
    """Return how many tasks the service has, and how many open files."""
    files = len(list(Path(f"/proc/{service.process.pid}/fd").iterdir()))
    return service.state()["tasks"], files


def test_the_service_bears_load_and_forgets_it(
    serve: Callable[..., Any], compose: Callable[..., bytes], wait: Callable[..., None]
) -> None:
    """No task is left, nor a file; memory has a bound; every answer has its headers."""
    with serve(**SETTINGS) as service:
        asyncio.run(Crowd(service.port, compose).spend(SECONDS / 3))
        wait(lambda: alive(service)[0] <= 3)
        before = alive(service)
        warm = service.memory
        crowd = Crowd(service.port, compose)
        asyncio.run(crowd.spend(SECONDS))
        wait(lambda: all(now <= then for now, then in zip(alive(service), before, strict=True)))
        grown = service.memory - warm
        for _ in range(20):  # what ended is cleared away bit by bit
            service.ask("GET /v1/models")
        time.sleep(1.1)
        for _ in range(20):
            service.ask("GET /v1/models")
        windows = service.state()["windows"]
        log = service.log
    told = (
        f"{crowd.answers.total()} answers in {SECONDS:g} s, {dict(sorted(crowd.answers.items()))}"
    )
    left = f"memory grew by {grown / MIB:.1f} MiB, {windows} windows are left"
    print(f"{told}; {left}")  # noqa: T201 - the figures of nox -s soak
    assert crowd.faults == []
    assert len(crowd.traces) == crowd.answers.total(), "each has a trace of its own"
    assert set(crowd.answers) == {200, 401, 404, 422, 429, 500}
    assert grown < 16 * MIB
    assert windows < 10
    broken = [line for line in log.splitlines() if "Traceback" in line]
    assert all("a secret of the engine" in line for line in broken)
