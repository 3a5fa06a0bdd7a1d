"""Embeddings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from lukhas.adapters.openai.schemas.common import JsonNumber, ModelId, Text


class EmbeddingRequest(BaseModel):
    """Texts to embed."""

    model: ModelId = Field(examples=["lukhas-embed-standin"])
    input: Text | Annotated[list[Text], Field(min_length=1, max_length=256)]
    dimensions: Annotated[int, Field(ge=8, le=1024), JsonNumber] = 256
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None


class Embedding(BaseModel):
    """One vector of unit length: numbers, or base64 over little-endian 32-bit floats."""

    object: Literal["embedding"] = "embedding"
    index: int = Field(description="The place of the text in the request, from 0.")
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    """Tokens used."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingList(BaseModel):
    """A vector for each text, in the same order."""

    object: Literal["list"] = "list"
    data: list[Embedding]
    model: str
    usage: EmbeddingUsage
