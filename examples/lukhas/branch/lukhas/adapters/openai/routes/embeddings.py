"""POST /v1/embeddings."""

from __future__ import annotations

import base64
import struct

from fastapi import APIRouter

from lukhas.adapters.openai.errors import documented
from lukhas.adapters.openai.schemas.embeddings import (
    Embedding,
    EmbeddingList,
    EmbeddingRequest,
    EmbeddingUsage,
)
from lukhas.adapters.openai.state import CurrentEngine, require_model

router = APIRouter(tags=["embeddings"])


@router.post("/embeddings", responses=documented(400, 404, 408, 413, 422))
def create_embeddings(request: EmbeddingRequest, engine: CurrentEngine) -> EmbeddingList:
    """Embed one text or several."""
    require_model(engine, request.model)
    vectors = engine.embed(request.texts, request.dimensions)
    used = sum(engine.count(text) if isinstance(text, str) else len(text) for text in request.texts)
    return EmbeddingList(
        data=[
            Embedding(index=index, embedding=_encode(vector, request.encoding_format))
            for index, vector in enumerate(vectors)
        ],
        model=request.model,
        usage=EmbeddingUsage(prompt_tokens=used, total_tokens=used),
    )


def _encode(vector: list[float], encoding_format: str) -> list[float] | str:
    if encoding_format == "float":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")
