"""Call an application as a server does, in its own process, and write down what it answers.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. Nothing
is judged here, and no socket is opened. What the keys of a call and of an answer mean stands in
``probing/requests.py`` and ``probing/answers.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
from collections.abc import Iterator
from types import FunctionType
from typing import Any
from urllib.parse import unquote

_LARGEST = 1 << 20
"""Bytes of one body that are read; what is longer, an endless stream too, is cut."""
_LONGEST = 10.0
"""Seconds that one call may take."""
_GRACE = 1.0
"""Seconds for an application to notice that its client is gone."""
_DEEPEST = 8
_VERSION = {"version": "3.0", "spec_version": "2.3"}


class NotCallable(Exception):
    """It is no ASGI application; ``refusal`` says what it is."""

    def __init__(self, app: Any, protocol: str) -> None:
        super().__init__("it is no ASGI application")
        kind = f"{type(app).__module__}.{type(app).__qualname__}"
        self.refusal = {"kind": "not-asgi", "type": kind, "protocol": protocol or "not known"}


def probe(app: Any, calls: list[dict[str, Any]], wrapped: Any, clients: Any) -> dict[str, Any]:
    """Start an application, make calls one after another, and stop it.

    Args:
        app: an ASGI application, or a factory of one.
        calls: what to send.
        wrapped: the module ``wrapped``.
        clients: the module ``clients``.

    Returns:
        ``answers``: for each call a list of the answers that it got.

    Raises:
        NotCallable: it speaks another protocol.
        NotStarted: its start-up failed.
    """
    protocol = clients.protocol(app)
    if not protocol:  # a factory takes nothing
        with contextlib.suppress(TypeError, ValueError):
            inspect.signature(app).bind()
            app = wrapped.call(app)
            protocol = clients.protocol(app)
    if protocol != "asgi":
        raise NotCallable(app, protocol)
    return {"answers": asyncio.run(_all(app, calls, clients.NotStarted))}


async def _all(app: Any, calls: list[dict[str, Any]], refused: Any) -> list[list[dict[str, Any]]]:
    lifespan = _Lifespan(app)
    await lifespan.start(refused)
    endpoints: dict[str, Any] = {}
    try:
        return [await _several(app, call, lifespan.state, endpoints) for call in calls]
    finally:
        await lifespan.stop()


class _Lifespan:
    """An application's start and end (ASGI 3.0, lifespan 2.0)."""

    def __init__(self, app: Any) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._failed = ""
        self._running: Any = None

    async def start(self, refused: Any) -> None:
        """Start it; one that raises before it has answered does without a lifespan, says ASGI."""
        scope = {"type": "lifespan", "asgi": _VERSION, "state": self.state}
        self._running = asyncio.ensure_future(self._app(scope, self._asked.get, self._send))
        await self._say("lifespan.startup")
        if self._failed:
            raise refused(self._failed)

    async def stop(self) -> None:
        """Stop it; what it says of its own end is no answer to a client."""
        if not self._running.done():
            await asyncio.wait([asyncio.ensure_future(self._say("lifespan.shutdown"))], timeout=5)
        self._running.cancel()
        await asyncio.wait([self._running], timeout=_GRACE)

    async def _say(self, word: str) -> None:
        self._answered.clear()
        self._asked.put_nowait({"type": word})
        answered = asyncio.ensure_future(self._answered.wait())
        await asyncio.wait([self._running, answered], return_when=asyncio.FIRST_COMPLETED)
        answered.cancel()
        if self._running.done() and not self._running.cancelled():
            self._running.exception()  # it is seen, and asyncio says nothing of it

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.failed":
            self._failed = str(message.get("message") or "it said nothing")
        self._answered.set()


async def _several(
    app: Any, call: dict[str, Any], state: dict[str, Any], endpoints: dict[str, Any]
) -> list[dict[str, Any]]:
    """Make a call, again and again where it says until when; return the answers that differ."""
    scope = _scope(call, state)
    if call["kind"] == "error":
        function = _function(endpoints.get(call["operation"]), call["method"])
        if function is None:
            return []
        with _raising(function):
            return [await _Exchange(call).run(app, scope)]
    found: dict[Any, dict[str, Any]] = {}
    for _ in range(call.get("most", 1)):
        scope = _scope(call, state)
        answer = await _Exchange(call).run(app, scope)
        found.setdefault((answer["status"], *sorted({n for n, _ in answer["headers"]})), answer)
        if answer["status"] == call.get("until"):
            break
    # where a framework tells which of its functions has answered
    endpoint = scope.get("endpoint") or scope.get("route_handler")
    if endpoint is not None:
        endpoints.setdefault(call["operation"], endpoint)
    return list(found.values())


