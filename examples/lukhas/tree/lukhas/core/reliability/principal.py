"""Who asks: a name for each client that tells nothing about it and that nobody can take on."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lukhas.core.keys import bearer_token

_log = logging.getLogger(__name__)


class Principal(NamedTuple):
    """A client: ``tok:`` and a keyed digest of its key, or ``ip:`` and its address."""

    name: str
    has_key: bool


class Principals:
    """Names the clients of one application.

    A token names its client only if it is one of the service's keys: whoever sends junk is known
    by the address, so that a new token is no new budget. The address is the server's word
    (``uvicorn --forwarded-allow-ips``); no header is read for it here.
    """

    def __init__(self, keys: Sequence[str], secret: str) -> None:
        if not secret:
            _log.warning("LUKHAS_RL_SECRET is not set: client names differ in each process")
        self._secret = hashlib.blake2b(secret.encode() or secrets.token_bytes(32)).digest()
        digests = map(self._digest, keys)
        self._known = {digest: Principal(f"tok:{digest}", has_key=True) for digest in digests}

    def of(self, scope: Mapping[str, Any]) -> Principal:
        """Return who sent a request."""
        for name, value in scope["headers"]:
            if name == b"authorization":
                token = bearer_token(value.decode("latin-1"))
                # Digests are looked up, not tokens: how long that takes tells nothing of the keys.
                if token and (known := self._known.get(self._digest(token))):
                    return known
                break
        return Principal(f"ip:{_network((scope.get('client') or ('',))[0])}", has_key=False)

    def _digest(self, token: str) -> str:
        return hashlib.blake2b(token.encode(), key=self._secret, digest_size=16).hexdigest()


def _network(host: str) -> str:
    """Return an address, of IPv6 the network: all of one is a single client's to use."""
    if ":" not in host:
        return host or "unknown"
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
