"""Asking an application for its document as a client does: start it, and GET.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. No
socket is opened. asyncio takes its time to import, and comes late.
"""

from __future__ import annotations

import inspect
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

USUAL = (
    "/openapi.json",
    "/docs/openapi.json",
    "/schema/openapi.json",
    "/apidoc/openapi.json",
    "/api/openapi.json",
    "/swagger.json",
)
_LIKELY = re.compile(r"openapi|swagger|schema|spec|api-?docs?|\.(json|ya?ml)$", re.IGNORECASE)


REFUSED: dict[str, str] = {}
"""Where an answer was neither a document nor "not found": path → status."""


class NotStarted(Exception):
    """The application's own start-up failed (ASGI: ``lifespan.startup.failed``)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.refusal = {"kind": "startup"}


class SeveralServed(Exception):
    """The application serves more than one document; ``refusal`` says at which paths."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(f"there are several documents: {', '.join(paths)}")
        self.refusal = {"kind": "several", "found": [f"GET {path}" for path in paths]}


def protocol(app: Any) -> str:
    """Return how an application is called: ``asgi`` (ASGI 3.0), ``wsgi`` (PEP 3333), or nothing.

    By the names of its parameters: the specifications give them, and all follow.
    """
    try:
        names = list(inspect.signature(app).parameters)
    except (TypeError, ValueError):
        return ""
    if len(names) == 3 and names[2] == "send":
        return "asgi"
    return "wsgi" if len(names) == 2 and names[1] == "start_response" else ""


def paths(app: Any) -> list[str]:
    """Return where an application may serve its document: the usual places, and its own routes.

    Only routes whose path looks like a document's are asked for: a GET may do anything.
    """
    plain = (path for path in _routes(app) if "{" not in path and "<" not in path)
    own = ["/" + path.lstrip("/") for path in plain if _LIKELY.search(path)]
    mounted = [prefix + path for prefix in _mounts(app) for path in USUAL]
    return list(dict.fromkeys([*USUAL, *own, *mounted]))


def _routes(app: Any) -> Iterator[str]:
    """Give the paths of an application's routes (werkzeug, Starlette, Sanic, BlackSheep)."""
    rules = getattr(getattr(app, "url_map", None), "iter_rules", None)
    if callable(rules):
        yield from (rule.rule for rule in rules() if "GET" in (rule.methods or ()))
    for holder in (app, getattr(app, "router", None)):
        routes = getattr(holder, "routes", None)
        if isinstance(routes, dict):
            routes = routes.get(b"GET", ())
        for route in routes if isinstance(routes, (list, tuple)) else ():
            path = getattr(route, "path", None) or getattr(route, "pattern", None)
            if isinstance(path, bytes):  # a pattern, of which a plain path is the simplest
                path = path.decode("utf-8", "replace").strip("^$").replace("\\", "")
            if isinstance(path, str):
                yield path


def _mounts(app: Any) -> Iterator[str]:
    """Give the prefixes under which other applications are mounted in a Starlette."""
    routes = getattr(app, "routes", None)
    for route in routes if isinstance(routes, list) else ():
        path = getattr(route, "path", None)
        if type(route).__name__ == "Mount" and isinstance(path, str) and "{" not in path:
            yield path.rstrip("/")


def document(body: bytes) -> Any:
    """Return the document that a body is, in JSON or, where the application reads it, YAML."""
    try:
        found = json.loads(body)
    except ValueError:
        yaml = sys.modules.get("yaml")
        if yaml is None or b"openapi:" not in body:
            return None
        found = yaml.safe_load(body)
    return found if isinstance(found, dict) and ("openapi" in found or "swagger" in found) else None


def one_of(found: dict[str, Any]) -> Any:
    """Return the one document among those that were served: path → document.

    Raises:
        SeveralServed: they differ.
    """
    newer = {path: made for path, made in found.items() if "openapi" in made} or found
    different = {json.dumps(made, sort_keys=True): path for path, made in newer.items()}
    if len(different) > 1:
        raise SeveralServed(sorted(different.values()))
    return next(iter(newer.values()), None)


def by_wsgi(app: Any) -> Any:
    """Ask a WSGI application; an error is raised only where no path gives a document."""
    from wsgiref.util import setup_testing_defaults

    def get(path: str) -> bytes:
        said: list[str] = []
        environ: dict[str, Any] = {"PATH_INFO": path, "wsgi.errors": io.StringIO()}
        setup_testing_defaults(environ)
        answer = app(environ, lambda status, *_: said.append(status))
        _note(path, said[0] if said else "")
        return b"".join(answer) if said and said[0].startswith("200") else b""

    return _first(paths(app), get)


def _first(where: Iterable[str], get: Callable[[str], bytes]) -> Any:
    found, failed = {}, None
    for path in where:
        try:
            made = document(get(path))
        except Exception as error:  # noqa: BLE001 - told where nothing else is found
            failed = failed or error
            continue
        if made is not None:
            found[path] = made
    if failed is not None and not found:
        raise failed
    return one_of(found)


def by_asgi(app: Any, *, must_start: bool, ask: Callable[[], Any] | None = None) -> Any:
    """Ask an ASGI application; its own start-up runs (ASGI 3.0, lifespan 2.0).

    Args:
        app: the application.
        must_start: whether its document is complete only when its start-up has succeeded.
        ask: returns its document once it has started; by default it is asked as by a client.

    Raises:
        NotStarted: its start-up failed, and nothing can be had without.
    """
    import asyncio

    return asyncio.run(_lifespan(app, must_start, ask))


async def _lifespan(app: Any, must_start: bool, ask: Callable[[], Any] | None) -> Any:
    import asyncio

    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    started, stopped = asyncio.Event(), asyncio.Event()
    found: dict[str, Any] = {}
    failure: BaseException | None = None

    async def send(message: dict[str, Any]) -> None:
        nonlocal failure
        if message["type"] == "lifespan.startup.failed":
            failure = NotStarted(str(message.get("message") or "it said nothing"))
        (started if "startup" in message["type"] else stopped).set()

    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    answering = app(scope, asked.get, send)
    if not hasattr(answering, "__await__"):
        return None
    running = asyncio.ensure_future(answering)
    asked.put_nowait({"type": "lifespan.startup"})
    waiting = asyncio.ensure_future(started.wait())
    await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
    if failure is not None:  # most raise it too, and then it is known where
        await asyncio.wait([running], timeout=1)
    if running.done() and not running.cancelled():
        failure = running.exception() or failure
    if not (failure and must_start):
        found, raised = ({"": ask()}, None) if ask else await _gather(app)
        failure = failure or raised
    asked.put_nowait({"type": "lifespan.shutdown"})
    ending = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([running, ending], timeout=5, return_when=asyncio.FIRST_COMPLETED)
    if failure is not None and not found:
        raise failure
    return one_of(found)


async def _gather(app: Any) -> tuple[dict[str, Any], BaseException | None]:
    """Return what is served, path → document, and the first error."""
    found: dict[str, Any] = {}
    failure: BaseException | None = None
    for path in paths(app):
        try:
            made = document(await _get(app, path))
        except Exception as error:  # noqa: BLE001 - told where nothing else is found
            failure = failure or error
            continue
        if made is not None:
            found[path] = made
    return found, failure


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
    _note(path, str(status))
    return body if status == 200 else b""


def _note(path: str, status: str) -> None:
    if status and status[:3] not in ("200", "404"):
        REFUSED[path] = status
