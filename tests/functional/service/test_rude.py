"""Clients of a real server that do not keep to the rules: none harms it, or another client."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]

DREAMS = "POST /v1/dreams"
MODELS = "GET /v1/models"
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
WAITING = "Expect: 100-continue"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def service(serve: Callable[..., Any]) -> Iterator[Any]:
    with serve(LUKHAS_RL_ANONYMOUS="1000/minute") as running:
        yield running


def speech(words: int, *, stream: bool = True) -> tuple[str, bytes]:
    asked = {"model": "lukhas-respond-standin", "input": f"{words} words", "stream": stream}
    return "POST /v1/responses", json.dumps(asked).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"prompt": "\xff\xfe"}', "bad_request"),
        (b"[" * 100_000, "bad_request"),
        (b'{"a":' * 50_000, "bad_request"),
        (b'{"prompt": "x", "seed": ' + b"9" * 5000 + b"}", "bad_request"),
        (b"{", "invalid_json"),
        (b'{"prompt": "x"} {}', "invalid_json"),
        (b'{"prompt": "\\ud800"}', "invalid_value"),
        (b'{"prompt": "x", "seed": NaN}', "invalid_value"),
        (b'{"prompt": "x", "length": 1e400}', "invalid_value"),
        (b'{"prompt": "x", "length": true}', "invalid_value"),
        (b"null", "invalid_value"),
        (b'"prompt"', "invalid_value"),
    ],
    ids=lambda value: value[:20].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_a_body_that_makes_no_sense_is_the_clients_error(
    service: Any, body: bytes, code: str
) -> None:
    answer = service.ask(DREAMS, body)
    assert (answer.status, answer.json["error"]["code"]) == (
        400 if code == "bad_request" else 422,
        code,
    )
    assert answer.trace


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("key", ["k", None])
def test_a_huge_body_is_not_kept(
    service: Any, compose: Callable[..., bytes], told: bool, key: str | None
) -> None:
    before = service.memory
    size, piece = 200 * MIB, b"x" * MIB
    with service.line() as line:
        head = [JSON, f"Content-Length: {size}" if told else CHUNKED]
        line.send(compose(DREAMS, b"", *head, key=key))
        start = b"" if told else b"%x\r\n" % size
        try:
            for _ in range(60):
                line.send(start + piece)
                start = b""
        except OSError:
            return  # the connection was closed while sending, which is a refusal too
        answer = line.answer()
        used = service.memory - before
    assert answer.status == 413
    assert answer.trace
    assert used < 40 * MIB, f"{used / MIB:.0f} MiB"


@pytest.mark.parametrize(
    ("target", "key", "status"),
    [(DREAMS, "k", 413), (DREAMS, None, 413), ("POST /nothing", "k", 404), (DREAMS, "k", 429)],
)
def test_a_client_that_only_listens_when_all_is_sent_hears_the_answer(
    serve: Callable[..., Any], service: Any, target: str, key: str | None, status: int
) -> None:
    """A server that closes on a client that is still sending takes the answer back."""
    body = b'{"prompt": "x", "padding": "' + b"x" * (12 * MIB) + b'"}'
    if status != 429:
        assert service.ask(target, body, key=key).status == status
        return
    with serve(LUKHAS_RL_DEFAULT="1/minute") as limited:
        assert [limited.ask(target, body).status for _ in range(2)] == [413, 429]


def test_a_client_that_waits_to_continue_is_answered(
    service: Any, compose: Callable[..., bytes]
) -> None:
    body = b'{"prompt": "x"}'
    with service.line() as line:
        line.send(compose(DREAMS, b"", JSON, WAITING, f"Content-Length: {len(body)}"))
        assert line.head().status == 100
        line.send(body)
        assert line.answer().status == 200
    with service.line() as line:
        line.send(compose(DREAMS, b"", JSON, WAITING, f"Content-Length: {99 * MIB}"))
        assert line.answer().status == 413


def test_chunks_are_put_together(service: Any, compose: Callable[..., bytes]) -> None:
    with service.line() as line:
        head = compose(DREAMS, b"", JSON, CHUNKED)
        line.send(head + b'7;extension=1\r\n{"promp\r\n8\r\nt": "x"}\r\n0\r\nTrailer: 1\r\n\r\n')
        assert line.answer().status == 200
        line.send(compose(MODELS))
        assert line.answer().status == 200


def test_answers_to_pipelined_requests_come_in_their_order(
    service: Any, compose: Callable[..., bytes]
) -> None:
    body = b'{"prompt": "x"}'
    sent = [(MODELS, b"", "k"), (DREAMS, body, "k"), (DREAMS, body, None), ("GET /a", b"", "k")]
    with service.line() as line:
        line.send(b"".join(compose(target, data, key=key) for target, data, key in sent * 3))
        found = [line.answer().status for _ in range(12)]
    assert found == [200, 200, 401, 404] * 3


def test_a_500_loses_no_request_that_comes_after_it(
    serve: Callable[..., Any], compose: Callable[..., bytes]
) -> None:
    body = b'{"model": "lukhas-embed-standin", "input": "x"}'
    failing = compose("POST /v1/embeddings", body)
    with serve(LUKHAS_ENGINE="engines:Failing") as service, service.line() as line:
        line.send((failing + compose(MODELS)) * 3)
        assert [line.answer().status for _ in range(6)] == [500, 200] * 3
        assert service.log.count("Traceback") == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /v1/models HTTP/1.1\r\nHost: t\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\n" + b"X: a\r\n" * 50_000 + b"\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: t\r\nA\x00: b\r\n\r\n",
        b"POST /v1/dreams HTTP/1.1\r\nHost: t\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200,
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=["one header", "headers", "path", "space", "nul", "length", "lengths", "tls", "no host"],
)
def test_what_is_no_http_goes_no_further(service: Any, raw: bytes) -> None:
    """uvicorn refuses it itself, so there is nothing of ours in the answer."""
    with service.line() as line:
        try:
            line.send(raw)
            status = line.head().status
        except OSError:
            status = 400  # closed before all of it was sent
    assert status == 400
    assert service.ask(MODELS).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/v1/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/..\\..\\etc\\passwd",
        "/v1/models/../../configs/plugins.json",
        "/configs/plugins.json",
        "http://elsewhere/v1/models",
        "/%00",
        "/%0d%0aX-Injected:%201",
        "/" + "a" * 30_000,
    ],
    ids=lambda path: path[:30],
)
def test_a_path_leads_nowhere_but_to_a_route(service: Any, path: str) -> None:
    answer = service.ask(f"GET {path}")
    assert (answer.status, answer.json["error"]["code"]) == (404, "not_found")
    assert answer.trace
    assert "x-injected" not in answer.headers
    assert "root:" not in answer.body.decode()


@pytest.mark.parametrize("verb", ["DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_another_method_is_refused_with_those_there_are(service: Any, verb: str) -> None:
    answer = service.ask(f"{verb} /v1/models")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.trace


def test_clients_that_send_slowly_keep_nobody_waiting(
    service: Any, compose: Callable[..., bytes]
) -> None:
    half = compose(DREAMS, b'{"prompt": "x"}')
    lines = [service.line() for _ in range(200)]
    try:
        for number, line in enumerate(lines):
            line.send(half[: 10 + number % (len(half) - 10)])
        start = time.monotonic()
        assert [service.ask(MODELS).status for _ in range(5)] == [200] * 5
        assert time.monotonic() - start < 3
        lines[0].send(half[10:])
        assert lines[0].answer().status == 200
    finally:
        for line in lines:
            line.close()


def test_keys_do_not_get_into_the_log(service: Any) -> None:
    service.ask("GET /v1/sk-abcdefghijklmnop?key=sk-qrstuvwxyz123456", key="sk-in-a-header-1234")
    assert "[redacted]" in service.log
    for secret in ("abcdefghijklmnop", "qrstuvwxyz", "in-a-header"):
        assert secret not in service.log


def test_the_engine_stops_when_a_client_leaves_its_stream(
    serve: Callable[..., Any], compose: Callable[..., bytes], wait: Callable[..., None]
) -> None:
    with serve(LUKHAS_ENGINE="engines:Slow") as service:
        idle = service.state()["tasks"]
        for _ in range(5):
            with service.line() as line:
                line.send(compose(*speech(10_000)))
                line.read_until(b"output_text.delta")
        wait(lambda: service.log.count("the engine was stopped") == 5)
        assert service.state()["tasks"] <= idle
        assert "Traceback" not in service.log


def test_a_stream_ends_well_after_sigterm(
    serve: Callable[..., Any], compose: Callable[..., bytes]
) -> None:
    with serve(LUKHAS_ENGINE="engines:Slow") as service, service.line() as line:
        line.send(compose(*speech(10)))
        assert line.head().status == 200
        service.process.terminate()
        told = b"".join(iter(lambda: line.socket.recv(65536), b""))
        assert b"response.completed" in told
        service.process.wait(timeout=3)


@pytest.mark.parametrize("how", ["half a body", "a stream without an end"])
def test_no_client_keeps_the_server_from_stopping(
    serve: Callable[..., Any], compose: Callable[..., bytes], how: str
) -> None:
    """It waits as long as ``lukhas.serve`` says, which is 2 s here."""
    with serve(LUKHAS_ENGINE="engines:Slow") as service, service.line() as line:
        if how == "half a body":
            line.send(compose(DREAMS, b'{"prompt": "x"}')[:-5])
            time.sleep(0.2)
        else:
            line.send(compose(*speech(100_000)))
            assert line.head().status == 200
        service.process.terminate()
        start = time.monotonic()
        service.process.wait(timeout=10)
        assert time.monotonic() - start > 1
