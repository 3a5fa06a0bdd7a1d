"""Metadata, new in 0.9: given back as it came."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

ASKED = {"model": "lukhas-respond-standin", "input": "hello"}


@pytest.mark.parametrize("metadata", [None, {}, {"ticket": "17"}])
def test_it_is_given_back(client: TestClient, metadata: dict | None) -> None:
    answer = client.post("/v1/responses", json=ASKED | {"metadata": metadata})
    assert answer.json()["metadata"] == metadata


def test_who_sends_none_gets_none(client: TestClient) -> None:
    assert client.post("/v1/responses", json=ASKED).json()["metadata"] is None


@pytest.mark.parametrize("metadata", [{"k": 1}, {"k" * 65: ""}, {str(n): "" for n in range(17)}])
def test_what_openai_would_refuse_is_refused(client: TestClient, metadata: dict) -> None:
    assert client.post("/v1/responses", json=ASKED | {"metadata": metadata}).status_code == 422
