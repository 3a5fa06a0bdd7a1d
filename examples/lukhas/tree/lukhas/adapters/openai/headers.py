"""Headers that keep a browser from doing more with an answer than showing it."""

from __future__ import annotations

from typing import Any

from lukhas.adapters.openai.stack import ASGIApp

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
_NO_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_HTTPS = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeadersLayer:
    """Adds them to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def told(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower(): value for name, value in headers}
                wanted = [*_ALWAYS]
                # The pages /docs and /redoc load scripts, and are the only HTML there is.
                if not present.get(b"content-type", b"").startswith(b"text/html"):
                    wanted.append(_NO_PAGE)
                if scope.get("scheme") == "https":
                    wanted.append(_HTTPS)
                message["headers"] = headers + [h for h in wanted if h[0] not in present]
            await send(message)

        await self._app(scope, receive, told)
