"""The reference service over a socket, to a real client: the ``openai`` SDK, and to a rude one."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from offramp import git, sandbox
from offramp.checkout import environment

pytestmark = [pytest.mark.functional, pytest.mark.network]

FAILING = """
from lukhas.core.standin import StandIn

class Failing(StandIn):
    def embed(self, texts, dimensions):
        raise RuntimeError("a secret of the engine")
"""

SDK = """
import sys, time
import openai

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key=sys.argv[2], max_retries=0)
RESPOND = {"model": "lukhas-respond-standin", "input": "Where does the river go?"}
EMBED = {"model": "lukhas-embed-standin", "input": ["a", "b"]}

def failure(call):
    try:
        call()
    except openai.APIStatusError as error:
        assert error.response.headers["x-trace-id"], error
        return type(error).__name__, error.status_code, error.code, error.param
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the service's requirements and the SDK."""
    tree = tmp_path_factory.mktemp("client")
    service = sandbox.find_example() / "tree" / "requirements.txt"
    (tree / "requirements.txt").write_text(service.read_text() + "\nopenai>=1.66\n")
    return environment(tree).python


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sandbox.build(sandbox.find_example(), tmp_path_factory.mktemp("built") / "sandbox")


@contextmanager
def serving(python: Path, root: Path, log: Path, **settings: str) -> Iterator[str]:
    """Run the service; yield its address. Its log is whole afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = git.clean_environment(
        {"LUKHAS_API_KEYS": "k", "PYTHONDONTWRITEBYTECODE": "1", **settings}
    )
    command = [os.fspath(python), "-m", "lukhas.serve", "--port", str(port)]
    with log.open("wb") as sink:
        server = subprocess.Popen(command, cwd=root, env=env, stderr=sink)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def sdk(python: Path, address: str, script: str, key: str = "k") -> str:
    done = subprocess.run(
        [os.fspath(python), "-c", SDK + script, address, key],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(address: str, head: str) -> tuple[int, dict[str, str]]:
    """Send a request of headers alone, to the byte; return the status and the answer's headers."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        lines = [*head.splitlines(), "Host: t", "Connection: close", "", ""]
        connection.sendall("\r\n".join(lines).encode())
        raw = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    status, *headers = raw.partition("\r\n\r\n")[0].split("\r\n")
    pairs = (line.split(": ", 1) for line in headers)
    return int(status.split()[1]), {name.lower(): value for name, value in pairs}


def test_the_sdk_gets_its_answers(python: Path, root: Path, tmp_path: Path) -> None:
    with serving(python, root, tmp_path / "log") as address:
        out = sdk(
            python,
            address,
            """
print(len(client.models.list().data), len(client.embeddings.create(**EMBED).data[1].embedding))
whole = client.responses.create(**RESPOND, metadata={"ticket": "17"})
print(whole.metadata, whole.usage.total_tokens)
parts = client.responses.create(**RESPOND, stream=True)
print("".join(e.delta for e in parts if "text.delta" in e.type) == whole.output_text)
with client.responses.stream(**RESPOND) as stream:
    print(stream.get_final_response().output_text == whole.output_text)
print(failure(lambda: client.responses.create(**RESPOND | {"model": "gpt-0"})))
print(failure(lambda: client.responses.create(**RESPOND | {"input": ""})))
""",
        )
        refused = sdk(python, address, "print(failure(client.models.list))", key="wrong")
    assert out.splitlines() == [
        "3 256",
        "{'ticket': '17'} 34",
        "True",
        "True",
        "('NotFoundError', 404, 'model_not_found', 'model')",
        "('UnprocessableEntityError', 422, 'invalid_value', 'input')",
    ]
    assert refused == "('AuthenticationError', 401, 'invalid_api_key', None)\n"


def test_the_sdk_waits_as_long_as_it_is_told(python: Path, root: Path, tmp_path: Path) -> None:
    """R6: its own retry obeys Retry-After, and then gets through."""
    with serving(python, root, tmp_path / "log", LUKHAS_RL_DEFAULT="2/2 seconds") as address:
        out = sdk(
            python,
            address,
            """
start = time.monotonic()
for _ in range(2):
    client.models.list()
print(failure(client.models.list))
client.with_options(max_retries=1).models.list()
print(1.0 < time.monotonic() - start < 5)
""",
        )
    assert out == "('RateLimitError', 429, 'rate_limit_exceeded', None)\nTrue\n"


def test_a_bug_of_the_engine_is_a_500_with_its_trace(
    python: Path, root: Path, tmp_path: Path
) -> None:
    """T1, T5"""
    (tmp_path / "failing_engine.py").write_text(FAILING)
    log = tmp_path / "log"
    settings = {"LUKHAS_ENGINE": "failing_engine:Failing", "PYTHONPATH": os.fspath(tmp_path)}
    with serving(python, root, log, **settings) as address:
        script = """
try:
    client.embeddings.create(**EMBED)
except openai.InternalServerError as error:
    print(error.code, "secret" in str(error), error.response.headers["x-trace-id"])
"""
        code, told, trace = sdk(python, address, script).split()
    assert (code, told) == ("internal_error", "False")
    assert re.search(
        rf"ERROR .*\[{trace}\]: POST /v1/embeddings failed: .*a secret", log.read_text()
    )


def test_a_rude_client_gets_no_further(python: Path, root: Path, tmp_path: Path) -> None:
    """R1, R3, R12: rotating addresses, junk tokens, ids and variants of a path, over a socket."""
    forms = {
        "forwarded": "GET /v1/models HTTP/1.1\nX-Forwarded-For: 192.0.2.{0}",
        "junk": "GET /v1/models HTTP/1.1\nAuthorization: Bearer junk-{}",
        "ids": "GET /v1/models/{} HTTP/1.1",
        "variants": "GET /V1/modelS{} HTTP/1.1",
    }
    with serving(python, root, tmp_path / "log", LUKHAS_RL_ANONYMOUS="5/minute") as address:
        answers = {
            name: [ask(address, form.format(number)) for number in range(8)]
            for name, form in forms.items()
        }
        _, health = ask(address, "HEAD /healthz HTTP/1.1")
    found = {name: [status for status, _ in got] for name, got in answers.items()}
    assert found["forwarded"] == [401] * 5 + [429] * 3
    assert found["junk"] == [429] * 8
    assert found["ids"] == [404] * 5 + [429] * 3
    assert found["variants"] == [429] * 8
    for _, headers in [(0, health), *(answer for got in answers.values() for answer in got)]:
        assert re.fullmatch("[0-9a-f]{32}", headers["x-trace-id"])
        assert headers["x-content-type-options"] == "nosniff"


def test_a_stream_that_is_left_does_no_harm(python: Path, root: Path, tmp_path: Path) -> None:
    body = '{"model": "lukhas-respond-standin", "input": "%s", "stream": true}' % ("word " * 40)
    head = (
        "POST /v1/responses HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer k\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    log = tmp_path / "log"
    with serving(python, root, log) as address:
        host, port = address.removeprefix("http://").split(":")
        for _ in range(30):
            with socket.create_connection((host, int(port)), timeout=10) as connection:
                connection.sendall((head + body).encode())
                assert connection.recv(200).startswith(b"HTTP/1.1 200")
        status, _ = ask(address, "GET /v1/models HTTP/1.1\nAuthorization: Bearer k")
    assert status == 200
    assert "Traceback" not in log.read_text()
