"""A document with what a probe may meet, and the calls for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from offramp.config import Probe
from offramp.contract.documents.side import Side
from offramp.contract.probing.requests import Call, plan

THING = {
    "type": "object",
    "required": ["name", "size"],
    "properties": {
        "name": {"type": "string", "examples": ["lamp"]},
        "size": {"type": "integer", "minimum": 3},
    },
}
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "k", "content": {"application/json": {"schema": schema}}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": _answer({"type": "array"}), "429": _answer(ERROR)},
            },
            "post": {
                "security": [{"key": []}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": THING}},
                },
                "responses": {
                    "201": {
                        **_answer(THING),
                        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
                    },
                    "4XX": _answer(ERROR),
                },
            },
        },
        "/things/{id}": {
            "get": {
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "example": "t-1",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {"200": _answer(THING), "default": _answer(ERROR)},
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/health": {"get": {"responses": {"200": {"description": "k"}, "503": _answer(ERROR)}}},
    },
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
}
ALL = ("GET", "HEAD", "POST", "DELETE")


@pytest.fixture
def side() -> Side:
    return Side(DOCUMENT, "3.1")


@pytest.fixture
def calls(side: Side) -> dict[tuple[str, str], Call]:
    """The first calls for the document, all methods allowed, by kind and name."""
    found: dict[tuple[str, str], Call] = {}
    for call in plan(side, Probe(methods=ALL), {"Authorization": "Bearer k"}).calls:
        found.setdefault((call.kind, call.name), call)
    return found


@pytest.fixture
def planned(side: Side) -> Callable[..., Any]:
    return lambda **asked: plan(side, Probe(**asked), {"Authorization": "Bearer k"})
