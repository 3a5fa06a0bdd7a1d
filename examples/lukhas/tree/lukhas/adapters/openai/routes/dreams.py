"""POST /v1/dreams."""

from __future__ import annotations

import secrets
import time

from fastapi import APIRouter

from lukhas.adapters.openai.errors import documented
from lukhas.adapters.openai.schemas.dreams import Dream, DreamRequest, DreamScene
from lukhas.adapters.openai.state import CurrentSettings
from lukhas.core import plugins

from ....compat.memory import fold

router = APIRouter(tags=["dreams"])


@router.post("/dreams", responses=documented(400, 408, 413, 422))
def create_dream(request: DreamRequest, settings: CurrentSettings) -> Dream:
    """Weave a dream from a prompt."""
    weaver = plugins.dreams(settings.configs)
    scenes = weaver.weave(request.prompt, length=request.length, seed=request.seed)
    return Dream(
        id=f"dream_{secrets.token_hex(12)}",
        created=int(time.time()),
        title=str(fold(request.prompt, limit=8)),
        scenes=[
            DreamScene(index=index, motif=scene.motif, text=scene.text)
            for index, scene in enumerate(scenes)
        ],
    )
