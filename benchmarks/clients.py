"""The service in one process, and more clients than its limiter remembers; prints its memory.

The requests are made by ASGI: this machine has not so many addresses to make them from.
"""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest import mock

from lukhas.adapters.openai import api
from lukhas.core.reliability import memory

MOST = memory.MAX_KEYS
FIRST = int(ipaddress.ip_address("10.0.0.0"))
HOUR = 3600
SCOPE = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/v1/models",
    "raw_path": b"/v1/models",
    "root_path": "",
    "query_string": b"",
    "server": ("127.0.0.1", 80),
}


async def main() -> None:
    """Let as many clients come as are remembered, as many others, and one an hour later."""
    app = api.get_app()
    [counts] = [found for found in gc.get_objects() if isinstance(found, memory.BoundedMemory)]
    clock, waited = time.monotonic, 0

    def later() -> float:
        return clock() + waited

    steps = (
        ("one client", [0], 0),
        (f"{MOST:,} clients, a request each", range(MOST), 0),
        (f"{MOST:,} others", range(MOST, 2 * MOST), 0),
        ("one client again, an hour later", [0] * 500, HOUR),
    )
    print("service: memory of many clients, each with an address of its own and an hour's window")
    print(f"  {'':34} {'windows':>8} {'MiB':>8} {'slowest ms':>11}")
    with mock.patch.object(memory.time, "monotonic", later):
        for name, clients, wait in steps:
            waited += wait
            slowest = await _come(app, clients)
            gc.collect()
            print(f"  {name:34} {len(counts):8,} {_resident():8.1f} {slowest * 1000:11.1f}")
    print()


async def _come(app: Any, clients: Iterable[int]) -> float:
    """Let clients come; return how many seconds the slowest answer took."""
    slowest = 0.0
    for number in clients:
        address = str(ipaddress.ip_address(FIRST + number))
        scope = {**SCOPE, "headers": [(b"host", b"localhost")], "client": (address, 1), "state": {}}
        began = time.perf_counter()
        await app(scope, _nothing, _ignore)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _ignore(message: dict[str, Any]) -> None:
    pass


def _resident() -> float:
    """Return this process's resident set, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    asyncio.run(main())
