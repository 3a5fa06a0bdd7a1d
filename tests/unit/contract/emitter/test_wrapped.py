"""From a name to an application: factories and wrappers."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from offramp.contract.emitter import clients, frameworks, wrapped

DOCUMENT = {"openapi": "3.1.0", "info": {}, "paths": {}}


class App:
    def __init__(self, title: str = "x") -> None:
        self.title = title

    def openapi(self) -> Any:
        return {**DOCUMENT, "info": {"title": self.title}}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


class Around:
    def __init__(self, *inner: Any) -> None:
        self._one, self._other = (*inner, None)[:2]

    def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


class Slotted:
    __slots__ = ("inner",)

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def closure(app: Any) -> Any:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)

    return inner


async def later() -> App:
    return App()


def made(thing: Any) -> Any:
    return wrapped.document_of(thing, frameworks, clients)


@pytest.mark.parametrize(
    "thing",
    [
        App(),
        App,
        lambda settings=None: App(),
        later,
        functools.partial(App, "x"),
        Around(App()),
        Around(Around(App())),
        Slotted(App()),
        closure(App()),
        functools.partial(App().__call__, {}),
    ],
)
def test_the_application_within(thing: Any) -> None:
    assert made(thing) == {**DOCUMENT, "info": {"title": "x"}}


def test_two_applications_in_one_are_not_guessed_between() -> None:
    with pytest.raises(frameworks.Several, match="2 applications"):
        made(Around(App(), App()))
    one = App()
    assert made(Around(one, one)) == one.openapi()


def test_a_factory_that_asks_for_more_is_told_what() -> None:
    def factory(env: str, *, region: str, debug: bool = False, **_: Any) -> None: ...

    with pytest.raises(wrapped.Needs) as caught:
        made(factory)
    assert caught.value.refusal["arguments"] == ["env", "region"]


def test_a_factory_that_expects_a_running_loop() -> None:
    import asyncio

    def factory() -> App:
        asyncio.get_running_loop()
        return App()

    assert made(factory) == App().openapi()


@pytest.mark.parametrize("database", [True, False])
def test_routes_that_are_added_at_start_up(database: bool) -> None:
    async def call(self: Any, scope: Any, receive: Any, send: Any) -> None:
        if not database:
            raise RuntimeError("no database")
        await receive()
        self.paths = {"/late": {}}
        await send({"type": "lifespan.startup.complete"})

    kind = {"paths": {}, "openapi": lambda self: {**DOCUMENT, "paths": self.paths}}
    app = type("FastAPI", (), {"__module__": "fastapi.applications", "__call__": call, **kind})()
    if database:
        assert made(app)["paths"] == {"/late": {}}
    else:
        with pytest.raises(RuntimeError, match="no database"):
            made(app)


def test_nothing_is_made_of_nothing() -> None:
    assert made(1) is None
    assert made(lambda: 1) is None
    assert made(lambda scope, receive, send: None) is None
