"""What an application is made of, for the routes to ask for: its settings and its engine."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from lukhas.adapters.openai.errors import ApiError
from lukhas.core.engine import Engine
from lukhas.core.settings import Settings


async def _settings(request: Request) -> Settings:
    return request.app.state.settings


async def _engine(request: Request) -> Engine:
    return request.app.state.engine


CurrentSettings = Annotated[Settings, Depends(_settings)]
CurrentEngine = Annotated[Engine, Depends(_engine)]


def require_model(engine: Engine, name: str) -> None:
    """Check that the engine serves the model ``name``.

    Raises:
        ApiError: 404, as OpenAI answers it.
    """
    if all(model.id != name for model in engine.models):
        raise ApiError(
            404, f"The model {name!r} is not served here.", param="model", code="model_not_found"
        )
