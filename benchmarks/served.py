"""The reference service as benchmarks/service.py serves it: bare, in its layers, and in peers.

uvicorn runs each of them by name, in the folder of the sandbox: ``uvicorn --factory served:bare``.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from unittest import mock

from fastapi import FastAPI, Request, Response
from lukhas.adapters.openai import api, headers
from lukhas.adapters.openai.limiting import limiter_layer
from lukhas.adapters.openai.routes import models
from lukhas.adapters.openai.templates import Templates
from lukhas.core.reliability.principal import Principals
from lukhas.core.reliability.ratelimit import Limiter
from lukhas.core.settings import Settings
from lukhas.observability.tracing import TraceLayer
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from slowapi import Limiter as SlowApi
from slowapi.middleware import SlowAPIASGIMiddleware
from slowapi.util import get_remote_address
from starlette.middleware.base import BaseHTTPMiddleware

Next = Callable[[Request], Awaitable[Response]]


def bare() -> FastAPI:
    """Return the service without a layer around it."""
    with mock.patch.object(api, "wrap"):
        return api.get_app()


def layers() -> FastAPI:
    """Return the service with its limiter, trace and security layers, and no other."""
    app = bare()
    templates = Templates(app)
    api.wrap(
        app,
        lambda inner: TraceLayer(inner, templates.of),
        headers.SecurityHeadersLayer,
        limiter_layer(app.state.settings, templates),
    )
    return app


def whole() -> FastAPI:
    """Return the service as it is, with its metrics and what else it has."""
    return api.get_app()


def slowapi() -> FastAPI:
    """Return the service with its trace and security layers, and slowapi for a limiter.

    slowapi does not limit a request whose route it has not found among the application's own,
    where those of routers are not. So the one that is asked for is put there, the last of them:
    requests are answered by the router's all the same.
    """
    app = bare()
    settings: Settings = app.state.settings
    app.state.limiter = SlowApi(
        key_func=_client, default_limits=[settings.limits.default], headers_enabled=True
    )
    app.add_api_route("/v1/models", models.list_models, include_in_schema=False)
    app.add_middleware(SlowAPIASGIMiddleware)
    templates = Templates(app)
    api.wrap(app, lambda inner: TraceLayer(inner, templates.of), headers.SecurityHeadersLayer)
    return app


def _client(request: Request) -> str:
    return request.headers.get("authorization") or get_remote_address(request)


def base_http_middleware() -> FastAPI:
    """Return the service with a limiter, traces and headers as one would write them at first.

    They do what the layers do, with the same counts, names of clients and spans.
    """
    app = bare()
    settings: Settings = app.state.settings
    templates, limiter = Templates(app), Limiter(settings.limits)
    principals = Principals(settings.api_keys, settings.limits.secret)
    tracer, propagator = trace.get_tracer("lukhas"), TraceContextTextMapPropagator()

    async def limit(request: Request, call_next: Next) -> Response:
        route = templates.of(request.scope)
        decision = await limiter.take(route, principals.of(request.scope))
        answer = await call_next(request) if decision.allowed else Response(status_code=429)
        answer.headers.update({k.decode(): v.decode() for k, v in decision.headers()})
        return answer

    async def secure(request: Request, call_next: Next) -> Response:
        answer = await call_next(request)
        for name, value in headers.FOR_DATA:
            answer.headers.setdefault(name.decode(), value.decode())
        return answer

    async def traced(request: Request, call_next: Next) -> Response:
        parent = propagator.extract(request.headers)
        name = f"{request.method} {templates.of(request.scope)}"
        with tracer.start_as_current_span(name, parent, trace.SpanKind.SERVER) as span:
            answer = await call_next(request)
            span.set_attribute("http.response.status_code", answer.status_code)
            found = span.get_span_context()
            trace_id = found.trace_id if found.is_valid else random.getrandbits(128)
            answer.headers["x-trace-id"] = trace.format_trace_id(trace_id)
            return answer

    for dispatch in (limit, secure, traced):
        app.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
    return app
