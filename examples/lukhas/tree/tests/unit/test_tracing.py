"""X-Trace-Id: on every answer, equal to the span's, in the log lines of the request."""

from __future__ import annotations

import asyncio
import logging
import re
from unittest import mock

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from lukhas.adapters.openai.api import get_app
from lukhas.core.reliability.limits import RateLimits
from lukhas.core.settings import Settings
from lukhas.observability.logs import LineFormatter
from lukhas.observability.tracing import TraceLayer, current_trace_id

KEY = {"Authorization": "Bearer k"}
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": []}
SPEAK = {"model": "lukhas-respond-standin", "input": "hi"}


def make_app(**limits: object) -> FastAPI:
    return get_app(Settings(api_keys=("k",), limits=RateLimits(**limits)))


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What an exporter gets, for applications that are made after this."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    return exporter


def server_span(exporter: InMemorySpanExporter) -> ReadableSpan:
    """Return the span of the one request that was made, which all others belong to.

    Newer releases of FastAPI make spans of their own inside.
    """
    spans = exporter.get_finished_spans()
    assert len({span.context.trace_id for span in spans}) == 1
    [found] = [span for span in spans if span.kind is trace.SpanKind.SERVER]
    return found


REQUESTS = [
    (200, "GET", "/healthz", {}),
    (200, "GET", "/v1/models", {}),
    (200, "POST", "/v1/responses", {"json": SPEAK}),
    (200, "POST", "/v1/responses", {"json": SPEAK | {"stream": True}}),
    (401, "GET", "/v1/models", {"headers": {"Authorization": ""}}),
    (404, "GET", "/nothing", {}),
    (200, "HEAD", "/v1/models", {}),
    (405, "HEAD", "/v1/dreams", {}),
    (405, "DELETE", "/v1/models", {}),
    (422, "POST", "/v1/dreams", {"json": {}}),
    (500, "POST", "/v1/dreams", {"json": {"prompt": "x"}}),
]


@pytest.mark.parametrize("export", [False, True])
@pytest.mark.parametrize(("status", "method", "path", "more"), REQUESTS)
def test_every_answer_has_the_id_of_its_span(
    status: int, method: str, path: str, more: dict, export: bool, request: pytest.FixtureRequest
) -> None:
    """T1-T4, R12"""
    exporter = request.getfixturevalue("exported") if export else None
    client = TestClient(make_app(), raise_server_exceptions=False, headers=KEY)
    with mock.patch("lukhas.core.plugins.dreams", side_effect=RuntimeError):
        answer = client.request(method, path, **more)
    assert answer.status_code == status
    [found] = answer.headers.get_list("X-Trace-Id")
    assert re.fullmatch("(?!0{32})[0-9a-f]{32}", found)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if exporter:
        span = server_span(exporter)
        assert trace.format_trace_id(span.context.trace_id) == found
        assert span.attributes["http.response.status_code"] == status
        assert (span.status.status_code is trace.StatusCode.ERROR) == (status == 500)


