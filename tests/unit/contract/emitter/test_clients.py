"""Applications that are asked as by a client; frameworks are asked in test_frameworks.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from offramp.contract.emitter import clients

DOCUMENT = {"openapi": "3.1.0", "info": {}, "paths": {}}
OTHER = {**DOCUMENT, "paths": {"/b": {}}}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "REFUSED", {})


def serving(documents: dict[str, Any], start: str = "complete") -> Callable[..., Any]:
    """An ASGI application with these documents, and this answer to its start-up."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": f"lifespan.startup.{start}", "message": "no database"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        found = documents.get(scope["path"])
        await send({"type": "http.response.start", "status": 200 if found else 401})
        await send({"type": "http.response.body", "body": json.dumps(found).encode()})

    return app


async def broken(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("no database")


def test_an_asgi_application() -> None:
    app = serving({"/docs/openapi.json": DOCUMENT})
    assert clients.by_asgi(app, must_start=True) == DOCUMENT
    assert clients.by_asgi(serving({}), must_start=False) is None
    assert clients.REFUSED["/openapi.json"] == "401"


def test_a_document_of_an_application_that_did_not_start_is_not_taken_for_whole() -> None:
    """Sanic answers with an empty document then, which compares as a contract without a path."""
    app = serving({"/openapi.json": DOCUMENT}, start="failed")
    with pytest.raises(clients.NotStarted, match="no database"):
        clients.by_asgi(app, must_start=True)
    assert clients.by_asgi(app, must_start=False) == DOCUMENT


def test_an_application_that_raises() -> None:
    with pytest.raises(RuntimeError, match="no database"):
        clients.by_asgi(broken, must_start=False)


def test_several_documents_are_not_chosen_from() -> None:
    app = serving({"/openapi.json": DOCUMENT, "/api/openapi.json": OTHER})
    with pytest.raises(clients.SeveralServed) as caught:
        clients.by_asgi(app, must_start=False)
    assert caught.value.refusal["found"] == ["GET /api/openapi.json", "GET /openapi.json"]
    twice = serving({"/openapi.json": DOCUMENT, "/api/openapi.json": dict(DOCUMENT)})
    assert clients.by_asgi(twice, must_start=False) == DOCUMENT
    older = serving({"/openapi.json": DOCUMENT, "/swagger.json": {"swagger": "2.0"}})
    assert clients.by_asgi(older, must_start=False) == DOCUMENT


def test_a_wsgi_application() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found = environ["PATH_INFO"] == "/apidoc/openapi.json"
        start_response("200 OK" if found else "404 Not Found", [])
        return [json.dumps(DOCUMENT).encode()]

    assert clients.protocol(app) == "wsgi"
    assert clients.by_wsgi(app) == DOCUMENT


def test_a_wsgi_application_that_raises_is_told_only_without_a_document() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/openapi.json":
            raise RuntimeError("no")
        start_response("200 OK", [])
        return [b"{}"]

    with pytest.raises(RuntimeError, match="no"):
        clients.by_wsgi(app)


def test_how_an_application_is_called() -> None:
    assert clients.protocol(broken) == "asgi"
    assert clients.protocol(lambda a, b: None) == ""
    assert clients.protocol(1) == ""


def test_own_routes_are_asked_for_where_they_look_like_a_document() -> None:
    routes = [
        SimpleNamespace(path="/spec"),
        SimpleNamespace(path="/schema/{version}"),
        SimpleNamespace(path="/pay"),
        SimpleNamespace(pattern=rb"^/d/spec\.json$"),
        type("Mount", (), {"path": "/backend"})(),
    ]
    asked = clients.paths(SimpleNamespace(routes=routes))
    assert [path for path in asked if path not in clients.USUAL] == [
        "/spec",
        "/d/spec.json",
        *["/backend" + path for path in clients.USUAL],
    ]
