"""A streamed answer: the events of OpenAI's Responses, in their order."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from lukhas.core.engine import Piece

ASKED = {"model": "lukhas-respond-standin", "input": "one two three"}


def stream(client: TestClient, **more: object) -> list[dict]:
    answer = client.post("/v1/responses", json=ASKED | {"stream": True} | more)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = []
    for block in answer.text.removesuffix("\n\n").split("\n\n"):
        kind, data = block.split("\n")
        events.append(json.loads(data.removeprefix("data: ")))
        assert kind == f"event: {events[-1]['type']}"
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    return events


def test_the_events_come_in_order(client: TestClient) -> None:
    kinds = [event["type"].removeprefix("response.") for event in stream(client)]
    deltas = kinds.count("output_text.delta")
    assert deltas > 10
    assert kinds == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        *["output_text.delta"] * deltas,
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]


@pytest.mark.parametrize("limit", [None, 4])
def test_the_last_event_is_the_whole_answer(client: TestClient, limit: int | None) -> None:
    events = stream(client, max_output_tokens=limit)
    whole = client.post("/v1/responses", json=ASKED | {"max_output_tokens": limit}).json()
    last = events[-1]["response"]
    assert last["output"][0]["content"] == whole["output"][0]["content"]
    same = ["object", "status", "incomplete_details", "usage", "model", "instructions"]
    assert {key: last[key] for key in same} == {key: whole[key] for key in same}
    said = "".join(event.get("delta", "") for event in events)
    assert said == last["output"][0]["content"][0]["text"]
    assert list(last) == list(whole) == list(events[0]["response"])


def test_what_breaks_on_the_way_is_an_event(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(*_args: object, **_options: object) -> Iterator[Piece]:
        yield Piece("so far ")
        raise RuntimeError("a secret")

    with mock.patch.object(client.app.state.engine, "answer", breaking):
        events = stream(client)
    assert events[-2]["delta"] == "so far "
    assert events[-1]["error"]["code"] == "internal_error"
    assert "secret" not in str(events)
    assert "a secret" in caplog.text


def test_the_engine_is_stopped_when_the_client_leaves(client: TestClient) -> None:
    stopped = []

    def endless(*_args: object, **_options: object) -> Iterator[Piece]:
        try:
            while True:
                yield Piece("on and on ")
        finally:
            stopped.append(True)

    async def leave(message: dict) -> None:
        if b"on and on" in message.get("body", b""):
            raise OSError("the client left")

    sent = json.dumps(ASKED | {"stream": True}).encode()
    with mock.patch.object(client.app.state.engine, "answer", endless):
        asyncio.run(call(client, sent, leave))
        assert stopped == [True]


async def call(client: TestClient, body: bytes, send: Callable) -> None:
    """Send ``body`` to /v1/responses without a client in between."""
    headers = {"authorization": client.headers["Authorization"], "content-type": "application/json"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/responses",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 5),
    }

    async def receive() -> dict:
        return {"type": "http.request", "body": body}

    with contextlib.suppress(ClientDisconnect):
        await client.app(scope, receive, send)


def test_errors_before_the_stream_have_their_status(client: TestClient) -> None:
    answer = client.post("/v1/responses", json=ASKED | {"stream": True, "model": "gpt-0"})
    assert answer.status_code == 404
