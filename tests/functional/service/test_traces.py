"""X-Trace-Id on a real server: T1 to T5 of the original's defects, by number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
DREAM = b'{"prompt": "x"}'
SPEAK = {"model": "lukhas-respond-standin", "input": "3 words"}
EMBED = {"model": "lukhas-embed-standin", "input": "x"}
SETTINGS = {
    "LUKHAS_API_KEYS": "k,used-up",
    "LUKHAS_ENGINE": "engines:Failing",
    "LUKHAS_RL_ROUTES": "/v1/dreams=100/minute",
}


@pytest.fixture(scope="module", params=["no exporter", "exporter and native spans"])
def traced(request: pytest.FixtureRequest, serve: Callable[..., Any]) -> Iterator[Any]:
    """A service; FastAPI of newer releases makes spans of its own where there is an exporter."""
    exporter = "yes" if request.param.startswith("exporter") else ""
    with serve(exporter=exporter, **SETTINGS) as service:
        service.exports = bool(exporter)
        yield service


def assert_traced(service: Any, answer: Any, wait: Callable[..., None]) -> None:
    """The id is the log's too, and that of the one span that stands for the request."""
    trace = answer.trace
    assert f"[{trace}]: 127.0.0.1:" in service.log
    if service.exports:

        def ended() -> list[int]:
            mine = [span for span in service.spans if span["trace"] == trace]
            return [span["status"] for span in mine if span["kind"] == "SERVER"]

        wait(ended)  # the client has its answer a little before the span ends
        assert ended() == [answer.status]


REQUESTS = [
    (200, "GET /healthz", b"", "k"),
    (200, "GET /metrics", b"", None),
    (200, "GET /openapi.json", b"", None),
    (200, "GET /v1/models", b"", "k"),
    (200, "POST /v1/dreams", DREAM, "k"),
    (200, "POST /v1/responses", json.dumps(SPEAK).encode(), "k"),
    (200, "POST /v1/responses", json.dumps(SPEAK | {"stream": True}).encode(), "k"),
    (307, "GET /v1/models/", b"", "k"),
    (400, "POST /v1/dreams", b'{"prompt": "\xff"}', "k"),
    (401, "GET /v1/models", b"", None),
    (404, "GET /nothing", b"", "k"),
    (405, "DELETE /v1/models", b"", "k"),
    (200, "HEAD /v1/models", b"", "k"),
    (200, "HEAD /healthz", b"", "k"),
    (405, "HEAD /v1/dreams", b"", "k"),
    (405, "OPTIONS /v1/models", b"", "k"),
    (422, "POST /v1/dreams", b"{}", "k"),
    (500, "POST /v1/embeddings", json.dumps(EMBED).encode(), "k"),
]


@pytest.mark.parametrize(("status", "target", "body", "key"), REQUESTS)
def test_t1_t3_t4_every_answer_has_the_id_of_its_span(
    traced: Any,
    wait: Callable[..., None],
    status: int,
    target: str,
    body: bytes,
    key: str | None,
) -> None:
    """T1 and T2: 500 and streams; T3: without an exporter; T4: with native spans."""
    answer = traced.ask(target, body, key=key)
    assert answer.status == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert_traced(traced, answer, wait)


def test_t1_a_refusal_has_it(serve: Callable[..., Any], wait: Callable[..., None]) -> None:
    with serve(LUKHAS_RL_DEFAULT="1/minute", exporter="yes") as service:
        service.exports = True
        answers = [service.ask("GET /v1/models") for _ in range(2)]
        assert [answer.status for answer in answers] == [200, 429]
        for answer in answers:
            assert_traced(service, answer, wait)


def test_t5_the_body_of_a_500_and_its_log_line_have_it(traced: Any) -> None:
    answer = traced.ask("POST /v1/embeddings", json.dumps(EMBED).encode())
    assert answer.trace in answer.json["error"]["message"]
    assert f"ERROR lukhas.adapters.openai.errors [{answer.trace}]: POST" in traced.log


def test_a_valid_parent_is_followed(traced: Any, wait: Callable[..., None]) -> None:
    answer = traced.ask("GET /v1/models", b"", f"traceparent: 00-{TRACE}-{SPAN}-01")
    assert answer.trace == TRACE
    if traced.exports:
        wait(lambda: SPAN in [s["parent"] for s in traced.spans if s["trace"] == TRACE])


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "junk",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-0g",
        f"00-{TRACE}-{SPAN}-01" + "x" * 5000,
        f"00-{TRACE}-{SPAN}\xff-01",
    ],
)
def test_an_invalid_parent_is_not(traced: Any, parent: str) -> None:
    answer = traced.ask("GET /v1/models", b"", f"traceparent: {parent}")
    assert answer.status == 200
    assert answer.trace not in (TRACE, TRACE.upper())


def test_a_connection_is_not_a_trace(
    traced: Any, compose: Callable[..., bytes], wait: Callable[..., None]
) -> None:
    """A server may start a request in the context of the one before on the same connection.

    uvicorn does: with a pipelined request, and with all that follow a body of more than 64 KiB.
    """
    get = compose("GET /v1/models")
    answers = []
    with traced.line() as line:
        line.send(get * 4)
        answers += [line.answer() for _ in range(4)]
        line.send(compose("POST /v1/dreams", b'{"prompt": "%s"}' % (b"x" * 190_000)))
        answers.append(line.answer())
        for _ in range(3):
            line.send(get)
            answers.append(line.answer())
    assert {answer.status for answer in answers} == {200}
    assert Counter(answer.trace for answer in answers).most_common(1)[0][1] == 1
    for answer in answers:
        assert_traced(traced, answer, wait)
