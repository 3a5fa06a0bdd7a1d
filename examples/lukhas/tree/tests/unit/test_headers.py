"""Security headers: on data all of them, on pages those that let them work."""

from __future__ import annotations

import pytest
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.testclient import TestClient

from lukhas.adapters.openai.headers import FOR_DATA, SecurityHeadersLayer

POLICY = "content-security-policy"
NAMES = {name.decode() for name, _ in FOR_DATA}


def answer(app: Response, scheme: str = "http") -> Response:
    return TestClient(SecurityHeadersLayer(app), base_url=f"{scheme}://t").get("/")


@pytest.mark.parametrize(
    ("app", "without"),
    [(PlainTextResponse("x"), set()), (Response(), set()), (HTMLResponse("x"), {POLICY})],
)
def test_pages_may_load_scripts_and_data_may_not(app: Response, without: set[str]) -> None:
    assert NAMES - set(answer(app).headers) == without


def test_what_an_application_sets_itself_stays() -> None:
    headers = answer(PlainTextResponse("x", headers={"X-Frame-Options": "SAMEORIGIN"})).headers
    assert headers.get_list("X-Frame-Options") == ["SAMEORIGIN"]


def test_https_is_to_stay_and_http_does_not_say_so() -> None:
    app = PlainTextResponse("x")
    assert "Strict-Transport-Security" not in answer(app).headers
    assert answer(app, "https").headers["Strict-Transport-Security"] == "max-age=31536000"
