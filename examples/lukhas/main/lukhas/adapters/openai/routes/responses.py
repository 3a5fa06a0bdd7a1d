"""POST /v1/responses."""

from __future__ import annotations

import secrets
import time

from fastapi import APIRouter
from fastapi.responses import Response

from lukhas.adapters.openai import answering
from lukhas.adapters.openai.errors import documented
from lukhas.adapters.openai.schemas.responses import ModelResponse, ResponseRequest
from lukhas.adapters.openai.state import CurrentEngine, require_model
from lukhas.compat.tokens import count

router = APIRouter(tags=["responses"])


@router.post(
    "/responses",
    response_model=ModelResponse,
    responses=documented(400, 404, 408, 413, 422) | {200: answering.DOCUMENTED},
)
def create_response(request: ResponseRequest, engine: CurrentEngine) -> ModelResponse | Response:
    """Answer a text or a conversation, whole or as a stream."""
    require_model(engine, request.model)
    said = [request.input]
    if not isinstance(request.input, str):
        said = [message.text for message in request.input]
    pieces = engine.answer(
        said[-1], instructions=request.instructions, limit=request.max_output_tokens
    )
    draft = ModelResponse(
        id=f"resp_{secrets.token_hex(12)}",
        created_at=int(time.time()),
        status="in_progress",
        incomplete_details=None,
        instructions=request.instructions,
        model=request.model,
        output=[],
        usage=None,
    )
    given = [*said, request.instructions or ""]
    answer = answering.Answer(draft, given, pieces, count)
    if not request.stream:
        return answer.whole()
    return answering.EventStream(answer.events())
