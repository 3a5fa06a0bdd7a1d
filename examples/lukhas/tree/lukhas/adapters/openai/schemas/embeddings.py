"""Embeddings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from lukhas.adapters.openai.schemas.common import JsonNumber, ModelId, Text

Token = Annotated[int, Field(ge=0, le=2**31 - 1), JsonNumber]
Tokens = Annotated[list[Token], Field(min_length=1, max_length=8192)]


class EmbeddingRequest(BaseModel):
    """Texts to embed, each as it is or as the ids of its tokens."""

    model: ModelId = Field(examples=["lukhas-embed-standin"])
    input: (
        Text
        | Annotated[list[Text], Field(min_length=1, max_length=256)]
        | Tokens
        | Annotated[list[Tokens], Field(min_length=1, max_length=256)]
    )
    dimensions: Annotated[int, Field(ge=8, le=1024), JsonNumber] = 256
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None

    @property
    def texts(self) -> list[str | list[int]]:
        """What was sent, one entry for each vector."""
        one = isinstance(self.input, str) or isinstance(self.input[0], int)
        return [self.input] if one else self.input


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
