"""Whether the service does its work at all: one good request to each operation."""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_it_is_healthy_and_ready(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    ready = anonymous.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "problems": []})


def test_models_are_listed(client: TestClient) -> None:
    names = [model["id"] for model in client.get("/v1/models").json()["data"]]
    assert names == ["lukhas-embed-standin", "lukhas-respond-standin", "lukhas-dream-standin"]


def test_a_text_is_embedded(client: TestClient) -> None:
    asked = {"model": "lukhas-embed-standin", "input": "a bridge of light"}
    answer = client.post("/v1/embeddings", json=asked).json()
    assert len(answer["data"][0]["embedding"]) == 256


def test_a_question_is_answered(client: TestClient) -> None:
    asked = {"model": "lukhas-respond-standin", "input": "Where does the river go?"}
    answer = client.post("/v1/responses", json=asked).json()
    assert "Where does the river go?" in answer["output"][0]["content"][0]["text"]


def test_a_dream_is_woven(client: TestClient) -> None:
    answer = client.post("/v1/dreams", json={"prompt": "rain on slate", "length": 2}).json()
    assert [scene["index"] for scene in answer["scenes"]] == [0, 1]
