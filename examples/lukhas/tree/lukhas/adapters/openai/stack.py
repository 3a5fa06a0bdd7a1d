"""Layers around the whole application, the framework's own error handler included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI

ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]


def wrap(app: FastAPI, *layers: Callable[[ASGIApp], ASGIApp]) -> None:
    """Put ``layers`` around ``app``, the first one outermost.

    ``add_middleware`` would put them inside the handler that makes a 500 of an exception, so that
    they would see the exception and not the answer.
    """
    build = app.build_middleware_stack

    def build_with_layers() -> ASGIApp:
        stack = build()
        for layer in reversed(layers):
            stack = layer(stack)
        return stack

    app.build_middleware_stack = build_with_layers
