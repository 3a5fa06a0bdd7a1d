"""Bearer authentication, compared in constant time."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lukhas.adapters.openai.errors import ApiError
from lukhas.adapters.openai.state import CurrentSettings
from lukhas.core.keys import is_key

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
    if not is_key(given.credentials, settings.api_keys):
        raise _refusal("The API key is not one of this service's.")


def _refusal(message: str) -> ApiError:
    return ApiError(
        401,
        message,
        type="authentication_error",
        code="invalid_api_key",
        headers={"WWW-Authenticate": "Bearer"},
    )
