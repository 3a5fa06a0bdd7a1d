"""Answers: the template, the limit and the usage."""

from __future__ import annotations

from unittest import mock

from fastapi.testclient import TestClient

from lukhas.core.standin.answer import compose

ASKED = {"model": "lukhas-respond-standin", "input": "one two three"}


def test_a_long_prompt_is_folded() -> None:
    with mock.patch("lukhas.compat.memory.fold", return_value="(short)") as fold:
        assert "You said: (short)" in compose("a very long prompt", None)
    fold.assert_called_once_with("a very long prompt")


def test_instructions_are_repeated() -> None:
    assert "I was told: be kind" in compose("hello", "be kind")


def test_a_limit_cuts_the_answer_short(client: TestClient) -> None:
    answer = client.post("/v1/responses", json=ASKED | {"max_output_tokens": 4}).json()
    assert answer["status"] == "incomplete"
    assert answer["incomplete_details"] == {"reason": "max_output_tokens"}
    assert answer["usage"] == {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}


def test_the_last_message_of_a_conversation_is_answered(client: TestClient) -> None:
    talk = [{"role": "user", "content": "first"}, {"role": "user", "content": "second"}]
    answer = client.post("/v1/responses", json=ASKED | {"input": talk}).json()
    assert answer["output"][0]["content"][0]["text"].startswith("You said: second")
    assert answer["usage"]["input_tokens"] == 2
