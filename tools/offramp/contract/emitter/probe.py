"""Call an application as a server does, in its own process, and write down what it answers.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. Nothing
is judged here, and no socket is opened. What the keys of a call and of an answer mean stands in
``probing/requests.py`` and ``probing/answers.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_LARGEST = 1 << 20
"""Bytes of one body that are read; what is longer, an endless stream too, is cut."""
_LONGEST = 10.0
"""Seconds that one call may take."""
_GRACE = 1.0
"""Seconds for an application to notice that its client is gone, and for calls of what is slow."""
_MANY = 20
"""How much less time there is for that in a call which is repeated."""
_VERSION = {"version": "3.0", "spec_version": "2.3"}


class NotCallable(Exception):
    """It is no ASGI application; ``refusal`` says what it is."""

    def __init__(self, app: Any, protocol: str) -> None:
        super().__init__("it is no ASGI application")
        kind = f"{type(app).__module__}.{type(app).__qualname__}"
        self.refusal = {"kind": "not-asgi", "type": kind, "protocol": protocol or "not known"}


def probe(
    app: Any, request: dict[str, Any], wrapped: Any, clients: Any, forcing: Any
) -> dict[str, list[list[dict[str, Any]]]]:
    """Start an application, make calls one after another, and stop it.

    Args:
        app: an ASGI application, or a factory of one.
        request: ``calls``, what to send; ``root``, the tree; ``calling``, a file that names the
            call in hand, should the process not live to tell it; ``spare_seconds``, the time for
            calls that may be left out.
        wrapped: the module ``wrapped``.
        clients: the module ``clients``.
        forcing: the module ``forcing``.

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
    forcer = forcing.Forcer(request["root"])
    with Path(request["calling"]).open("wb", buffering=0) as calling:
        caller = _Caller(app, forcer, calling, time.monotonic() + request["spare_seconds"])
        return {"answers": _run(caller.all(request["calls"], clients.NotStarted))}


def _run(main: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end, whatever an application raises: asyncio itself stops for two exceptions."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    task = loop.create_task(main)
    try:
        while not task.done():
            with contextlib.suppress(SystemExit, KeyboardInterrupt):
                loop.run_until_complete(task)
        return task.result()
    finally:
        loop.close()


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


class _Caller:
    """Makes the calls, and keeps what later calls have to know of earlier ones."""

    def __init__(self, app: Any, forcer: Any, calling: Any, end: float) -> None:
        self._app = app
        self._forcer = forcer
        self._calling = calling
        self._end = end
        self._state: dict[str, Any] = {}
        self._slow: set[str] = set()

    async def all(self, calls: list[dict[str, Any]], refused: Any) -> list[list[dict[str, Any]]]:
        lifespan = _Lifespan(self._app)
        self._say("the start-up")
        await lifespan.start(refused)
        self._state = lifespan.state
        try:
            return [await self._several(call) for call in calls]
        finally:
            self._say("the shutdown")
            await lifespan.stop()

    def _say(self, what: str) -> None:
        self._calling.seek(0)
        self._calling.truncate()
        self._calling.write(what.encode())

    async def _several(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """Make a call, again and again where it says until when; return the answers that differ."""
        if call.get("spare") and time.monotonic() > self._end:
            return []
        self._say(f"{call['operation']} ({call['kind']})")
        if call["kind"] == "error":
            with self._forcer.failing(call) as is_forced:
                return [await self._once(call, _scope(call, self._state))] if is_forced else []
        found: dict[Any, dict[str, Any]] = {}
        for _ in range(call.get("most", 1)):
            scope = _scope(call, self._state)
            with self._forcer.watching(call, scope):
                answer = await self._once(call, scope)
            found.setdefault((answer["status"], *sorted({n for n, _ in answer["headers"]})), answer)
            if answer["status"] == call.get("until"):
                break
        return list(found.values())

    async def _once(self, call: dict[str, Any], scope: dict[str, Any]) -> dict[str, Any]:
        longest = _GRACE if call["operation"] in self._slow else _LONGEST
        answer = await _Exchange(call, longest).run(self._app, scope)
        if answer["cut"].endswith(" s"):  # it is known to take long, and others are to be called
            self._slow.add(call["operation"])
        return answer


def _scope(call: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    path, _, query = call["target"].partition("?")
    body = (call.get("body") or "").encode()
    headers = {"host": call["host"], "accept": "*/*", "user-agent": "offramp"}
    headers.update({name.lower(): value for name, value in call["headers"].items()})
    host, _, port = call["host"].partition(":")
    if body:
        headers["content-length"] = str(len(body))
    return {
        "type": "http",
        "asgi": _VERSION,
        "http_version": "1.1",
        "method": call["method"],
        "scheme": call["scheme"],
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (host, int(port or {"https": 443}.get(call["scheme"], 80))),
        "state": dict(state),
        "extensions": {},
    }


class _Exchange:
    """One request and its answer."""

    def __init__(self, call: dict[str, Any], longest: float) -> None:
        self._body = (call.get("body") or "").encode()
        self._longest = longest
        # of a call that waits for one status, a stream of another needs no listener
        self._until = call.get("until")
        self._sent = False
        self._gone = asyncio.Event()
        self._got = bytearray()
        self._complete = False
        self._answer: dict[str, Any] = {"status": 0, "headers": [], "cut": "", "raised": ""}

    async def run(self, app: Any, scope: dict[str, Any]) -> dict[str, Any]:
        running = asyncio.ensure_future(app(scope, self._receive, self._send))
        gone = asyncio.ensure_future(self._gone.wait())
        both = {running, gone}
        await asyncio.wait(both, timeout=self._longest, return_when=asyncio.FIRST_COMPLETED)
        if not (self._gone.is_set() or running.done()):
            self._answer["cut"] = f"after {self._longest:g} s"
        if not running.done():
            self._gone.set()
            # what it does after its answer belongs to the call: background tasks, clean-up
            wait = _GRACE if self._answer["cut"] else self._longest
            if self._until is not None:  # a call of many
                wait /= _MANY
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
        if self._gone.is_set() and not self._complete:
            return
        kind = message["type"]
        if kind == "http.response.start":
            if self._answer["status"]:
                raise RuntimeError(f"ASGI has no place for a second {kind}")
            self._answer["status"] = int(message["status"])
            headers = message.get("headers") or ()
            self._answer["headers"] = [
                [bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")]
                for name, value in headers
            ]
        elif kind == "http.response.body":
            if self._complete or not self._answer["status"]:
                raise RuntimeError(f"ASGI has no place for this {kind}")
            self._got += message.get("body") or b""
            self._complete = not message.get("more_body", False)
            if len(self._got) > _LARGEST:
                self._answer["cut"] = f"after {_LARGEST >> 20} MiB"
            if self._until not in (None, self._answer["status"]) and not self._complete:
                self._answer["cut"] = "at its beginning"
            if self._complete or self._answer["cut"]:
                self._gone.set()
