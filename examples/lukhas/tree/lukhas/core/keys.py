"""Which bearer tokens are keys of this service."""

from __future__ import annotations

import hmac
from collections.abc import Iterable


def is_key(token: str, keys: Iterable[str]) -> bool:
    """Tell whether ``token`` is one of ``keys``, in a time that tells nothing about them.

    Every key is compared, so that the time taken does not show which one was near.
    """
    given = token.encode()
    return sum(hmac.compare_digest(given, key.encode()) for key in keys) > 0


def bearer_token(authorization: str) -> str | None:
    """Return the token of an ``Authorization`` header, or None where it holds none (RFC 6750)."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
