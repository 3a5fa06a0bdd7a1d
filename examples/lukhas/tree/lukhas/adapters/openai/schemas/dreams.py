"""Dreams."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from lukhas.adapters.openai.schemas.common import JsonNumber, Text


class DreamRequest(BaseModel):
    """What to dream about. The same request gives the same scenes."""

    prompt: Text
    length: Annotated[int, Field(ge=1, le=12, description="How many scenes."), JsonNumber] = 3
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), JsonNumber] = 0


class DreamScene(BaseModel):
    """One scene."""

    index: int
    motif: str
    text: str


class Dream(BaseModel):
    """A dream."""

    id: str
    object: Literal["dream"] = "dream"
    created: int = Field(description="Seconds since the epoch.")
    title: str = Field(description="The prompt, in short.")
    scenes: list[DreamScene]
