"""GET /v1/models."""

from __future__ import annotations

from fastapi import APIRouter

from lukhas.adapters.openai.schemas.models import ModelCard, ModelList
from lukhas.adapters.openai.state import CurrentEngine

router = APIRouter(tags=["models"])


@router.get("/models")
async def list_models(engine: CurrentEngine) -> ModelList:
    """List the models that are served."""
    return ModelList(
        data=[ModelCard(id=model.id, created=model.created) for model in engine.models]
    )
