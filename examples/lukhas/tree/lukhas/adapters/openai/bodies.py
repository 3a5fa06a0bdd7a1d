"""Bodies of requests: how long one may be, how long it may take, and what becomes of its rest."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import anyio
from starlette.exceptions import HTTPException

from lukhas.adapters.openai.stack import ASGIApp

MAX_BYTES = 8 * 1024 * 1024
"""All of a body is kept in memory, before any key is looked at."""

MAX_SECONDS = 60.0

REST_BYTES, REST_SECONDS = 4 * MAX_BYTES, 5.0
"""How much of a body that nobody wants is read all the same, and thrown away, before the answer.

The server closes the connection of a client that is still sending, which loses it the answer.
"""


class BodyLimitLayer:
    """Refuses longer bodies with 413, those that do not tell their length as soon as they are.

    A body that is not there in time is answered with 408.
    """

    def __init__(self, app: ASGIApp, most: int = MAX_BYTES, seconds: float = MAX_SECONDS) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds

    def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Awaitable[None]:
        told = _length(scope) if scope["type"] == "http" else 0
        if told == 0:
            return self._app(scope, receive, send)
        body = _Body(receive, send, self._most, self._seconds)
        if told is not None and told > self._most:
            body.refuse()
        # A client that waits for "100 Continue" sends nothing before it is asked for it.
        if (told or 0) > REST_BYTES or any(name == b"expect" for name, _ in scope["headers"]):
            body.leave()
        return self._app(scope, body.receive, body.send)


class _Body:
    """A body on its way."""

    def __init__(self, receive: Any, send: Any, most: int, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self._end = anyio.current_time() + seconds
        self._more = True
        self._refused = False
        self._unread = True

    def refuse(self) -> None:
        """Note that it is too long, which its client has told."""
        self._refused = True

    def leave(self) -> None:
        """Read no rest of it before the answer."""
        self._unread = False

    async def receive(self) -> dict[str, Any]:
        """Receive a message for the application.

        Raises:
            HTTPException: 408 or 413.
        """
        if self._refused:
            raise HTTPException(413)
        if not self._more:
            return await self._receive()
        message = await self._take_in_time()
        self._unread = self._more
        if self._left < 0:
            raise HTTPException(413)
        return message

    def send(self, message: dict[str, Any]) -> Awaitable[None]:
        """Send a message of the application, the first one after the rest of the body was read."""
        if self._unread:
            return self._send_after_rest(message)
        return self._send(message)

    async def _send_after_rest(self, message: dict[str, Any]) -> None:
        self._unread, self._left = False, REST_BYTES
        with anyio.move_on_after(REST_SECONDS):
            while self._more and self._left > 0:
                await self._take()
        await self._send(message)

    async def _take_in_time(self) -> dict[str, Any]:
        try:
            with anyio.fail_after(self._end - anyio.current_time()):
                return await self._take()
        except TimeoutError:
            self._unread = False
            raise HTTPException(408, headers={"Connection": "close"}) from None

    async def _take(self) -> dict[str, Any]:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self._more = message.get("more_body", False)
        return message


def _length(scope: dict[str, Any]) -> int | None:
    """Return how long the body will be, or None where the client has not told."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return None
    return int(headers.get(b"content-length", 0))
