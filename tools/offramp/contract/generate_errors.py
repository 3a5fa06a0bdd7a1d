"""What it means to a person that an application made no document."""

from __future__ import annotations

import contextlib
import difflib
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from offramp.errors import DocumentError, EnvironmentProblem, OfframpError

_SHOWN = 15


def ended(app: str, code: int, err: str) -> OfframpError:
    """Say how an emitter ended that left no result.

    Args:
        app: the application, as it was named.
        code: the exit code, negative for a signal.
        err: the last lines of its standard error.
    """
    how = f"exit code {code}"
    if code < 0:
        with contextlib.suppress(ValueError):
            how = signal.Signals(-code).name
    return DocumentError(
        f"{app} ended the interpreter before there was a document",
        expected="an application that can be imported without ending the process",
        found=how + (f"\n{err}" if err else ""),
    )


def explained(
    app: str, error: Mapping[str, Any], denied: Sequence[str], memory_mib: int
) -> OfframpError:
    """Turn an emitter's error into one that a person can act upon.

    Args:
        app: the application, as it was named.
        error: the error as the emitter wrote it: its ``kind`` and what goes with that.
        denied: hosts that the application was refused.
        memory_mib: the memory limit that was in force.
    """
    kind = error["kind"]
    if kind in _EXPLAIN:
        return _EXPLAIN[kind](app, error)
    if kind == "memory":
        return EnvironmentProblem(f"{app} needs more than {memory_mib} MiB of memory")
    advice = None
    if kind == "module" and app.partition(":")[0].startswith(str(error.get("name"))):
        advice = "correct app, or add the folder that it lies in to roots"
    elif kind == "module":
        advice = "add it to the project's requirements; [tool.offramp.environment] names the files"
    if denied:
        advice = f"it asked for {', '.join(denied)}: set network = true in [tool.offramp.openapi]"
    return DocumentError(f"{app} could not be imported", found=_trace(error), next=advice)


def _trace(error: Mapping[str, Any]) -> str:
    return "\n".join(error.get("traceback", ()))


def _no_attribute(_app: str, error: Mapping[str, Any]) -> OfframpError:
    near = difflib.get_close_matches(error["attribute"], error["names"], n=3)
    return DocumentError(
        error["message"],
        expected=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        where=error["path"],
        next="correct app in [tool.offramp.openapi]",
    )


def _exited(app: str, error: Mapping[str, Any]) -> OfframpError:
    return DocumentError(
        f"{app} ended with exit code {error['code']} instead of making a document",
        found=_trace(error),
    )


def _from_elsewhere(app: str, error: Mapping[str, Any]) -> OfframpError:
    return EnvironmentProblem(
        error["message"],
        expected=f"{app.partition(':')[0]} from the tree that is judged",
        found=error["found"],
        next="correct app and roots; an installed copy of the project must not come first",
    )


def _mixed(app: str, error: Mapping[str, Any]) -> OfframpError:
    return EnvironmentProblem(
        f"{app} mixes the tree with code from elsewhere",
        expected="modules that the tree has to come from the tree",
        found="\n".join(f"{m['module']}: {m['file']}" for m in error["modules"][:_SHOWN]),
        next="take the project's own installed copy out of the environment",
    )


def _no_document(app: str, error: Mapping[str, Any]) -> OfframpError:
    return DocumentError(
        f"{app} makes no OpenAPI document",
        expected="an application with openapi(), a factory of one, or a document",
        found=error["type"],
        next="correct app in [tool.offramp.openapi]",
    )


_EXPLAIN: Mapping[str, Callable[[str, Mapping[str, Any]], OfframpError]] = {
    "attribute": _no_attribute,
    "exit": _exited,
    "elsewhere": _from_elsewhere,
    "mixed": _mixed,
    "no-document": _no_document,
}
