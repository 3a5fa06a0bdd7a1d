"""Applications that are called in process, as pure ASGI: no framework is asked for anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.contract.emitter import clients, forcing, probe, wrapped


def call_of(kind: str = "success", **more: Any) -> dict[str, Any]:
    base = {"kind": kind, "operation": "GET /t", "method": "GET", "target": "/t?q=1"}
    sent = {"headers": {}, "body": None, "most": 1, "scheme": "http", "host": "localhost"}
    return {**base, **sent, **more}


Ask = Callable[..., list[list[dict[str, Any]]]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Has an application of this file's folder answer calls."""
    request = {"root": str(Path(__file__).parent), "calling": str(tmp_path / "calling")}

    def asking(app: Any, *calls: dict[str, Any], seconds: float = 9) -> list[list[dict[str, Any]]]:
        asked = {**request, "calls": list(calls), "spare_seconds": seconds}
        made = probe.probe(app, asked, wrapped, clients, forcing)
        return made["answers"]

    return asking


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


def test_a_request_arrives_as_it_was_written_and_its_answer_comes_back(ask: Ask) -> None:
    sent = call_of(method="POST", target="/a%20b?q=%26", body="{}", headers={"X-One": "1"})
    [[answer]] = ask(answering(echo), sent)
    assert (answer["status"], answer["body"]) == (200, "POST /a b q=%26 {}")
    headers = dict(answer["headers"])
    assert headers["x-path"] == "/a%20b"
    assert (headers["x-one"], headers["content-length"]) == ("1", "2")
    assert (answer["complete"], answer["cut"], answer["raised"]) == (True, "", "")


def test_a_factory_is_called_first(ask: Ask) -> None:
    [[answer]] = ask(lambda: answering(echo), call_of())
    assert answer["status"] == 200


@pytest.mark.parametrize("app", [lambda environ, start_response: [], object(), {}])
def test_what_is_no_asgi_application_is_refused(ask: Ask, app: Any) -> None:
    with pytest.raises(probe.NotCallable) as caught:
        ask(app, call_of())
    assert caught.value.refusal["kind"] == "not-asgi"


def test_what_it_keeps_from_its_start_comes_with_each_request_and_its_end_is_called(
    ask: Ask,
) -> None:
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


def test_an_application_that_does_not_start_is_not_called(ask: Ask) -> None:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(clients.NotStarted, match="no database"):
        ask(app, call_of())


def test_an_exception_is_told_with_what_was_sent_before_it(ask: Ask) -> None:
    async def broken(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/late":
            await start(send, 200)
        raise ValueError("no")

    [[never], [late]] = ask(answering(broken), call_of(), call_of(target="/late"))
    assert (never["status"], never["raised"]) == (0, "ValueError: no")
    assert (late["status"], late["complete"], late["raised"]) == (200, False, "ValueError: no")


def test_an_endless_stream_is_cut_by_its_size_and_the_application_hears_of_it(ask: Ask) -> None:
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
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_GRACE", 0.05)

    async def hasty(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await start(send)
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})

    [[answer]] = ask(answering(hasty), call_of())
    assert answer["cut"] == "after 1 MiB"


def test_what_does_not_end_is_cut_by_time_and_stopped(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_a_call_is_repeated_until_its_status_comes_and_one_of_each_kind_is_kept(ask: Ask) -> None:
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


def test_an_error_is_forced_for_one_call(ask: Ask) -> None:
    """The application sees an exception of its own code, and answers as it sees fit."""

    async def work(scope: dict[str, Any]) -> None:
        scope["endpoint"] = work

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await work(scope)
            status = 200
        except RuntimeError:
            status = 500
        await start(send, status)
        await send(BODY)

    calls = (call_of(), call_of("error"), call_of())
    assert [got["status"] for [got] in ask(answering(app), *calls)] == [200, 500, 200]


def test_no_error_is_forced_where_nothing_of_the_tree_answers(tmp_path: Path) -> None:
    asked = {"root": str(tmp_path), "calling": str(tmp_path / "calling"), "spare_seconds": 9}
    calls = [call_of(), call_of("error")]
    made = probe.probe(answering(echo), {**asked, "calls": calls}, wrapped, clients, forcing)
    assert made["answers"][1] == []


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()])
def test_what_would_end_the_loop_is_an_answer_like_another(ask: Ask, error: BaseException) -> None:
    async def leaving(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/leave":
            await asyncio.gather(asyncio.ensure_future(_raise(error)))
        await echo(scope, receive, send)

    [[left], [stayed]] = ask(answering(leaving), call_of(target="/leave"), call_of())
    assert (left["status"], stayed["status"]) == (0, 200)


async def _raise(error: BaseException) -> None:
    raise error


START = {"type": "http.response.start", "status": 200, "headers": []}
BODY = {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize("messages", [(BODY,), (START, START), (START, BODY, BODY)])
def test_messages_that_a_server_refuses_are_refused(
    ask: Ask, messages: tuple[dict[str, Any], ...]
) -> None:
    """ASGI 3.0, HTTP: one start, then bodies until one says that it is the last."""

    async def wrong(scope: dict[str, Any], receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    [[answer]] = ask(answering(wrong), call_of())
    assert "ASGI has no place" in answer["raised"]


def test_of_a_call_that_waits_for_a_status_no_other_stream_is_read(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_GRACE", 10)
    monkeypatch.setattr(probe, "_MANY", 1000)
    began = time.monotonic()

    async def endless(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await start(send)
        while True:
            await send({**BODY, "body": b"x", "more_body": True})

    [[answer]] = ask(answering(endless), call_of("limit", most=2, until=429))
    assert (answer["cut"], answer["body"]) == ("at its beginning", "x")
    assert time.monotonic() - began < 5


def test_what_took_too_long_once_gets_less_time(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_LONGEST", 0.2)
    monkeypatch.setattr(probe, "_GRACE", 0.05)

    async def silent(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await asyncio.sleep(60)

    [[first], [second]] = ask(answering(silent), call_of(), call_of())
    assert (first["cut"], second["cut"]) == ("after 0.2 s", "after 0.05 s")


def test_the_call_in_hand_is_written_down(ask: Ask, tmp_path: Path) -> None:
    said = []

    async def looking(scope: dict[str, Any], receive: Any, send: Any) -> None:
        said.append((tmp_path / "calling").read_text())
        await echo(scope, receive, send)

    ask(answering(looking), call_of())
    assert said == ["GET /t (success)"]


def test_what_may_be_left_out_is_where_its_time_is_over(ask: Ask) -> None:
    made = ask(answering(echo), call_of(spare=True), call_of(spare=False), seconds=-1)
    assert [len(each) for each in made] == [0, 1]
