"""The reference service as a process of its own, and clients that may send what they like."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from offramp import git, sandbox
from offramp.checkout import environment

WITNESS = Path(__file__).parents[2] / "corpus" / "service"
# Of these, schemathesis is called as a program, openai and redis are imported in there.
CLIENTS = ["openai>=1.66", "redis>=5.2", "schemathesis>=4,<5"]
MAIN = "import sys; from lukhas import serve; serve.PATIENCE = 2; serve.main(sys.argv[1:])"


@dataclass(frozen=True)
class Answer:
    """An answer. The names of ``headers`` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def trace(self) -> str:
        """The trace id, checked for its form."""
        found = self.headers["x-trace-id"]
        assert re.fullmatch("(?!0{32})[0-9a-f]{32}", found), found
        return found

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One connection: what is sent is sent to the byte, answers are read one at a time."""

    def __init__(self, port: int, *, source: str = "127.0.0.1", timeout: float = 10) -> None:
        address = ("127.0.0.1", port)
        self.socket = socket.create_connection(address, timeout, source_address=(source, 0))
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def read_until(self, mark: bytes) -> None:
        """Read lines until one has ``mark`` in it."""
        while mark not in (line := self._file.readline()):
            assert line, "the answer ended"

    def head(self) -> Answer:
        """Read an answer up to its body."""
        status = self._file.readline().split()
        headers = {}
        while (line := self._file.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        return Answer(int(status[1]), headers, b"")

    def answer(self, method: str = "GET") -> Answer:
        """Read a whole answer to a request with ``method``."""
        found = self.head()
        body = b""
        if method != "HEAD" and found.status >= 200:
            body = self._body(found.headers)
        return Answer(found.status, found.headers, body)

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self._file.read(int(headers["content-length"]))
        body = b""
        while size := int(self._file.readline(), 16):
            body += self._file.read(size + 2)[:-2]
        self._file.readline()
        return body


class Service:
    """A running service."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.port = port
        self.process = process
        self._folder = folder

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text("utf-8", "replace")

    @property
    def spans(self) -> list[dict[str, Any]]:
        place = self._folder / "spans"
        told = place.read_text() if place.exists() else ""
        return [json.loads(line) for line in told.splitlines()]

    @property
    def memory(self) -> int:
        """Resident bytes."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", told)[1]) * 1024

    def turn_clock(self, seconds: float) -> None:
        """Let the wall's clock of the service go ``seconds`` ahead of, or behind, the real one."""
        (self._folder / "clock").write_text(str(seconds))

    def state(self) -> dict[str, int]:
        """Return what is alive in there: tasks, and windows of the limiter."""
        place = self._folder / "state"
        place.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        wait_for(place.exists)
        return json.loads(place.read_text())

    def line(self, **options: Any) -> Line:
        return Line(self.port, **options)

    def ask(
        self,
        target: str,
        body: bytes = b"",
        *headers: str,
        key: str | None = "k",
        source: str = "127.0.0.1",
    ) -> Answer:
        """Send a request (``GET /path``) on a connection of its own."""
        with self.line(source=source) as line:
            line.send(request(target, body, *headers, key=key))
            return line.answer(target.partition(" ")[0])


def request(target: str, body: bytes = b"", *headers: str, key: str | None = "k") -> bytes:
    """Return a request's bytes; a body is JSON and tells its length."""
    lines = [f"{target} HTTP/1.1", "Host: t", *headers]
    if key is not None:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def wait_for(there: Callable[[], object], seconds: float = 10) -> None:
    """Wait until ``there`` says so."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the service's requirements and its clients'."""
    tree = tmp_path_factory.mktemp("client")
    service = sandbox.find_example() / "tree" / "requirements.txt"
    (tree / "requirements.txt").write_text("\n".join([service.read_text(), *CLIENTS]))
    return environment(tree).python


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sandbox.build(sandbox.find_example(), tmp_path_factory.mktemp("built") / "sandbox")


@pytest.fixture(scope="session")
def launch(
    python: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., tuple[subprocess.Popen[bytes], Path]]:
    """Start the service on a port; settings are variables. Return its process and its folder.

    The setting ``program`` is another Python program to start it with than ``lukhas.serve``.
    """

    def start(port: int, **settings: str) -> tuple[subprocess.Popen[bytes], Path]:
        folder = tmp_path_factory.mktemp("service")
        (folder / "clock").write_text("0")
        settings = {
            "LUKHAS_API_KEYS": "k",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.fspath(WITNESS),
            "WITNESS_CLOCK": os.fspath(folder / "clock"),
            "WITNESS_STATE": os.fspath(folder / "state"),
            **settings,
        }
        if settings.pop("exporter", ""):
            settings["WITNESS_SPANS"] = os.fspath(folder / "spans")
        command = [os.fspath(python), "-c", settings.pop("program", MAIN), "--port", str(port)]
        with (folder / "log").open("wb") as sink:
            env = git.clean_environment(settings)
            return subprocess.Popen(command, cwd=root, env=env, stdout=sink, stderr=sink), folder

    return start


@pytest.fixture(scope="session")
def serve(launch: Callable[..., Any]) -> Callable[..., Any]:
    """``with serve(LUKHAS_RL_DEFAULT="2/minute") as service:`` runs it as long as that takes."""

    @contextmanager
    def serving(**settings: str) -> Iterator[Service]:
        port = free_port()
        process, folder = launch(port, **settings)
        service = Service(port, process, folder)
        try:
            wait_for(lambda: process.poll() is not None or is_open(port), 20)
            assert process.poll() is None, service.log
            yield service
        finally:
            process.terminate()
            process.wait(timeout=20)

    return serving


@pytest.fixture(scope="session")
def compose() -> Callable[..., bytes]:
    """Makes the bytes of a request: ``compose("GET /path", body, *headers, key="k")``."""
    return request


@pytest.fixture(scope="session")
def wait() -> Callable[..., None]:
    """Waits until a function says so: ``wait(lambda: …, seconds)``."""
    return wait_for


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The URL of a real Redis, and a function that returns the names of its keys."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", os.fspath(folder)]
    try:
        server = subprocess.Popen([*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip("redis-server is not installed")
    try:
        wait_for(lambda: is_open(port))
        yield f"redis://127.0.0.1:{port}", lambda: redis_keys(port)
    finally:
        server.terminate()
        server.wait(timeout=10)


def redis_keys(port: int) -> set[str]:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(b"KEYS *\r\nQUIT\r\n")
        told = b"".join(iter(lambda: line.recv(65536), b"")).decode().splitlines()
    return {name for name in told if not name.startswith(("*", "$", "+"))}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
