"""From what the settings name to what makes the document: factories, and what wraps an application.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_DEEPEST = 8
_COMMANDS = ("click.Command", "click.Group", "typer.Typer")


class Needs(Exception):
    """A factory that cannot be called without arguments; ``refusal`` names them."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(f"it needs {', '.join(arguments)}")
        self.refusal = {"kind": "arguments", "arguments": arguments}


def document_of(app: Any, frameworks: Any, clients: Any) -> Any:
    """Return the document of an application, of what wraps it, or of what a factory makes.

    Args:
        app: what the settings name.
        frameworks: the module ``frameworks``.
        clients: the module ``clients``.

    Returns:
        The document; None where nothing here makes one.

    Raises:
        Exception: whatever the application raises; those with ``refusal`` are of this emitter.
    """
    document = _known(app, frameworks, clients)
    if document is None and _is_factory(app, frameworks, clients):
        app = call(app)
        document = _known(app, frameworks, clients)
    if document is None and not frameworks.is_a(app, *frameworks.SERVERS):
        document = _served(app, clients.protocol(app), clients, must_start=False)
    return document


def call(factory: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a factory, and wait for what it returns where that is to be waited for."""
    try:
        made = factory(*args, **kwargs)
    except RuntimeError as error:
        # Servers import applications while their event loop runs; few factories need that.
        if "event loop" not in str(error):
            raise
        import asyncio

        return asyncio.run(_within_a_loop(factory, args, kwargs))
    if hasattr(made, "__await__"):
        import asyncio

        made = asyncio.run(_wait(made))
    return made


async def _within_a_loop(factory: Any, args: Any, kwargs: Any) -> Any:
    made = factory(*args, **kwargs)
    return await made if hasattr(made, "__await__") else made


async def _wait(thing: Any) -> Any:
    return await thing


def _is_factory(thing: Any, frameworks: Any, clients: Any) -> bool:
    """Whether it can be called without an argument, as an application can not.

    Raises:
        Needs: it is a function that asks for more.
    """
    if frameworks.is_a(thing, *_COMMANDS):
        return False
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):  # some builtins do not say what they take
        return callable(thing)
    try:
        signature.bind()
    except TypeError:
        if clients.protocol(thing) or not (inspect.isroutine(thing) or isinstance(thing, type)):
            return False
        required = [
            name
            for name, parameter in signature.parameters.items()
            if parameter.default is parameter.empty and parameter.kind not in (2, 4)
        ]
        raise Needs(required) from None
    return True


def _known(app: Any, frameworks: Any, clients: Any) -> Any:
    """Return the document of an application of a known framework, or of the one that it wraps."""
    seen, level = {id(app)}, [app]
    for _ in range(_DEEPEST):
        found = []
        for thing in level:
            document = _direct(thing, frameworks, clients)
            if document is not None:
                found.append((thing, document))
        if len(found) > 1:
            raise frameworks.Several([thing for thing, _ in found], "applications in it")
        if found:
            return found[0][1]
        level = [inner for thing in level for inner in held(thing) if id(inner) not in seen]
        level = list({id(inner): inner for inner in level}.values())
        seen.update(map(id, level))
    return None


def _direct(app: Any, frameworks: Any, clients: Any) -> Any:
    for extract in frameworks.EXTRACTORS:
        document = extract(app)
        if document is not None:
            asked = frameworks.is_a(app, "fastapi.FastAPI") and isinstance(document, dict)
            if asked and not document.get("paths") and not document.get("webhooks"):
                return _started(app, clients)
            return document
    for name, protocol in frameworks.SERVERS.items():
        if frameworks.is_a(app, name):
            must_start = frameworks.is_a(app, *frameworks.AT_START)
            either = "asgi" if "asgi" in type(app).__module__ else protocol
            return _served(app, either, clients, must_start=must_start)
    return None


def _started(app: Any, clients: Any) -> Any:
    """Return the document of a FastAPI that has no path before its start-up, which may add them."""
    app.openapi_schema = None  # where it keeps what it made
    return clients.by_asgi(app, must_start=True, ask=app.openapi)


def _served(app: Any, protocol: str, clients: Any, *, must_start: bool) -> Any:
    if protocol == "asgi":
        return clients.by_asgi(app, must_start=must_start)
    return clients.by_wsgi(app) if protocol == "wsgi" else None


def held(wrapper: Any) -> Iterator[Any]:
    """Give what a callable holds: attributes, closure, and the parts of a partial.

    Only what can be called itself, as applications and what wraps them can.
    """
    if isinstance(wrapper, (type, ModuleType)) or not callable(wrapper):
        return
    inner = list((getattr(wrapper, "__dict__", None) or {}).values())
    for kind in type(wrapper).__mro__:
        slots = kind.__dict__.get("__slots__") or ()
        names = (slots,) if isinstance(slots, str) else slots
        inner += [getattr(wrapper, name, None) for name in names]
    for cell in getattr(wrapper, "__closure__", None) or ():
        with contextlib.suppress(ValueError):  # it is still empty
            inner.append(cell.cell_contents)
    if isinstance(wrapper, functools.partial):
        inner += [wrapper.func, *wrapper.args]
    if inspect.ismethod(wrapper):
        inner.append(wrapper.__self__)
    for thing in inner:
        if callable(thing) and not isinstance(thing, (type, ModuleType)):
            yield thing
