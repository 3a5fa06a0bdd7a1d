"""Responses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from lukhas.adapters.openai.schemas.common import JsonNumber, ModelId, Text


class InputPart(BaseModel):
    """A part of a message: a text that was asked, or answered before."""

    type: Literal["input_text", "output_text"]
    text: Text


class InputMessage(BaseModel):
    """One message of a conversation."""

    role: Literal["user", "assistant", "system", "developer"]
    content: Text | Annotated[list[InputPart], Field(min_length=1, max_length=256)]

    @property
    def text(self) -> str:
        """The content; that of several parts, one below the other."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content)


class ResponseRequest(BaseModel):
    """What to answer: a text, or a conversation whose last message is answered."""

    model: ModelId = Field(examples=["lukhas-respond-standin"])
    input: Text | Annotated[list[InputMessage], Field(min_length=1, max_length=256)]
    instructions: Text | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=4096), JsonNumber] | None = None
    stream: StrictBool = Field(False, description="As server-sent events, piece by piece.")


class OutputText(BaseModel):
    """A piece of an answer."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[str] = Field(default=[], description="Always empty here.")


class OutputMessage(BaseModel):
    """The answer."""

    type: Literal["message"] = "message"
    id: str
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed", "incomplete"]
    content: list[OutputText]


class ResponseUsage(BaseModel):
    """Tokens used."""

    input_tokens: int
    output_tokens: int
    total_tokens: int


class IncompleteDetails(BaseModel):
    """Why an answer was cut short."""

    reason: Literal["max_output_tokens"] = "max_output_tokens"


class ModelResponse(BaseModel):
    """An answer, and what it took."""

    id: str
    object: Literal["response"] = "response"
    created_at: int = Field(description="Seconds since the epoch.")
    status: Literal["in_progress", "completed", "incomplete"]
    incomplete_details: IncompleteDetails | None
    instructions: str | None
    model: str
    output: list[OutputMessage]
    usage: ResponseUsage | None = Field(description="None while the answer is being made.")