def _scope(call: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    path, _, query = call["target"].partition("?")
    body = (call.get("body") or "").encode()
    headers = {"host": "localhost", "accept": "*/*", "user-agent": "offramp"}
    headers.update({name.lower(): value for name, value in call["headers"].items()})
    if body:
        headers["content-length"] = str(len(body))
    return {
        "type": "http",
        "asgi": _VERSION,
        "http_version": "1.1",
        "method": call["method"],
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "state": dict(state),
        "extensions": {},
    }


class _Exchange:
    """One request and its answer."""

    def __init__(self, call: dict[str, Any]) -> None:
        self._body = (call.get("body") or "").encode()
        self._sent = False
        self._gone = asyncio.Event()
        self._got = bytearray()
        self._complete = False
        self._answer: dict[str, Any] = {"status": 0, "headers": [], "cut": "", "raised": ""}

    async def run(self, app: Any, scope: dict[str, Any]) -> dict[str, Any]:
        running = asyncio.ensure_future(app(scope, self._receive, self._send))
        gone = asyncio.ensure_future(self._gone.wait())
        both = {running, gone}
        await asyncio.wait(both, timeout=_LONGEST, return_when=asyncio.FIRST_COMPLETED)
        if not (self._gone.is_set() or running.done()):
            self._answer["cut"] = f"after {_LONGEST:g} s"
        if not running.done():
            self._gone.set()
            # what it does after its answer belongs to the call: background tasks, clean-up
            wait = _GRACE if self._answer["cut"] else _LONGEST
            await asyncio.wait({running}, timeout=wait)
        gone.cancel()
        if not running.done():
            running.cancel()
            await asyncio.wait({running}, timeout=_GRACE)
        if running.done() and not running.cancelled() and running.exception() is not None:
            error = running.exception()
            self._answer["raised"] = f"{type(error).__name__}: {error}"[:300]
        return {
            **self._answer,
            "complete": self._complete,
            "body": bytes(self._got).decode("latin-1"),
        }

    async def _receive(self) -> dict[str, Any]:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        # a stream that waits for nothing else would let nobody else run: not even the clock
        await asyncio.sleep(0)
        if self._gone.is_set():
            return
        if message["type"] == "http.response.start":
            self._answer["status"] = int(message["status"])
            headers = message.get("headers") or ()
            self._answer["headers"] = [
                [bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")]
                for name, value in headers
            ]
        elif message["type"] == "http.response.body":
            self._got += message.get("body") or b""
            self._complete = not message.get("more_body", False)
            if len(self._got) > _LARGEST:
                self._answer["cut"] = f"after {_LARGEST >> 20} MiB"
            if self._complete or self._answer["cut"]:
                self._gone.set()


def _function(thing: Any, method: str) -> Any:
    """Return the Python function that an endpoint comes down to, or None."""
    for _ in range(_DEEPEST):
        if inspect.isfunction(thing):
            return thing
        if inspect.ismethod(thing):
            thing = thing.__func__
        elif isinstance(thing, functools.partial):
            thing = thing.func
        elif isinstance(thing, type):  # a class with a method for each of HTTP's
            thing = getattr(thing, method.lower(), None)
        else:
            thing = getattr(thing, "fn", None) or vars(type(thing)).get("__call__")
    return None


@contextlib.contextmanager
def _raising(function: Any) -> Iterator[None]:
    """Let a function raise instead of doing what it does: by its code, whoever holds it."""
    code = function.__code__
    names = ", ".join(code.co_freevars)  # a function's code must fit the cells that it closes over
    around = "\n".join(f"    {name} = None" for name in code.co_freevars)
    word = (
        "async def"
        if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
        else "def"
    )
    last = (
        "yield" if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR) else "pass"
    )
    source = (
        f"def around():\n{around or '    pass'}\n"
        f"    {word} failing(*args, **kwargs):\n"
        f"        ({names + ',' if names else ''})\n"
        f"        raise RuntimeError('offramp forced this error')\n"
        f"        {last}\n"
        f"    return failing\n"
    )
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102 - of names alone, which are identifiers
    failing: FunctionType = made["around"]()
    try:
        function.__code__ = failing.__code__
        yield
    finally:
        function.__code__ = code
