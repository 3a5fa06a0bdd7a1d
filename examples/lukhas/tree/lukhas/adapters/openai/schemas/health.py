"""Health and readiness."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether requests can be answered, and what stands in the way where they can not."""

    status: Literal["ready", "not ready"]
    problems: list[str] = Field(description="One line for each; empty when ready.")
