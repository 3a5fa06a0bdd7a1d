"""Every error is the envelope, whoever raised it."""

from __future__ import annotations

from unittest import mock

import pytest
from fastapi.testclient import TestClient

from lukhas.adapters.openai.api import get_app
from lukhas.core.settings import Settings

RESPOND = {"model": "lukhas-respond-standin", "input": "hello"}


def error_of(answer) -> dict:
    body = answer.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    return body["error"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic dGVzdDp0ZXN0"}])
def test_without_a_key_nobody_is_let_in(anonymous: TestClient, headers: dict) -> None:
    answer = anonymous.get("/v1/models", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert error_of(answer)["code"] == "invalid_api_key"


@pytest.mark.parametrize("key", ["test-ke", "test-key ,", "", "Schlüssel"])
def test_a_wrong_key_is_refused(anonymous: TestClient, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}".encode("latin-1")}
    assert anonymous.get("/v1/models", headers=headers).status_code == 401


def test_without_configured_keys_everyone_is_refused() -> None:
    closed = TestClient(get_app(Settings()))
    assert closed.get("/v1/models", headers={"Authorization": "Bearer x"}).status_code == 401
    assert closed.get("/readyz").status_code == 503


def test_an_unknown_path_and_a_wrong_method(client: TestClient) -> None:
    assert error_of(client.get("/v1/nothing"))["code"] == "not_found"
    answer = client.get("/v1/responses")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert error_of(answer)["code"] == "method_not_allowed"
    assert client.post("/v1/models").headers["Allow"] == "GET, HEAD"


def test_a_model_that_is_not_served(client: TestClient) -> None:
    answer = client.post("/v1/responses", json=RESPOND | {"model": "gpt-0"})
    assert answer.status_code == 404
    assert error_of(answer)["code"] == "model_not_found"


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"max_output_tokens": 0}, "max_output_tokens"),
        ({"input": ""}, "input"),
        ({"max_output_tokens": True}, "max_output_tokens"),
        ({"stream": 0}, "stream"),
        ({"input": {"text": "hello"}}, "input"),
        ({"input": ["hello"]}, "input.0"),
        ({"input": [{"role": "user"}]}, "input.0.content"),
        ({"instructions": 7}, "instructions"),
        ({"model": ""}, "model"),
    ],
)
def test_an_invalid_field_is_named(client: TestClient, changed: dict, param: str) -> None:
    answer = client.post("/v1/responses", json=RESPOND | changed)
    assert answer.status_code == 422
    assert error_of(answer)["param"] == param


def test_a_missing_field_is_named(client: TestClient) -> None:
    assert error_of(client.post("/v1/responses", json={"input": "hello"}))["param"] == "model"
    assert error_of(client.post("/v1/responses", json="hello"))["param"] is None


def test_a_body_that_is_not_json(client: TestClient) -> None:
    answer = client.post(
        "/v1/dreams", content=b"{prompt", headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, error_of(answer)["code"]) == (422, "invalid_json")
    assert error_of(answer)["param"] is None


def test_half_a_character_is_the_clients_mistake(client: TestClient) -> None:
    answer = client.post(
        "/v1/dreams",
        content=rb'{"prompt": "\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422


def test_a_bug_tells_nothing_of_itself() -> None:
    app = get_app(Settings(api_keys=("k",)))
    # This client raises what an application raises: the server would close the connection.
    client = TestClient(app, headers={"Authorization": "Bearer k"})
    with mock.patch.object(app.state.engine, "answer", side_effect=RuntimeError("a secret")):
        answer = client.post("/v1/responses", json=RESPOND)
    assert answer.status_code == 500
    assert error_of(answer)["type"] == "server_error"
    assert "secret" not in answer.text
    assert answer.headers["X-Trace-Id"] in error_of(answer)["message"]
