"""Errors that are forced: in what a scope names, or what runs for one operation alone."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from offramp.contract.emitter.forcing import Forcer

FORCED = "offramp forced this error"


def call_of(name: str, kind: str = "success") -> dict[str, Any]:
    return {"kind": kind, "operation": name, "method": "GET"}


@pytest.fixture
def forcer() -> Iterator[Forcer]:
    yield Forcer(str(Path(__file__).parent))
    threading.setprofile(None)  # type: ignore[arg-type] # None takes it away


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


class _Methods:
    """A class with a method for each of HTTP's, which a framework makes an object of."""

    def get(self, q: str) -> str:
        return q


def _stream(q: str) -> Iterator[str]:
    yield q


async def _beats(q: str) -> AsyncIterator[str]:
    yield q


async def _said(endpoint: Any) -> str:
    made = endpoint("q")
    if hasattr(made, "__await__"):
        return str(await made)
    if hasattr(made, "__aiter__"):
        return "".join([each async for each in made])
    return "".join(made)


@pytest.mark.parametrize(
    "endpoint",
    [
        *(_plain, _waiting, _closing_over("a", "b"), _Kind().method, _Kind()),
        *(partial(_plain), _stream, _beats),
    ],
)
def test_what_a_scope_names_raises_and_is_whole_again_afterwards(
    forcer: Forcer, endpoint: Any
) -> None:
    with forcer.watching(call_of("GET /t"), {"endpoint": endpoint}):
        assert asyncio.run(_said(endpoint)) == "q"
    with forcer.failing(call_of("GET /t")) as is_forced, pytest.raises(RuntimeError, match=FORCED):
        asyncio.run(_said(endpoint))
    assert is_forced
    assert asyncio.run(_said(endpoint)) == "q"


def test_a_class_that_a_scope_names_raises_in_the_method_of_the_call(forcer: Forcer) -> None:
    with forcer.watching(call_of("GET /t"), {"route_handler": _Methods}):
        pass
    with forcer.failing(call_of("GET /t")), pytest.raises(RuntimeError, match=FORCED):
        _Methods().get("q")


def _layer(handler: Callable[[], str] | None) -> str:
    return handler() if handler else "nowhere"


def _first() -> str:
    return "first"


def _second() -> str:
    return "second"


def _watched(forcer: Forcer, name: str, handler: Any, kind: str = "success") -> None:
    with forcer.watching(call_of(name, kind), {}):
        _layer(handler)


def test_what_runs_for_one_operation_alone_raises_and_no_layer_does(forcer: Forcer) -> None:
    _watched(forcer, "GET /no", None, "path")
    _watched(forcer, "GET /first", _first)
    _watched(forcer, "GET /second", _second)
    with forcer.failing(call_of("GET /first")) as is_forced:
        assert is_forced
        assert _layer(_second) == "second"
        assert _layer(None) == "nowhere"
        with pytest.raises(RuntimeError, match=FORCED):
            _layer(_first)


def test_what_two_operations_share_raises_where_a_missing_path_has_it_not(forcer: Forcer) -> None:
    for name in ("GET /first", "GET /second"):
        _watched(forcer, name, _first)
    with forcer.failing(call_of("GET /first")) as is_forced:
        assert not is_forced
    _watched(forcer, "GET /no", None, "path")
    with forcer.failing(call_of("GET /first")), pytest.raises(RuntimeError, match=FORCED):
        _layer(_first)


def test_what_runs_in_a_thread_of_the_applications_pool_is_seen(forcer: Forcer) -> None:
    done = []
    with forcer.watching(call_of("GET /t"), {}):
        thread = threading.Thread(target=lambda: done.append(_first()))
        thread.start()
        thread.join()
    with forcer.failing(call_of("GET /t")), pytest.raises(RuntimeError, match=FORCED):
        _first()
    assert done == ["first"]


async def _mounted(scope: Any, receive: Any, send: Any) -> str:
    return await _handling(scope, receive, send)


async def _handling(scope: Any, receive: Any, send: Any) -> str:
    return "handled"


def test_of_applications_in_each_other_the_inner_one_raises(forcer: Forcer) -> None:
    """One that is mounted may have layers of its own, which are to stay whole."""
    with forcer.watching(call_of("GET /t"), {}):
        asyncio.run(_mounted(None, None, None))
    inner = _handling.__code__
    with forcer.failing(call_of("GET /t")):
        assert _handling.__code__ is not inner
        assert _mounted.__code__.co_varnames[:3] == ("scope", "receive", "send")
    assert _handling.__code__ is inner


def test_nothing_is_known_of_what_is_not_of_the_tree(tmp_path: Path) -> None:
    forcer = Forcer(str(tmp_path))
    threading.setprofile(None)  # type: ignore[arg-type] # None takes it away
    _watched(forcer, "GET /t", _first)
    with forcer.failing(call_of("GET /t")) as is_forced:
        assert not is_forced
        assert _first() == "first"


def test_packages_that_are_installed_in_the_tree_are_not_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", str(Path(__file__).parent))
    forcer = Forcer(str(Path(__file__).parents[1]))
    threading.setprofile(None)  # type: ignore[arg-type] # None takes it away
    _watched(forcer, "GET /t", _first)
    with forcer.failing(call_of("GET /t")) as is_forced:
        assert not is_forced
