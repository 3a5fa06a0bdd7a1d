"""Make an operation fail from within: find the code that is its own, and have it raise.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import os
import sys
import threading
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

_DEEPEST = 8
_NOWHERE = ""
"""Stands for all paths that there are not, where operations have their names."""


class Forcer:
    """Watches calls, so as to know whose code an operation is, and makes that code raise.

    Some frameworks name the function in the scope. Where none does, it is the functions of the
    tree that run for this operation and for no other call: middleware runs for each request, one
    for a path that is not there too.

    Args:
        root: the tree.
    """

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root) + os.sep
        self._never = tuple(place + os.sep for place in (sys.prefix, sys.base_prefix))
        self._seen: dict[str, dict[CodeType, None]] = {}
        self._endpoints: dict[str, Any] = {}
        self._now: Any = None
        threading.setprofile(self._event)  # of threads that begin later: applications' pools

    @contextlib.contextmanager
    def watching(self, call: dict[str, Any], scope: dict[str, Any]) -> Iterator[None]:
        """See what runs while a call is made, and what its scope names afterwards."""
        if call["kind"] not in ("success", "path"):
            yield
            return
        name = call["operation"] if call["kind"] == "success" else _NOWHERE
        self._now = self._seen.setdefault(name, {})
        sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._now = None
        endpoint = scope.get("endpoint") or scope.get("route_handler")
        if endpoint is not None:
            self._endpoints.setdefault(call["operation"], endpoint)

    @contextlib.contextmanager
    def failing(self, call: dict[str, Any]) -> Iterator[bool]:
        """Have an operation's code raise; gives whether there is any that is known."""
        named = _function(self._endpoints.get(call["operation"]), call["method"])
        functions = self._own(call["operation"]) if named is None else [named]
        with contextlib.ExitStack() as stack:
            for function in functions:
                stack.enter_context(_raising(function))
            yield bool(functions)

    def _own(self, operation: str) -> list[FunctionType]:
        """Return the functions that ran for an operation alone, or else not for a missing path."""
        ran = self._seen.get(operation, {})
        others = {code for name, seen in self._seen.items() if name != operation for code in seen}
        own = [code for code in ran if code not in others]
        if not own and _NOWHERE in self._seen:
            own = [code for code in ran if code not in self._seen[_NOWHERE]]
        # a class of handlers may be an application of its own, which holds layers of its own
        inner = [code for code in own if not _is_asgi(code)] or own[-1:]
        return [
            each
            for code in inner
            for each in gc.get_referrers(code)
            if isinstance(each, FunctionType) and each.__code__ is code
        ]

    def _event(self, frame: Any, event: str, _: Any) -> None:
        if event == "call" and self._now is not None:
            code = frame.f_code
            name = code.co_filename
            if name.startswith(self._root) and not name.startswith(self._never):
                self._now.setdefault(code)


def _is_asgi(code: CodeType) -> bool:
    return {"receive", "send"} <= {*code.co_varnames[: code.co_argcount]}


def _function(thing: Any, method: str) -> Any:
    """Return the Python function that an endpoint comes down to, or None."""
    for _ in range(_DEEPEST):
        if inspect.isfunction(thing):
            return thing
        if inspect.ismethod(thing):
            thing = thing.__func__
        elif isinstance(thing, functools.partial):
            thing = thing.func
        elif isinstance(thing, type):  # a class with a method for each of HTTP's
            thing = getattr(thing, method.lower(), None)
        else:
            thing = getattr(thing, "fn", None) or vars(type(thing)).get("__call__")
    return None


@contextlib.contextmanager
def _raising(function: Any) -> Iterator[None]:
    """Let a function raise instead of doing what it does: by its code, whoever holds it."""
    code = function.__code__
    names = ", ".join(code.co_freevars)  # a function's code must fit the cells that it closes over
    around = "\n".join(f"    {name} = None" for name in code.co_freevars)
    word = (
        "async def"
        if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
        else "def"
    )
    last = (
        "yield" if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR) else "pass"
    )
    source = (
        f"def around():\n{around or '    pass'}\n"
        f"    {word} failing(*args, **kwargs):\n"
        f"        ({names + ',' if names else ''})\n"
        f"        raise RuntimeError('offramp forced this error')\n"
        f"        {last}\n"
        f"    return failing\n"
    )
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102 - of names alone, which are identifiers
    failing: FunctionType = made["around"]()
    try:
        function.__code__ = failing.__code__
        yield
    finally:
        function.__code__ = code
