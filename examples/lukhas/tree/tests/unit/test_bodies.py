"""Bodies that are too long: refused before they are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from lukhas.adapters.openai.bodies import MAX_BYTES

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
