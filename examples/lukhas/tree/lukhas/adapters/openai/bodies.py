"""How long a request's body may be: all of it is kept in memory, before any key is looked at."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException

from lukhas.adapters.openai.stack import ASGIApp

MAX_BYTES = 8 * 1024 * 1024


class BodyLimitLayer:
    """Refuses longer bodies with 413, those that do not tell their length as soon as they are."""

    def __init__(self, app: ASGIApp, most: int = MAX_BYTES) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        told = _length(scope) if scope["type"] == "http" else 0
        if told == 0:
            await self._app(scope, receive, send)
            return
        left = self._most

        async def limited() -> dict[str, Any]:
            nonlocal left
            # Before the first of it is taken: a client that waits for "100 Continue" sends nothing.
            if told is not None and told > self._most:
                raise HTTPException(413)
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self._app(scope, limited, send)


def _length(scope: dict[str, Any]) -> int | None:
    """Return how long the body will be, or None where the client has not told."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return None
    return int(headers.get(b"content-length", 0))
