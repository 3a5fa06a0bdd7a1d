"""Applications that are called in process, as pure ASGI: no framework is asked for anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from offramp.contract.emitter import clients, probe, wrapped


def call_of(kind: str = "success", **more: Any) -> dict[str, Any]:
    base = {"kind": kind, "operation": "GET /t", "method": "GET", "target": "/t?q=1"}
    return {**base, "headers": {}, "body": None, "most": 1, **more}


def ask(app: Any, *calls: dict[str, Any]) -> list[list[dict[str, Any]]]:
    made = probe.probe(app, list(calls), wrapped, clients)
    answers: list[list[dict[str, Any]]] = made["answers"]
    return answers


def answering(answer: Callable[..., Any]) -> Callable[..., Any]:
    """An ASGI application without a lifespan."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise RuntimeError("no lifespan")
        await answer(scope, receive, send)

    return app


async def start(send: Any, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    message = await receive()
    await start(send, 200, (b"X-Path", scope["raw_path"]), *scope["headers"])
    said = f"{scope['method']} {scope['path']} {scope['query_string'].decode()} "
    await send({"type": "http.response.body", "body": said.encode() + message["body"]})


def test_a_request_arrives_as_it_was_written_and_its_answer_comes_back() -> None:
    sent = call_of(method="POST", target="/a%20b?q=%26", body="{}", headers={"X-One": "1"})
    [[answer]] = ask(answering(echo), sent)
    assert (answer["status"], answer["body"]) == (200, "POST /a b q=%26 {}")
    headers = dict(answer["headers"])
    assert headers["x-path"] == "/a%20b"
    assert (headers["x-one"], headers["content-length"]) == ("1", "2")
    assert (answer["complete"], answer["cut"], answer["raised"]) == (True, "", "")


def test_a_factory_is_called_first() -> None:
    [[answer]] = ask(lambda: answering(echo), call_of())
    assert answer["status"] == 200


@pytest.mark.parametrize("app", [lambda environ, start_response: [], object(), {}])
def test_what_is_no_asgi_application_is_refused(app: Any) -> None:
    with pytest.raises(probe.NotCallable) as caught:
        ask(app, call_of())
    assert caught.value.refusal["kind"] == "not-asgi"


def test_what_it_keeps_from_its_start_comes_with_each_request_and_its_end_is_called() -> None:
    heard = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            heard.append((await receive())["type"])
            scope["state"]["pool"] = "open"
            await send({"type": "lifespan.startup.complete"})
            heard.append((await receive())["type"])
            await send({"type": "lifespan.shutdown.complete"})
            return
        await start(send, 200, (b"x-pool", scope["state"]["pool"].encode()))
        await send({"type": "http.response.body", "body": b""})

    [[answer]] = ask(app, call_of())
    assert dict(answer["headers"]) == {"x-pool": "open"}
    assert heard == ["lifespan.startup", "lifespan.shutdown"]


def test_an_application_that_does_not_start_is_not_called() -> None:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(clients.NotStarted, match="no database"):
        ask(app, call_of())


def test_an_exception_is_told_with_what_was_sent_before_it() -> None:
    async def broken(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/late":
            await start(send, 200)
        raise ValueError("no")

    [[never], [late]] = ask(answering(broken), call_of(), call_of(target="/late"))
    assert (never["status"], never["raised"]) == (0, "ValueError: no")
    assert (late["status"], late["complete"], late["raised"]) == (200, False, "ValueError: no")


def test_an_endless_stream_is_cut_by_its_size_and_the_application_hears_of_it() -> None:
    heard = []

    async def endless(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await start(send)
        gone = asyncio.ensure_future(receive())
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)
        heard.append(gone.result()["type"])

    [[answer]] = ask(answering(endless), call_of())
    assert answer["cut"] == "after 1 MiB"
    assert 1 << 20 < len(answer["body"]) < 2 << 20
    assert heard == ["http.disconnect"]


def test_a_stream_that_waits_for_nothing_does_not_stop_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "_GRACE", 0.05)

    async def hasty(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await start(send)
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})

    [[answer]] = ask(answering(hasty), call_of())
    assert answer["cut"] == "after 1 MiB"


def test_what_does_not_end_is_cut_by_time_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_LONGEST", 0.05)
    monkeypatch.setattr(probe, "_GRACE", 0.05)
    ended = []

    async def silent(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await start(send)
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(scope["path"])

    [[answer]] = ask(answering(silent), call_of())
    assert (answer["status"], answer["cut"]) == (200, "after 0.05 s")
    assert ended == ["/t"]


def test_a_call_is_repeated_until_its_status_comes_and_one_of_each_kind_is_kept() -> None:
    seen = []

    async def limited(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        more = [] if len(seen) == 3 else [(b"x-trace-id", b"1")]  # one answer lacks its header
        await start(send, 200 if len(seen) < 6 else 429, *more)
        await send({"type": "http.response.body", "body": b""})

    [answers] = ask(answering(limited), call_of("limit", most=100, until=429))
    assert len(seen) == 6
    kept = [(answer["status"], bool(answer["headers"])) for answer in answers]
    assert kept == [(200, True), (200, False), (429, True)]


def framework(endpoint: Any) -> Callable[..., Any]:
    """A framework that calls an endpoint, and answers 500 in its place where that raises."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        scope["endpoint"] = endpoint
        try:
            made = endpoint("q")
            body = await made if hasattr(made, "__await__") else made
            status = 200
        except RuntimeError as error:
            status, body = 500, str(error)
        await start(send, status)
        await send({"type": "http.response.body", "body": body.encode()})

    return answering(app)


def _plain(q: str) -> str:
    return q


async def _waiting(q: str) -> str:
    return q


def _closing_over(held: str, other: str) -> Callable[[str], str]:
    def inner(q: str) -> str:
        return held and other and q

    return inner


class _Kind:
    def method(self, q: str) -> str:
        return q

    def __call__(self, q: str) -> str:
        return q


@pytest.mark.parametrize(
    "endpoint",
    [
        *(_plain, _waiting, _closing_over("a", "b"), _Kind().method, _Kind()),
        partial(_plain),
    ],
)
def test_an_error_is_forced_in_whatever_answers_and_is_gone_afterwards(endpoint: Any) -> None:
    """The framework sees an exception of the endpoint's own: nothing else is in its place."""
    app = framework(endpoint)
    [[before], [forced], [after]] = ask(app, call_of(), call_of("error"), call_of())
    assert (before["status"], after["status"]) == (200, 200)
    assert (forced["status"], forced["body"]) == (500, "offramp forced this error")


def test_no_error_is_forced_where_nothing_tells_what_answers() -> None:
    [[_], forced] = ask(answering(echo), call_of(), call_of("error"))
    assert forced == []