def test_a_refusal_has_it_too() -> None:
    """T1, R12"""
    with TestClient(make_app(default="1/minute"), headers=KEY) as client:
        answers = [client.get("/v1/models") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert len({answer.headers["X-Trace-Id"] for answer in answers}) == 2
    assert answers[1].headers["X-Content-Type-Options"] == "nosniff"


def test_a_valid_parent_is_followed(exported: InMemorySpanExporter) -> None:
    answer = TestClient(make_app()).get("/healthz", headers={"traceparent": PARENT})
    assert answer.headers["X-Trace-Id"] == PARENT[3:35]
    span = server_span(exported)
    assert trace.format_span_id(span.parent.span_id) == PARENT[36:52]


@pytest.mark.parametrize(
    "parent", ["", "junk", PARENT[:-1], PARENT.replace("0af7", "XXXX"), f"00-{'0' * 32}-1-01"]
)
def test_an_invalid_parent_is_not(parent: str) -> None:
    answer = TestClient(make_app()).get("/healthz", headers={"traceparent": parent})
    assert answer.headers["X-Trace-Id"] not in (PARENT[3:35], "0" * 32)


def test_of_two_parents_neither_is_followed() -> None:
    other = PARENT.replace("0af7", "1bf7")
    client = TestClient(make_app())
    found = [
        client.get("/healthz", headers=[("traceparent", one), ("traceparent", PARENT)])
        for one in (other, PARENT)
    ]
    assert {answer.headers["X-Trace-Id"] for answer in found} & {other[3:35], PARENT[3:35]} == set()


def test_spans_inside_are_of_the_same_trace(exported: InMemorySpanExporter) -> None:
    """T4"""
    app, tracer = make_app(), trace.get_tracer_provider().get_tracer("framework")

    @app.get("/inner")
    def inner() -> str | None:
        with tracer.start_as_current_span("native"):
            return current_trace_id()

    answer = TestClient(app).get("/inner")
    assert answer.json() == answer.headers["X-Trace-Id"]
    found = trace.format_trace_id(server_span(exported).context.trace_id)
    assert found == answer.json()


def test_a_valid_parent_is_followed_without_a_framework(exported: InMemorySpanExporter) -> None:
    """T5: newer releases of FastAPI follow it before this layer is asked."""
    layer = TraceLayer(Response(status_code=204), lambda scope: scope["path"])
    answer = TestClient(layer).get("/", headers={"traceparent": PARENT})
    assert answer.headers["X-Trace-Id"] == PARENT[3:35]
    [span] = exported.get_finished_spans()
    assert trace.format_span_id(span.parent.span_id) == PARENT[36:52]


def test_the_span_of_an_instrumentation_further_out_is_told(
    exported: InMemorySpanExporter,
) -> None:
    layer = TraceLayer(Response(status_code=204), lambda scope: scope["path"])

    async def outer(scope, receive, send) -> None:
        with trace.get_tracer_provider().get_tracer("outer").start_as_current_span("outer"):
            await layer(scope, receive, send)

    answer = TestClient(outer).get("/", headers={"traceparent": PARENT})
    [span] = exported.get_finished_spans()
    assert trace.format_trace_id(span.context.trace_id) == answer.headers["X-Trace-Id"]


@pytest.mark.parametrize("export", [False, True])
def test_a_request_begun_in_the_context_of_another_has_a_trace_of_its_own(
    export: bool, request: pytest.FixtureRequest
) -> None:
    """T3: as uvicorn begins those that were pipelined, or came after a body that filled a buffer"""
    exporter = request.getfixturevalue("exported") if export else None
    found, told, begun = [], [], []

    async def inner(scope, receive, send) -> None:
        found.append(current_trace_id())
        if len(found) < 3:
            begun.append(asyncio.create_task(layer({**SCOPE}, None, answered)))
        await Response(status_code=204)(scope, receive, send)

    async def answered(message) -> None:
        if message["type"] == "http.response.start":
            told.append(dict(message["headers"])[b"x-trace-id"].decode())

    async def serve() -> None:
        await layer({**SCOPE}, None, answered)
        for task in begun:
            await task

    layer = TraceLayer(inner, lambda scope: scope["path"])
    asyncio.run(serve())
    assert len(set(found)) == 3
    assert sorted(found) == sorted(told)
    if exporter:
        spans = exporter.get_finished_spans()
        assert {trace.format_trace_id(span.context.trace_id) for span in spans} == set(found)
        assert not any(span.parent for span in spans)


def test_a_layer_around_a_mounted_application_has_the_say() -> None:
    outer = FastAPI()
    outer.mount("/inner", make_app())
    app = TraceLayer(outer, lambda scope: scope["path"])
    answer = TestClient(app).get("/inner/healthz")
    assert len(answer.headers.get_list("X-Trace-Id")) == 1


def test_of_two_layers_the_outer_one_makes_the_span(exported: InMemorySpanExporter) -> None:
    inner = TraceLayer(Response(status_code=204), lambda _scope: "inner")
    answer = TestClient(TraceLayer(inner, lambda _scope: "outer")).get("/")
    assert [span.name for span in exported.get_finished_spans()] == ["GET outer"]
    assert len(answer.headers.get_list("X-Trace-Id")) == 1


def test_an_exception_is_told_to_the_span_and_nothing_is_left_behind(
    exported: InMemorySpanExporter,
) -> None:
    async def failing(*_: object) -> None:
        raise LookupError("why")

    async def serve() -> str | None:
        with pytest.raises(LookupError):
            await TraceLayer(failing, lambda scope: scope["path"])({**SCOPE}, None, None)
        return current_trace_id()

    assert asyncio.run(serve()) is None
    [span] = exported.get_finished_spans()
    assert span.status.description == "LookupError: why"
    assert [event.attributes["exception.message"] for event in span.events] == ["why"]


def test_there_is_an_id_where_opentelemetry_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    found = TestClient(make_app()).get("/healthz").headers["X-Trace-Id"]
    assert re.fullmatch("(?!0{32})[0-9a-f]{32}", found)


def test_log_lines_have_it() -> None:
    """T5"""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(LineFormatter().format(record))
    app, log = make_app(), logging.getLogger("lukhas.test.tracing")

    @app.get("/speak")
    def speak() -> None:
        log.warning("from a thread")

    log.addHandler(handler)
    try:
        answer = TestClient(app).get("/speak")
        log.warning("outside")
    finally:
        log.removeHandler(handler)
    assert f"[{answer.headers['X-Trace-Id']}]: from a thread" in lines[0]
    assert "[-]: outside" in lines[1]


def test_the_line_about_a_bug_has_it(caplog: pytest.LogCaptureFixture) -> None:
    """T5"""
    caplog.handler.setFormatter(LineFormatter())
    client = TestClient(make_app(), raise_server_exceptions=False, headers=KEY)
    with mock.patch("lukhas.core.plugins.dreams", side_effect=RuntimeError("why")):
        answer = client.post("/v1/dreams", json={"prompt": "x"})
    line = f"[{answer.headers['X-Trace-Id']}]: POST /v1/dreams failed: RuntimeError('why')"
    assert line in caplog.text


def test_an_application_that_names_another_id_is_overruled() -> None:
    app = make_app()

    @app.get("/liar")
    def liar() -> PlainTextResponse:
        return PlainTextResponse("x", headers={"X-Trace-Id": "mine"})

    [found] = TestClient(app).get("/liar").headers.get_list("X-Trace-Id")
    assert found != "mine"
