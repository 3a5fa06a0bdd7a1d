"""POST /v1/responses."""

from __future__ import annotations

import secrets
import time

from fastapi import APIRouter

from lukhas.adapters.openai.errors import documented
from lukhas.adapters.openai.schemas.responses import (
    IncompleteDetails,
    ModelResponse,
    OutputMessage,
    OutputText,
    ResponseRequest,
    ResponseUsage,
)
from lukhas.adapters.openai.state import CurrentEngine, require_model
from lukhas.core.engine import Engine

router = APIRouter(tags=["responses"])


@router.post("/responses", responses=documented(400, 404, 422))
def create_response(request: ResponseRequest, engine: CurrentEngine) -> ModelResponse:
    """Answer a text or a conversation."""
    require_model(engine, request.model)
    said = [request.input]
    if not isinstance(request.input, str):
        said = [message.content for message in request.input]
    answer = engine.answer(
        said[-1], instructions=request.instructions, limit=request.max_output_tokens
    )
    status = "completed" if answer.complete else "incomplete"
    return ModelResponse(
        id=f"resp_{secrets.token_hex(12)}",
        created_at=int(time.time()),
        status=status,
        incomplete_details=None if answer.complete else IncompleteDetails(),
        instructions=request.instructions,
        model=request.model,
        output=[
            OutputMessage(
                id=f"msg_{secrets.token_hex(12)}",
                status=status,
                content=[OutputText(text=answer.text)],
            )
        ],
        usage=_usage(engine, [*said, request.instructions or ""], answer.text),
        metadata=request.metadata,
    )


def _usage(engine: Engine, given: list[str], answered: str) -> ResponseUsage:
    taken = sum(engine.count(text) for text in given)
    made = engine.count(answered)
    return ResponseUsage(input_tokens=taken, output_tokens=made, total_tokens=taken + made)
