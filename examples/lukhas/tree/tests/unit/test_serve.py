"""The program: what it passes to the server, and how its log lines look."""

from __future__ import annotations

import logging
from unittest import mock

import pytest

from lukhas import serve
from scripts import warm_up


@pytest.fixture(autouse=True)
def _restored_logging():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_the_server_is_told_where_to_listen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    with mock.patch("uvicorn.run") as run:
        serve.main(["--port", "8123"])
    assert run.call_args.kwargs["port"] == 8123
    assert run.call_args.kwargs["proxy_headers"] is False
    assert 0 < run.call_args.kwargs["timeout_graceful_shutdown"] < 30
    logging.getLogger("lukhas.test").warning("two\nlines")
    assert capsys.readouterr().err.endswith("WARNING lukhas.test [-]: two\\nlines\n")


def test_a_proxy_is_trusted_when_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """R1"""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "192.0.2.1")
    with mock.patch("uvicorn.run") as run:
        serve.main([])
    assert run.call_args.kwargs["proxy_headers"] is True


def test_warming_up_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    warm_up.main()
    assert capsys.readouterr().out == "warm: 19 n-grams hashed\n"
