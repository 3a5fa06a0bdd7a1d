"""Bearer authentication, compared in constant time."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lukhas.adapters.openai.errors import ApiError
from lukhas.adapters.openai.state import CurrentSettings

_scheme = HTTPBearer(auto_error=False, description="One of the keys in LUKHAS_API_KEYS.")


async def require_key(
    settings: CurrentSettings,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)],
) -> None:
    """Let the request through if it carries one of the keys.

    Raises:
        ApiError: 401; the message says whether a key was missing or wrong, never which.
    """
    if given is None:
        raise _refusal("No API key was given: send 'Authorization: Bearer KEY'.")
    token = given.credentials.encode()
    # Every key is compared, so that the time taken does not tell which one was near.
    if not sum(hmac.compare_digest(token, key.encode()) for key in settings.api_keys):
        raise _refusal("The API key is not one of this service's.")


def _refusal(message: str) -> ApiError:
    return ApiError(
        401,
        message,
        type="authentication_error",
        code="invalid_api_key",
        headers={"WWW-Authenticate": "Bearer"},
    )
