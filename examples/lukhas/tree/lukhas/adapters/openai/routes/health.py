"""GET /healthz and GET /readyz: for whoever runs the service, without a key."""

from __future__ import annotations

from fastapi import APIRouter, Response

from lukhas.adapters.openai.schemas.health import Health, Readiness
from lukhas.adapters.openai.state import CurrentSettings
from lukhas.core import plugins

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> Health:
    """Say that the process runs."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Not ready"}})
def readiness(response: Response, settings: CurrentSettings) -> Readiness:
    """Say whether requests can be answered."""
    problems = []
    if not settings.api_keys:
        problems.append("LUKHAS_API_KEYS is empty: every request would be refused")
    try:
        plugins.dreams(settings.configs)
    except (ImportError, OSError, ValueError, LookupError) as error:
        problems.append(f"plugins.json: {error}")
    if problems:
        response.status_code = 503
    return Readiness(status="not ready" if problems else "ready", problems=problems)
