"""HEAD is GET without the body."""

from __future__ import annotations

import asyncio
from unittest import mock

import pytest
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from lukhas.adapters.openai.api import get_app
from lukhas.adapters.openai.head import HeadLayer
from lukhas.core.settings import Settings


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/models", "/openapi.json", "/nothing"])
def test_it_is_answered_as_get_is(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert got.content
    assert head.status_code == got.status_code
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


def test_the_body_is_kept_back_whatever_the_server_does_with_one() -> None:
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def serve() -> None:
        await HeadLayer(PlainTextResponse("a body"))({"type": "http", "method": "HEAD"}, None, send)

    asyncio.run(serve())
    assert dict(sent[0]["headers"])[b"content-length"] == b"6"
    assert [message.get("body", b"") for message in sent] == [b"", b""]


def test_it_counts_as_head_and_for_the_budget_of_its_route(client: TestClient) -> None:
    left = [
        int(client.request(method, "/v1/models").headers["X-RateLimit-Remaining-Requests"])
        for method in ("GET", "HEAD", "GET")
    ]
    assert left == [left[0], left[0] - 1, left[0] - 2]
    counted = 'lukhas_requests_total{method="HEAD",route="/v1/models",status="200"} 1.0'
    assert counted in client.get("/metrics").text


def test_a_bug_is_answered_and_goes_no_further() -> None:
    """As for GET: the server would close the connection otherwise."""
    client = TestClient(get_app(Settings(api_keys=("k",))))
    with mock.patch("lukhas.core.plugins.dreams", side_effect=RuntimeError):
        answer = client.head("/readyz")
    assert (answer.status_code, answer.content) == (500, b"")
    assert answer.headers["X-Trace-Id"]
