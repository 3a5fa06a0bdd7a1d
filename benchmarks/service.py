"""The reference service's layers: requests per second beside peers', memory of many clients."""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from offramp import git, sandbox

ROUNDS = 15
SERVED = {
    "bare": "bare",
    "limiter, trace, security": "layers",
    "all of the service's layers": "whole",
    "slowapi for the limiter": "slowapi",
    "all three as BaseHTTPMiddleware": "base_http_middleware",
}
STACKS = {"h11": "asyncio", "httptools": "uvloop"}
SETTINGS = {
    "LUKHAS_API_KEYS": "k",
    "LUKHAS_RL_SECRET": "benchmark",
    "LUKHAS_RL_ANONYMOUS": "60/hour",
    "LUKHAS_RL_DEFAULT": "1000000000/minute",
}
TOLD = {"x-trace-id", "x-frame-options", "x-ratelimit-remaining"}


Rounds = list[tuple[float, float]]
"""Requests per second, and CPU seconds of the server for each."""


def service(scratch: Path) -> None:
    """Ask every variant for GET /v1/models, in turn; one uvicorn worker each, on loopback."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk sends the requests, and is not on the PATH: apt-get install wrk")
    root = sandbox.build(sandbox.find_example(), scratch / "service")
    for parser, loop in STACKS.items():
        with ExitStack() as stack:
            servers = {
                name: stack.enter_context(_serving(root, made, parser, loop))
                for name, made in SERVED.items()
            }
            for name, (port, _) in servers.items():
                _check(name, port)
            print(f"service: GET /v1/models, uvicorn on {parser} and {loop}")
            print(f"{_table(_measure(wrk, servers))}\n", flush=True)
    command = [sys.executable, os.fspath(Path(__file__).with_name("clients.py"))]
    subprocess.run(command, cwd=root, env=_environment(root), check=True)


def _measure(wrk: str, servers: Mapping[str, tuple[int, int]]) -> dict[str, Rounds]:
    """Ask the servers in turn, once to warm up and then for ROUNDS seconds each."""
    taken: dict[str, Rounds] = {name: [] for name in servers}
    for turn in range(ROUNDS + 1):
        for name, (port, pid) in servers.items():
            before = _cpu(pid)
            command = [wrk, "-t1", "-c16", "-d1s", "-H", "Authorization: Bearer k"]
            command.append(f"http://127.0.0.1:{port}/v1/models")
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            count = re.search(r"(\d+) requests in", told)
            rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
            if "Non-2xx" in told or count is None or rate is None:
                raise SystemExit(f"{name} was not answered as it should be:\n{told}")
            if turn:
                taken[name].append((float(rate[1]), (_cpu(pid) - before) / int(count[1])))
    return taken


def _table(taken: Mapping[str, Rounds]) -> str:
    """Return medians, and the medians of each round's ratio to the first, which more is better."""
    first = next(iter(taken.values()))
    lines = [f"  {'':34} {'per s':>8} {'ratio':>6} {'CPU µs':>8} {'ratio':>6}"]
    for name, rounds in taken.items():
        rate, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
        pairs = list(zip(rounds, first, strict=True))
        rates = statistics.median(own[0] / bare[0] for own, bare in pairs)
        cpus = statistics.median(bare[1] / own[1] for own, bare in pairs)
        lines.append(f"  {name:34} {rate:8.0f} {rates:6.2f} {cpu * 1e6:8.0f} {cpus:6.2f}")
    return "\n".join(lines)


@contextmanager
def _serving(root: Path, made: str, parser: str, loop: str) -> Iterator[tuple[int, int]]:
    """Serve one of served.py; yield its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", f"served:{made}"]
    command += ["--port", str(port), "--http", parser, "--loop", loop, "--no-access-log"]
    log = root.parent / f"{made}.log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            command, cwd=root, env=_environment(root), stderr=sink, stdout=sink
        )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _environment(root: Path) -> dict[str, str]:
    path = os.pathsep.join(map(os.fspath, (root, Path(__file__).parent)))
    return git.clean_environment({**SETTINGS, "PYTHONPATH": path})


def _check(name: str, port: int) -> None:
    """See that a variant does what its name says: what does nothing is quick."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/models", headers={"Authorization": "Bearer k"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found = {header.lower().removesuffix("-requests") for header in answer.headers}
    if found & TOLD != (set() if name == "bare" else TOLD):
        raise SystemExit(f"{name} answers with {', '.join(sorted(found))}")


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used so far, of user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
