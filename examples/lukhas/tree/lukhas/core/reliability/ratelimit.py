"""The rate limiter, as a layer of pure ASGI on the library ``limits``."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from limits import RateLimitItem
from limits.aio.storage import Storage
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from lukhas.core.errors import SettingError
from lukhas.core.reliability.limits import RateLimits, limit
from lukhas.core.reliability.memory import BoundedMemory
from lukhas.core.reliability.principal import Principal, Principals

Scope = dict[str, Any]
ASGIApp = Callable[[Scope, Any, Any], Awaitable[None]]

PATIENCE = 0.5
"""Seconds that a Redis has for an answer: every request waits for it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Policy:
    """A limit and whom it is for.

    Attributes:
        name: ``key`` or ``anonymous``.
        quota: requests in a window.
        window: seconds.
        headers: those that are the same on every answer.
    """

    name: str
    quota: int
    window: int
    headers: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def of(cls, name: str, item: RateLimitItem) -> Policy:
        """Return the policy called ``name``, of a limit that was read."""
        quota, window = item.amount, item.get_expiry()
        told = f'"{name}";q={quota};w={window}'.encode()
        headers = (b"ratelimit-policy", told), (b"x-ratelimit-limit-requests", b"%d" % quota)
        return cls(name, quota, window, headers)


class Decision(NamedTuple):
    """What was decided about a request.

    Attributes:
        policy: the limit that it falls under.
        allowed: whether it may pass.
        left: requests that are left in this window.
        reset: whole seconds until the next one, rounded up.
    """

    policy: Policy
    allowed: bool
    left: int
    reset: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers that tell a client, of IETF's draft and as OpenAI's SDK reads them."""
        left, reset = b"%d" % self.left, b"%d" % self.reset
        told = [
            *self.policy.headers,
            (b"ratelimit", b'"%b";r=%b;t=%b' % (self.policy.name.encode(), left, reset)),
            (b"x-ratelimit-remaining-requests", left),
            (b"x-ratelimit-reset-requests", reset + b"s"),
        ]
        if not self.allowed:
            told.append((b"retry-after", reset))
        return told


class Limiter:
    """Decides about requests: so many in a window that begins with the first of them."""

    def __init__(self, settings: RateLimits) -> None:
        self._keying = settings.keying
        self._anonymous = Policy.of("anonymous", limit(settings.anonymous, "LUKHAS_RL_ANONYMOUS"))
        self._default = Policy.of("key", limit(settings.default, "LUKHAS_RL_DEFAULT"))
        self._routes = {
            route: Policy.of("key", limit(text, route)) for route, text in settings.routes.items()
        }
        counts = _storage(settings.storage)
        self._hit = counts.hit if isinstance(counts, BoundedMemory) else partial(_hit, counts)

    async def take(self, route: str, who: Principal) -> Decision | None:
        """Count a request to ``route`` and decide about it; None where the counts are out of reach.

        A service that refused everyone because its counter is down would be the worse failure.
        """
        policy = self._routes.get(route, self._default) if who.has_key else self._anonymous
        try:
            count, seconds = await self._hit(self._key(route, who, policy.name), policy.window)
        except Exception as error:  # noqa: BLE001 - each storage has errors of its own
            _log.error("requests are not limited, their counts are out of reach: %r", error)
            return None
        reset = min(max(math.ceil(seconds), 1), policy.window)
        return Decision(policy, count <= policy.quota, max(policy.quota - count, 0), reset)

    def _key(self, route: str, who: Principal, policy: str) -> str:
        # A name starts with tok: or ip:, and a route is one of the templates: none is another's.
        if self._keying == "principal":
            return f"lukhas:{who.name}"
        return f"lukhas:{route}:{policy if self._keying == 'route_only' else who.name}"


async def _hit(counts: Storage, key: str, window: int) -> tuple[int, float]:
    """Count a hit; return the count and the seconds that are left of the window."""
    count = await counts.incr(key, window)
    return count, await counts.get_expiry(key) - time.time()


def _storage(url: str) -> Storage:
    """Return the storage behind ``url``: ``redis://…`` or, where it is empty, memory."""
    if not url:
        return BoundedMemory()
    scheme = url.partition("://")[0]
    if scheme not in ("redis", "rediss") or scheme == url:
        raise SettingError("LUKHAS_RL_STORAGE must be redis://…, rediss://… or empty")
    try:
        return storage_from_string(
            f"async+{url}",
            implementation="redispy",
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
        )
    except (ConfigurationError, ValueError) as error:
        # There may be a password in it.
        told = str(error).replace(url, f"{scheme}://…")
        raise SettingError(f"LUKHAS_RL_STORAGE: {told}") from None


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
        route = self._template(scope) if scope["type"] == "http" else None
        if route is None or route in self._exempt:
            await self._app(scope, receive, send)
            return
        decision = await self._limiter.take(route, self._principals.of(scope))
        if decision is None:
            await self._app(scope, receive, send)
            return

        def told(message: dict[str, Any]) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *decision.headers()]
            return send(message)

        app = self._app if decision.allowed else self._refuse(decision)
        await app(scope, receive, told)
