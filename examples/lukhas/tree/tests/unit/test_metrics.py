"""Metrics: what is counted, and that clients can not make up labels."""

from __future__ import annotations

import asyncio
from unittest import mock

from fastapi.testclient import TestClient

from lukhas.adapters.openai.api import get_app
from lukhas.core.settings import Settings
from lukhas.observability.metrics import Metrics, MetricsLayer


def counted(client: TestClient) -> set[str]:
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.text.splitlines()
    return {line for line in lines if line.startswith("lukhas_requests_total{")}


def sample(method: str, route: str, status: int, number: float) -> str:
    labels = f'method="{method}",route="{route}",status="{status}"'
    return f"lukhas_requests_total{{{labels}}} {number}"


def test_answers_are_counted_by_route_and_status(client: TestClient) -> None:
    for _ in range(2):
        client.get("/v1/models")
    client.get("/v1/models", headers={"Authorization": "Bearer wrong"})
    client.post("/v1/dreams", json={})
    assert counted(client) == {
        sample("GET", "/v1/models", 200, 2.0),
        sample("GET", "/v1/models", 401, 1.0),
        sample("POST", "/v1/dreams", 422, 1.0),
    }


def test_clients_can_not_make_up_labels(client: TestClient) -> None:
    for number in range(20):
        client.request(f"X{number}", f"/v1/models/{number}")
    assert counted(client) == {sample("OTHER", "unmatched", 404, 20.0)}


def test_a_bug_is_counted_as_the_500_that_the_client_saw() -> None:
    app = get_app(Settings(api_keys=("k",)))
    headers = {"Authorization": "Bearer k"}
    careless = TestClient(app, raise_server_exceptions=False, headers=headers)
    with mock.patch.object(app.state.engine, "embed", side_effect=RuntimeError):
        asked = {"model": "lukhas-embed-standin", "input": "x"}
        assert careless.post("/v1/embeddings", json=asked).status_code == 500
    assert counted(careless) == {sample("POST", "/v1/embeddings", 500, 1.0)}


def test_a_client_that_left_before_its_answer_is_counted_as_that() -> None:
    metrics = Metrics()

    async def silent(*_: object) -> None:
        pass

    layer = MetricsLayer(silent, metrics, lambda _scope: "/v1/models")
    asyncio.run(layer({"type": "http", "method": "GET"}, None, None))
    assert sample("GET", "/v1/models", 499, 1.0) in metrics.text().decode().splitlines()


def test_two_applications_count_apart(client: TestClient) -> None:
    other = TestClient(get_app(Settings()))
    other.get("/healthz")
    assert counted(client) == set()
