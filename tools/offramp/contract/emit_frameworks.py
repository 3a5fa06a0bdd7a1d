"""How each framework's application is asked for its OpenAPI document.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. A
framework is known by the names of the application's classes, so that none of them is imported
unless the application has done so; asyncio too takes its time, and comes late.
"""

from __future__ import annotations

import io
import json
import os
from typing import Any

_PATHS = (
    "/openapi.json",
    "/docs/openapi.json",
    "/schema/openapi.json",
    "/apidoc/openapi.json",
    "/api/openapi.json",
)


def prepare() -> None:
    """Set Django up, where the variables say that the application is Django's."""
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        import django  # type: ignore[import-not-found, import-untyped, unused-ignore]

        django.setup()


def is_a(app: Any, *names: str) -> bool:
    """Whether one of the application's classes has one of these names: ``package.Class``."""
    for kind in type(app).__mro__:
        package = kind.__module__.partition(".")[0]
        if f"{package}.{kind.__qualname__}" in names:
            return True
    return False


def as_it_is(app: Any) -> Any:
    """Take a document for what it is."""
    return app if isinstance(app, dict) and ("openapi" in app or "swagger" in app) else None


def openapi_method(app: Any) -> Any:
    """Ask FastAPI, or whatever follows it."""
    method = getattr(app, "openapi", None)
    return method() if callable(method) and not isinstance(app, type) else None


def litestar(app: Any) -> Any:
    """Ask Litestar."""
    return app.openapi_schema.to_schema() if is_a(app, "litestar.Litestar") else None


def apiflask(app: Any) -> Any:
    """Ask APIFlask."""
    if not is_a(app, "apiflask.APIFlask"):
        return None
    with app.app_context():
        return app.spec


def flask_smorest(app: Any) -> Any:
    """Ask the Api of flask-smorest, or the Flask application that has one."""
    if is_a(app, "flask.Flask"):
        known = app.extensions.get("flask-smorest", {}).get("apis", {})
        apis = [entry["ext_obj"] for entry in known.values()]
        app = apis[0] if len(apis) == 1 else None
    return app.spec.to_dict() if is_a(app, "flask_smorest.Api") else None


def apispec(app: Any) -> Any:
    """Ask an APISpec."""
    return app.to_dict() if is_a(app, "apispec.APISpec") else None


def connexion(app: Any) -> Any:
    """Take the one specification that a Connexion application was made from."""
    if not is_a(app, "connexion.FlaskApp", "connexion.AsyncApp"):
        return None
    apis = app.middleware.apis
    return json.loads(json.dumps(apis[0].specification.raw)) if len(apis) == 1 else None


def django_ninja(app: Any) -> Any:
    """Ask a NinjaAPI."""
    if not is_a(app, "ninja.NinjaAPI"):
        return None
    from ninja.responses import (  # type: ignore[import-not-found, unused-ignore]
        NinjaJSONEncoder,
    )

    return json.loads(json.dumps(app.get_openapi_schema(), cls=NinjaJSONEncoder))


def drf_spectacular(app: Any) -> Any:
    """Ask drf-spectacular for the document of a Django application."""
    if not is_a(app, "django.WSGIHandler", "django.ASGIHandler"):
        return None
    from django.conf import settings  # type: ignore[import-not-found, import-untyped, unused-ignore]

    if "drf_spectacular" not in settings.INSTALLED_APPS:
        return None
    from drf_spectacular.generators import (  # type: ignore[import-not-found, unused-ignore]
        SchemaGenerator,
    )
    from drf_spectacular.renderers import (  # type: ignore[import-not-found, unused-ignore]
        OpenApiJsonRenderer,
    )

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(OpenApiJsonRenderer().render(schema, renderer_context={}))


def spectree(app: Any) -> Any:
    """Ask a SpecTree, of Falcon or another framework."""
    return app.spec if is_a(app, "spectree.SpecTree") else None


def aiohttp_pydantic(app: Any) -> Any:
    """Ask aiohttp-pydantic for the document of an aiohttp application."""
    if not is_a(app, "aiohttp.Application"):
        return None
    from aiohttp_pydantic.oas.view import (  # type: ignore[import-not-found, unused-ignore]
        generate_oas,
    )

    subapps = getattr(app, "_subapps", [])
    return generate_oas([app, *subapps])


def by_asgi(app: Any) -> Any:
    """Ask Sanic, BlackSheep, Starlette or Falcon as a client would: start it, and GET the document.

    No socket is opened; the application's own start-up runs.
    """
    names = ("sanic.Sanic", "blacksheep.Application", "starlette.Starlette")
    if not is_a(app, *names) and not (is_a(app, "falcon.App") and "asgi" in type(app).__module__):
        return None
    import asyncio

    return asyncio.run(_lifespan(app))


def by_wsgi(app: Any) -> Any:
    """Ask Falcon or Flask as a client would."""
    if not is_a(app, "falcon.App", "falcon.API", "flask.Flask"):
        return None
    from wsgiref.util import setup_testing_defaults

    for path in _PATHS:
        said: list[str] = []
        environ: dict[str, Any] = {"PATH_INFO": path, "wsgi.errors": io.StringIO()}
        setup_testing_defaults(environ)
        answer = app(environ, lambda status, *_, to=said: to.append(status))
        document = _document(b"".join(answer)) if said and said[0].startswith("200") else None
        if document is not None:
            return document
    return None


async def _lifespan(app: Any) -> Any:
    """Start an ASGI application, ask it for its document, and stop it (ASGI 3.0, lifespan 2.0)."""
    import asyncio

    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    started, stopped = asyncio.Event(), asyncio.Event()

    async def send(message: dict[str, Any]) -> None:
        (started if "startup" in message["type"] else stopped).set()

    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    running = asyncio.ensure_future(app(scope, asked.get, send))
    asked.put_nowait({"type": "lifespan.startup"})
    waiting = asyncio.ensure_future(started.wait())
    await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
    if running.done() and running.exception() is not None:
        raise running.exception() or RuntimeError
    found = None
    for path in _PATHS:
        found = found or _document(await _get(app, path))
    asked.put_nowait({"type": "lifespan.shutdown"})
    ending = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([running, ending], timeout=5, return_when=asyncio.FIRST_COMPLETED)
    return found


async def _get(app: Any, path: str) -> bytes:
    """GET ``path`` from an ASGI application; return the body of a 200, else nothing."""
    import asyncio

    status, body, asked = 0, b"", False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.sleep(3600)
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "state": {},
        "extensions": {},
    }
    await app(scope, receive, send)
    return body if status == 200 else b""


def _document(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return as_it_is(found)


EXTRACTORS = (
    as_it_is,
    litestar,
    apiflask,
    flask_smorest,
    apispec,
    connexion,
    django_ninja,
    drf_spectacular,
    spectree,
    aiohttp_pydantic,
    openapi_method,
    by_asgi,
    by_wsgi,
)
"""How a document is got: each returns it, or None where it does not know the application."""
