"""What several operations share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints


def _json_number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("Input should be a number")
    return value


Text = Annotated[str, StringConstraints(min_length=1, max_length=200_000)]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
JsonNumber = BeforeValidator(_json_number)
"""After an int and its bounds, makes it JSON Schema's: 3 and 3.0, and neither true nor "3"."""


class ErrorBody(BaseModel):
    """What went wrong."""

    message: str = Field(description="In plain words, for a person.")
    type: str = Field(description="The class of error.", examples=["invalid_request_error"])
    param: str | None = Field(description="The field that the error is about.")
    code: str | None = Field(description="For programs.", examples=["invalid_api_key"])


class ErrorEnvelope(BaseModel):
    """Every answer that is not a success."""

    error: ErrorBody
