"""Requests counted and timed, for Prometheus. One process, one registry."""

from __future__ import annotations

import functools
import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one application. Their labels have few values, whatever clients send."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._series = functools.cache(self._find)
        self._answered = Counter(
            "lukhas_requests",
            "Answers, by method, route template and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "lukhas_request_seconds",
            "Seconds from the request to the last byte of the answer.",
            ["method", "route"],
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self._registry)

    def record(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        answered, timed = self._series(method if method in _METHODS else "OTHER", route, status)
        answered.inc()
        timed.observe(seconds)

    def _find(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return (
            self._answered.labels(method, route, status),
            self._seconds.labels(method, route),
        )


class MetricsLayer:
    """Records every answer. A request whose client left before any answer is counted as 499."""

    def __init__(
        self, app: Any, metrics: Metrics, template: Callable[[dict[str, Any]], str]
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._template = template

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 499, time.perf_counter()

        def watched(message: dict[str, Any]) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            return send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - start
            self._metrics.record(scope["method"], self._template(scope), status, seconds)
