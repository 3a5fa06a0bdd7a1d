"""The rate limiter, as a layer of pure ASGI on the library ``limits``."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from limits.aio.storage import Storage
from limits.storage import storage_from_string

from lukhas.core.reliability.limits import RateLimits, limit
from lukhas.core.reliability.memory import BoundedMemory
from lukhas.core.reliability.principal import Principal, Principals

Scope = dict[str, Any]
ASGIApp = Callable[[Scope, Any, Any], Awaitable[None]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """What was decided about a request.

    Attributes:
        allowed: whether it may pass.
        policy: the name of the limit: ``key`` or ``anonymous``.
        quota: requests in a window.
        window: seconds.
        left: requests that are left in this one.
        reset: whole seconds until the next one, rounded up.
    """

    allowed: bool
    policy: str
    quota: int
    window: int
    left: int
    reset: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell a client, of IETF's draft and as OpenAI's SDK reads them."""
        told = {
            "ratelimit-policy": f'"{self.policy}";q={self.quota};w={self.window}',
            "ratelimit": f'"{self.policy}";r={self.left};t={self.reset}',
            "x-ratelimit-limit-requests": str(self.quota),
            "x-ratelimit-remaining-requests": str(self.left),
            "x-ratelimit-reset-requests": f"{self.reset}s",
        }
        if not self.allowed:
            told["retry-after"] = str(self.reset)
        return [(name.encode(), value.encode()) for name, value in told.items()]


class Limiter:
    """Decides about requests: so many in a window that begins with the first of them."""

    def __init__(self, settings: RateLimits) -> None:
        self._keying = settings.keying
        self._default = limit(settings.default, "LUKHAS_RL_DEFAULT")
        self._anonymous = limit(settings.anonymous, "LUKHAS_RL_ANONYMOUS")
        self._routes = {route: limit(text, route) for route, text in settings.routes.items()}
        self._counts = _storage(settings.storage)

    async def take(self, route: str, who: Principal) -> Decision | None:
        """Count a request to ``route`` and decide about it; None where the counts are out of reach.

        A service that refused everyone because its counter is down would be the worse failure.
        """
        item = self._routes.get(route, self._default) if who.has_key else self._anonymous
        policy = "key" if who.has_key else "anonymous"
        key = self._key(route, who, policy)
        window = item.get_expiry()
        try:
            count = await self._counts.incr(key, window)
            reset = math.ceil(await self._counts.get_expiry(key) - time.time())
        except Exception as error:  # noqa: BLE001 - each storage has errors of its own
            _log.error("requests are not limited, their counts are out of reach: %r", error)
            return None
        return Decision(
            allowed=count <= item.amount,
            policy=policy,
            quota=item.amount,
            window=window,
            left=max(item.amount - count, 0),
            reset=min(max(reset, 1), window),
        )

    def _key(self, route: str, who: Principal, policy: str) -> str:
        # A name starts with tok: or ip:, and a route is one of the templates: none is another's.
        if self._keying == "principal":
            return f"lukhas:{who.name}"
        return f"lukhas:{route}:{policy if self._keying == 'route_only' else who.name}"


def _storage(url: str) -> Storage:
    """Return the storage behind ``url``: ``redis://…`` or, where it is empty, memory."""
    if not url:
        return BoundedMemory()
    if not url.startswith(("redis://", "rediss://")):
        raise ValueError(f"LUKHAS_RL_STORAGE must be the URL of a Redis or empty, not {url!r}")
    return storage_from_string(f"async+{url}", implementation="redispy")


class RateLimitLayer:
    """Refuses requests beyond their limit, and tells every client where it stands.

    Args:
        app: what is limited.
        limiter: decides.
        principals: name the clients.
        template: the route template of a request.
        refuse: makes the answer to a request that is refused.
        exempt: route templates that are not limited.
    """

    def __init__(
        self,
        app: ASGIApp,
        limiter: Limiter,
        principals: Principals,
        template: Callable[[Scope], str],
        refuse: Callable[[Decision], ASGIApp],
        exempt: Sequence[str],
    ) -> None:
        self._app = app
        self._limiter = limiter
        self._principals = principals
        self._template = template
        self._refuse = refuse
        self._exempt = frozenset(exempt)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        decision = await self._decide(scope) if scope["type"] == "http" else None
        if decision is None:
            await self._app(scope, receive, send)
            return

        async def told(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *decision.headers()]
            await send(message)

        app = self._app if decision.allowed else self._refuse(decision)
        await app(scope, receive, told)

    async def _decide(self, scope: Scope) -> Decision | None:
        route = self._template(scope)
        if route in self._exempt:
            return None
        return await self._limiter.take(route, self._principals.of(scope))
