"""What every test may ask for."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from lukhas.adapters.openai.api import get_app
from lukhas.core.settings import Settings

KEY = "test-key"


@pytest.fixture
def anonymous() -> TestClient:
    """A client without a key."""
    return TestClient(get_app(Settings(api_keys=("another-key", KEY))))


@pytest.fixture
def client(anonymous: TestClient) -> TestClient:
    """A client with a key."""
    anonymous.headers["Authorization"] = f"Bearer {KEY}"
    return anonymous
