"""The settings of the rate limiter. What makes no sense is refused when the service starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from limits import RateLimitItem, parse

from lukhas.core.errors import SettingError

# What the library reads otherwise: several limits, of which one would count, and 0 for 1.
_REFUSED = re.compile(r"[;,]|(/|per)\s*0+(?!\d)")
# The largest number that a header can tell (RFC 9651, 3.3.1).
_MOST = 10**15 - 1
KEYINGS = ("route_principal", "route_only", "principal")


def limit(text: str, name: str) -> RateLimitItem:
    """Read a limit such as ``600/minute``.

    Raises:
        SettingError: it is not one, or allows nothing; the message has the variable's ``name``.
    """
    try:
        item = parse(text)
    except ValueError:
        item = None
    if (
        item is None
        or not 1 <= item.amount <= _MOST
        or item.get_expiry() > _MOST
        or _REFUSED.search(text)
    ):
        raise SettingError(f"{name} must be a limit such as 600/minute, of 1 or more, not {text!r}")
    return item


@dataclass(frozen=True)
class RateLimits:
    """How requests are limited.

    Attributes:
        enabled: whether they are.
        keying: what shares a budget: ``route_principal`` the requests of one client to one route,
            ``route_only`` all of a route, ``principal`` all of a client.
        default: the limit of clients with a key.
        anonymous: that of clients without one.
        routes: limits of single routes for clients with a key, by route template.
        storage: where counts are kept: the URL of a Redis, or nothing for this process's memory.
        secret: what client names are hashed with; nothing for a random one.
    """

    enabled: bool = True
    keying: str = "route_principal"
    default: str = "600/minute"
    anonymous: str = "60/minute"
    routes: Mapping[str, str] = field(default_factory=dict)
    storage: str = ""
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.keying not in KEYINGS:
            allowed = ", ".join(KEYINGS)
            raise SettingError(f"LUKHAS_RL_KEYING must be one of {allowed}, not {self.keying!r}")
        if self.routes and self.keying == "principal":
            raise SettingError("LUKHAS_RL_ROUTES says nothing where LUKHAS_RL_KEYING is principal")
        limit(self.default, "LUKHAS_RL_DEFAULT")
        limit(self.anonymous, "LUKHAS_RL_ANONYMOUS")
        for route, text in self.routes.items():
            limit(text, f"LUKHAS_RL_ROUTES, {route},")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> RateLimits:
        """Read the variables ``LUKHAS_RL_*``; one that is empty counts as not set.

        Raises:
            SettingError: one of them makes no sense; the message names it.
        """
        enabled = env.get("LUKHAS_RL_ENABLED") or "1"
        if enabled not in ("0", "1"):
            raise SettingError(f"LUKHAS_RL_ENABLED must be 0 or 1, not {enabled!r}")
        return cls(
            enabled=enabled == "1",
            keying=env.get("LUKHAS_RL_KEYING") or cls.keying,
            default=env.get("LUKHAS_RL_DEFAULT") or cls.default,
            anonymous=env.get("LUKHAS_RL_ANONYMOUS") or cls.anonymous,
            routes=_routes(env.get("LUKHAS_RL_ROUTES", "")),
            storage=env.get("LUKHAS_RL_STORAGE", ""),
            secret=env.get("LUKHAS_RL_SECRET", ""),
        )


def _routes(text: str) -> dict[str, str]:
    """Read ``/v1/dreams=10/minute,/v1/embeddings=100/minute``."""
    routes = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        route, equals, written = entry.partition("=")
        if not (route.startswith("/") and equals):
            raise SettingError(f"LUKHAS_RL_ROUTES must be /route=limit,…, not {entry!r}")
        if route.strip() in routes:
            raise SettingError(f"LUKHAS_RL_ROUTES has {route.strip()} twice")
        routes[route.strip()] = written.strip()
    return routes
