"""Headers that keep a browser from doing more with an answer than showing it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from lukhas.adapters.openai.stack import ASGIApp

FOR_DATA = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
# The pages /docs and /redoc load scripts, and are the only HTML there is.
FOR_PAGES = FOR_DATA[:-1]
FOR_HTTPS = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeadersLayer:
    """Adds them to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        def told(message: dict[str, Any]) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower(): value for name, value in headers}
                page = present.get(b"content-type", b"").startswith(b"text/html")
                headers += [h for h in (FOR_PAGES if page else FOR_DATA) if h[0] not in present]
                if scope.get("scheme") == "https" and FOR_HTTPS[0] not in present:
                    headers.append(FOR_HTTPS)
                message["headers"] = headers
            return send(message)

        await self._app(scope, receive, told)
