"""Bodies that are too long or too slow, and what nobody wants of the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest import mock

import pytest
from fastapi.testclient import TestClient

from lukhas.adapters.openai import bodies
from lukhas.adapters.openai.api import get_app
from lukhas.adapters.openai.bodies import MAX_BYTES, REST_BYTES, BodyLimitLayer
from lukhas.core.settings import Settings

JSON = {"Content-Type": "application/json"}
START, END = b'{"prompt": "x", "padding": "', b'"}'


def filled(size: int) -> bytes:
    return START + b"x" * (size - len(START + END)) + END


def in_pieces(body: bytes) -> Iterator[bytes]:
    """Sent so, a body does not tell its length."""
    yield from (body[start : start + 65536] for start in range(0, len(body), 65536))


@pytest.mark.parametrize("pieces", [False, True])
@pytest.mark.parametrize(("size", "status"), [(MAX_BYTES, 200), (MAX_BYTES + 1, 413)])
def test_a_body_has_a_limit(client: TestClient, size: int, status: int, pieces: bool) -> None:
    body = filled(size)
    content = in_pieces(body) if pieces else body
    answer = client.post("/v1/dreams", content=content, headers=JSON)
    assert answer.status_code == status
    assert len(answer.headers["X-Trace-Id"]) == 32


def test_the_refusal_has_the_form_of_every_error(client: TestClient) -> None:
    error = client.post("/v1/dreams", content=filled(MAX_BYTES + 1)).json()["error"]
    assert (error["code"], error["type"]) == ("body_too_large", "invalid_request_error")


def test_a_key_does_not_matter(anonymous: TestClient) -> None:
    assert anonymous.post("/v1/dreams", content=filled(MAX_BYTES + 1)).status_code == 413


def answered(
    app: Any, *pieces: bytes, headers: tuple[tuple[bytes, bytes], ...], ends: bool = True
) -> tuple[list[dict], int]:
    """Return what ``app`` sends to a client that sends ``pieces``, and how many of these it took.

    A client whose body does not end says nothing more.
    """
    sent, taken = [], 0

    async def receive() -> dict:
        nonlocal taken
        if taken == len(pieces):
            await asyncio.sleep(60)
        taken += 1
        more = taken < len(pieces) or not ends
        return {"type": "http.request", "body": pieces[taken - 1], "more_body": more}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/v1/dreams", "root_path": "", "scheme": "http",
        "query_string": b"", "server": ("t", 80), "client": ("192.0.2.1", 5), "headers": headers,
    }  # fmt: skip

    async def serve() -> None:
        await app(scope, receive, send)

    asyncio.run(serve())
    return sent, taken


KEYED = (b"authorization", b"Bearer k"), (b"content-type", b"application/json")
CHUNKED = (b"transfer-encoding", b"chunked")


def test_a_body_that_is_not_there_in_time_is_answered() -> None:
    with mock.patch(
        "lukhas.adapters.openai.api.BodyLimitLayer", partial(BodyLimitLayer, seconds=0.05)
    ):
        app = get_app(Settings(api_keys=("k",)))
        app.middleware_stack = app.build_middleware_stack()
    start = time.monotonic()
    sent, _ = answered(app, b'{"prom', headers=(*KEYED, CHUNKED), ends=False)
    assert time.monotonic() - start < bodies.REST_SECONDS, "it waited for the rest, too"
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 408
    assert headers[b"connection"] == b"close"
    assert len(headers[b"x-trace-id"]) == 32
    assert b'"request_timeout"' in sent[1]["body"]
    for path, operations in app.openapi()["paths"].items():
        assert ("408" in next(iter(operations.values()))["responses"]) == ("post" in operations), (
            path
        )


def test_who_waits_for_the_client_to_leave_may_wait() -> None:
    """As a stream does, when it has the body."""

    async def waiting(_scope: dict, receive: Any, _send: Any) -> None:
        assert (await receive())["more_body"] is False
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(receive(), 0.1)

    answered(BodyLimitLayer(waiting, seconds=0.02), b"{}", headers=(CHUNKED,))


def test_who_cancels_a_request_is_heard() -> None:
    """The server does when it ends; only the time that is over makes it an answer."""

    async def serve() -> None:
        scope = {"type": "http", "headers": [CHUNKED]}

        async def reading(_scope: dict, receive: Any, _send: Any) -> None:
            await receive()

        task = asyncio.create_task(BodyLimitLayer(reading)(scope, partial(asyncio.sleep, 60), None))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(serve())


async def indifferent(_scope: dict, _receive: Any, send: Any) -> None:
    """An application that answers without a look at the body, as a refusal does."""
    await send({"type": "http.response.start", "status": 429, "headers": []})
    await send({"type": "http.response.body", "body": b"no"})


@pytest.mark.parametrize("length", [None, 3 * 65536])
def test_a_body_that_nobody_wants_is_read_before_the_answer(length: int | None) -> None:
    """The client is sending: the server would close the connection on it, and the answer."""
    told = (b"content-length", b"%d" % length) if length else CHUNKED
    sent, taken = answered(BodyLimitLayer(indifferent), *[bytes(65536)] * 3, headers=(told,))
    assert (taken, len(sent)) == (3, 2)


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"%d" % (REST_BYTES + 1))],
        [(b"content-length", b"9"), (b"expect", b"100-continue")],
    ],
)
def test_one_that_is_far_too_long_or_not_sent_yet_is_not(headers: list) -> None:
    _, taken = answered(BodyLimitLayer(indifferent), b"x", headers=tuple(headers))
    assert taken == 0


def test_an_endless_one_is_read_for_a_while() -> None:
    piece = bytes(1024 * 1024)
    sent, taken = answered(BodyLimitLayer(indifferent), *[piece] * 99, headers=(CHUNKED,))
    assert (len(sent), taken) == (2, REST_BYTES // len(piece))
    with mock.patch.object(bodies, "REST_SECONDS", 0.05):
        sent, taken = answered(BodyLimitLayer(indifferent), b"x", headers=(CHUNKED,), ends=False)
    assert (len(sent), taken) == (2, 1)
