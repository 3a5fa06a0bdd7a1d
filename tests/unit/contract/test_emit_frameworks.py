"""Real frameworks are asked in tests/functional/test_frameworks.py; here are stand-ins."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from offramp.contract import emit_frameworks as frameworks

DOCUMENT = {"openapi": "3.1.0", "info": {}, "paths": {}}


def named(name: str, **members: Any) -> Any:
    """An instance of a class with another package's name."""
    package, _, kind = name.rpartition(".")
    return type(kind, (), {"__module__": package, **members})()


def test_a_framework_is_known_by_its_classes_names() -> None:
    app = named("litestar.app.Litestar")
    below = type("Mine", (type(app),), {"__module__": "mine"})()
    assert frameworks.is_a(app, "litestar.Litestar")
    assert frameworks.is_a(below, "litestar.Litestar")
    assert not frameworks.is_a(app, "sanic.Sanic", "litestar.Router")


def test_none_takes_what_it_does_not_know() -> None:
    for extract in frameworks.EXTRACTORS:
        assert extract(object()) is None
        assert extract(named("flask.app.Flask", extensions={}, __call__=nothing)) is None
    assert "litestar" not in sys.modules


def nothing(*_: Any) -> list[bytes]:
    return []


def test_the_first_that_knows_takes_it() -> None:
    assert frameworks.as_it_is(DOCUMENT) is DOCUMENT
    assert frameworks.as_it_is({"title": "x"}) is None
    assert frameworks.openapi_method(named("fastapi.FastAPI", openapi=lambda _: DOCUMENT)) == (
        DOCUMENT
    )


async def asgi(_self: Any, scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    found = scope["path"] == "/docs/openapi.json"
    await send({"type": "http.response.start", "status": 200 if found else 404})
    await send({"type": "http.response.body", "body": json.dumps(DOCUMENT).encode()})


async def broken(_self: Any, scope: dict[str, Any], receive: Any, send: Any) -> None:
    raise RuntimeError("no database")


def test_an_asgi_application_is_asked_as_by_a_client() -> None:
    assert frameworks.by_asgi(named("sanic.app.Sanic", __call__=asgi)) == DOCUMENT


def test_an_asgi_application_that_does_not_start() -> None:
    with pytest.raises(RuntimeError, match="no database"):
        frameworks.by_asgi(named("blacksheep.server.Application", __call__=broken))


def test_a_wsgi_application_is_asked_as_by_a_client() -> None:
    def wsgi(_self: Any, environ: dict[str, Any], start: Any) -> list[bytes]:
        found = environ["PATH_INFO"] == "/apidoc/openapi.json"
        start("200 OK" if found else "404 Not Found", [])
        return [json.dumps(DOCUMENT).encode()]

    assert frameworks.by_wsgi(named("falcon.app.App", __call__=wsgi)) == DOCUMENT
    assert frameworks.by_asgi(named("falcon.app.App", __call__=wsgi)) is None


def test_two_apis_in_one_application_are_not_guessed_between() -> None:
    api = named("flask_smorest.Api")
    both = {"apis": {"A": {"ext_obj": api}, "B": {"ext_obj": api}}}
    app = named("flask.app.Flask", extensions={"flask-smorest": both})
    assert frameworks.flask_smorest(app) is None
