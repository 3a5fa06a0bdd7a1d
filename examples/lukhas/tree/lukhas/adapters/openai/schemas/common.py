"""What several operations share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=200_000)]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ErrorBody(BaseModel):
    """What went wrong."""

    message: str = Field(description="In plain words, for a person.")
    type: str = Field(description="The class of error.", examples=["invalid_request_error"])
    param: str | None = Field(description="The field that the error is about.")
    code: str | None = Field(description="For programs.", examples=["invalid_api_key"])


class ErrorEnvelope(BaseModel):
    """Every answer that is not a success."""

    error: ErrorBody
