"""What may be answered: a text, or messages with a text or parts of one each."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

MODEL = {"model": "lukhas-respond-standin"}


def part(text: str, kind: str = "input_text") -> dict:
    return {"type": kind, "text": text, "annotations": []}


@pytest.mark.parametrize("content", ["three more words", [part("three more"), part("words")]])
def test_the_last_message_is_answered(client: TestClient, content: object) -> None:
    said = [
        {"role": "assistant", "content": [part("before", "output_text")], "status": "completed"}
    ]
    asked = MODEL | {"input": [*said, {"type": "message", "role": "user", "content": content}]}
    answer = client.post("/v1/responses", json=asked)
    assert answer.status_code == 200, answer.text
    assert "You said: three more words" in answer.json()["output"][0]["content"][0]["text"]
    assert answer.json()["usage"]["input_tokens"] == 4


@pytest.mark.parametrize(
    ("content", "param"),
    [
        ([], "input.0.content"),
        ([{"type": "input_image", "image_url": "x"}], "input.0.content.0"),
        ([part("")], "input.0.content.0.text"),
    ],
)
def test_what_it_can_not_read_is_refused(client: TestClient, content: list, param: str) -> None:
    asked = MODEL | {"input": [{"role": "user", "content": content}]}
    answer = client.post("/v1/responses", json=asked)
    assert answer.status_code == 422
    assert answer.json()["error"]["param"].startswith(param)
