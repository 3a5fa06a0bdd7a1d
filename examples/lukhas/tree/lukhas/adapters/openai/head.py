"""HEAD, which every resource that can be got answers too (RFC 9110, 9.1 and 9.3.2)."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from lukhas.adapters.openai.stack import ASGIApp


class HeadLayer:
    """Asks for GET where the client asked for HEAD, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Awaitable[None]:
        if scope.get("method") != "HEAD":
            return self._app(scope, receive, send)
        return self._ask(scope, receive, send)

    async def _ask(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        def bare(message: dict[str, Any]) -> Awaitable[None]:
            return send(message | {"body": b""} if "body" in message else message)

        # A scope of its own: the server's frames the answer by its method.
        asked = scope | {"method": "GET"}
        try:
            await self._app(asked, receive, bare)
        finally:
            scope.update(asked, method="HEAD")
