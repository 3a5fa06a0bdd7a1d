"""A trace for every request, and its id on every answer as ``X-Trace-Id``."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

from opentelemetry import context, trace
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Scope = dict[str, Any]
ASGIApp = Callable[[Scope, Any, Any], Awaitable[None]]

HEADER = b"x-trace-id"
_TRACED = "lukhas.traced"
_MADE = context.create_key("lukhas-trace-id")


def current_trace_id() -> str | None:
    """Return the id of the trace that this code runs in, 32 hexadecimal digits, or None."""
    found = trace.get_current_span().get_span_context()
    return trace.format_trace_id(found.trace_id) if found.is_valid else None


class _Headers(Getter[Scope]):
    """Reads an ASGI scope's headers for the propagator."""

    def get(self, carrier: Scope, key: str) -> list[str] | None:
        wanted = key.lower().encode()
        return [v.decode("latin-1") for k, v in carrier["headers"] if k == wanted] or None

    def keys(self, carrier: Scope) -> list[str]:
        return [name.decode("latin-1") for name, _ in carrier["headers"]]


_HEADERS = _Headers()
_NOTHING = context.Context()


class TraceLayer:
    """Wraps the whole application in a span, and tells its trace id.

    Where the framework or an instrumentation further out made a span already, that one is told.
    Spans go to the process's tracer provider where one was set up; without one there are no spans,
    and ids all the same. The trace goes on from a valid ``traceparent`` (W3C Trace Context).

    Args:
        app: what is wrapped.
        template: the route template of a request, for the span's name.
    """

    def __init__(self, app: ASGIApp, template: Callable[[Scope], str]) -> None:
        self._app = app
        self._template = template
        self._tracer = trace.get_tracer("lukhas")
        self._propagator = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or _TRACED in scope:
            await self._app(scope, receive, send)
            return
        scope[_TRACED] = True
        outer = trace.get_current_span()
        found = outer.get_span_context()
        # A server may start a request in the context of the one before on the same connection:
        # the span that is current there is this layer's own, and has nothing to do with this one.
        if found.is_valid and context.get_value(_MADE) != found.trace_id:
            await self._app(scope, receive, _telling(outer, send))
            return
        span = self._start(scope)
        made = context.Context({_MADE: span.get_span_context().trace_id})
        # What trace.use_span does, which is a generator and takes three times as long.
        token = context.attach(trace.set_span_in_context(span, made))
        try:
            await self._app(scope, receive, _telling(span, send))
        except Exception as error:
            span.record_exception(error)
            span.set_status(trace.StatusCode.ERROR, f"{type(error).__name__}: {error}")
            raise
        finally:
            context.detach(token)
            span.end()

    def _start(self, scope: Scope) -> trace.Span:
        route, method, parent = self._template(scope), scope["method"], _NOTHING
        # Of two, nobody can tell which one is meant.
        if [name for name, _ in scope["headers"]].count(b"traceparent") == 1:
            parent = self._propagator.extract(scope, getter=_HEADERS)
        span = self._tracer.start_span(
            f"{method} {route}",
            parent,
            trace.SpanKind.SERVER,
            {"http.request.method": method, "http.route": route},
        )
        return span if span.get_span_context().is_valid else _unrecorded()


def _telling(span: trace.Span, send: Callable[[Any], Awaitable[None]]) -> Callable[..., Any]:
    """Return ``send`` with the trace id on the answer, and the answer's status on the span."""
    header = HEADER, b"%032x" % span.get_span_context().trace_id

    def told(message: dict[str, Any]) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
            if message["status"] >= 500:
                span.set_status(trace.StatusCode.ERROR)
            headers = [h for h in message.get("headers", ()) if h[0].lower() != HEADER]
            headers.append(header)
            message["headers"] = headers
        return send(message)

    return told


def _unrecorded() -> trace.Span:
    """Return a span that has ids and is recorded nowhere."""
    # An id of zero is invalid (W3C Trace Context, trace-id).
    trace_id, span_id = random.getrandbits(128) or 1, random.getrandbits(64) or 1
    return trace.NonRecordingSpan(trace.SpanContext(trace_id, span_id, is_remote=False))
