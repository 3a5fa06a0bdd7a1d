"""What it means to a person that an application made no document."""

from __future__ import annotations

import contextlib
import difflib
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from offramp.errors import CannotJudge, DocumentError, EnvironmentProblem, OfframpError

_SHOWN = 15
_SAID = 8


def ended(app: str, code: int, err: str, calling: str = "") -> OfframpError:
    """Say how an emitter ended that left no result.

    Args:
        app: the application, as it was named.
        code: the exit code, negative for a signal.
        err: the last lines of its standard error.
        calling: which call it had in hand, as a line; empty where it was not called.
    """
    how = f"exit code {code}"
    if code < 0:
        with contextlib.suppress(ValueError):
            how = signal.Signals(-code).name
    told = calling + how + (f"\n{err}" if err else "")
    if calling:
        what, expected = "while it was called", "an application that answers, and goes on"
    else:
        what = "before there was a document"
        expected = "an application that can be imported without ending the process"
    return DocumentError(f"{app} ended the interpreter {what}", expected=expected, found=told)


def explained(
    app: str, error: Mapping[str, Any], denied: Sequence[str], memory_mib: int, err: str = ""
) -> OfframpError:
    """Turn an emitter's error into one that a person can act upon.

    Args:
        app: the application, as it was named.
        error: the error as the emitter wrote it: its ``kind`` and what goes with that.
        denied: hosts that the application was refused.
        memory_mib: the memory limit that was in force.
        err: the last lines of its standard error.
    """
    kind = error["kind"]
    if kind in _EXPLAIN:
        return _EXPLAIN[kind](app, error)
    if kind == "memory":
        return EnvironmentProblem(f"{app} needs more than {memory_mib} MiB of memory")
    advice = _advice(app, error, denied)
    if kind == "startup":
        return DocumentError(
            f"{app} makes its document when it starts, and did not start: {error['message']}",
            found=err or None,
            next=advice or "let it start without what is not there, or make it with a command",
        )
    failed = "could not be imported"
    if error["stage"] == "asked":
        failed = "made no document when it was asked"
    kept = EnvironmentProblem if kind == "module" and not _is_own(app, error) else DocumentError
    said = err.splitlines()[-_SAID:]
    found = "\n".join([_trace(error), *(["on standard error:", *said] if said else [])])
    return kept(f"{app} {failed}", found=found, next=advice)


def _is_own(app: str, error: Mapping[str, Any]) -> bool:
    """Whether the module that is missing is of the application's own package."""
    return app.partition(":")[0].partition(".")[0] == str(error["name"]).partition(".")[0]


def _advice(app: str, error: Mapping[str, Any], denied: Sequence[str]) -> str | None:
    """Return what is to be done about an error of the application's own."""
    advice = None
    if error["kind"] == "module":
        advice = (
            "correct app, or add the folder that it lies in to roots in [tool.offramp.environment]"
            if _is_own(app, error)
            else "add it to the project's requirements; [tool.offramp.environment] names the files"
        )
    if error.get("type") == "FileNotFoundError":
        advice = "it runs in the root of the tree, and the baseline's has only what is committed"
    if error.get("asks_variable"):
        advice = "set what it asks for in [tool.offramp.environment.variables]"
    if "DJANGO_SETTINGS_MODULE" in error["message"]:
        advice = 'set DJANGO_SETTINGS_MODULE = "…" in [tool.offramp.environment.variables]'
    if denied:
        advice = f"it asked for {', '.join(denied)}: set network = true in [tool.offramp.openapi]"
    if error.get("shadowed"):
        names = ", ".join(f"{name}.py" for name in error["shadowed"])
        advice = f"{names} in the tree stands in for a module of the standard library: rename it"
    return advice


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
        found="\n".join([error["type"], *error["answers"]]),
        next="correct app in [tool.offramp.openapi]",
    )


def _unsayable(app: str, error: Mapping[str, Any]) -> OfframpError:
    return DocumentError(
        f"what {app} makes cannot be written as JSON",
        expected="strings, numbers that are finite, true, false, null, lists and objects",
        found=f"{error['place']}\n{error['type']}: {error['message']}",
    )


def _not_asgi(app: str, error: Mapping[str, Any]) -> OfframpError:
    return CannotJudge(
        f"{app} cannot be called: it is no ASGI application",
        expected="an ASGI 3.0 application, or a factory of one",
        found=f"{error['type']}, whose protocol is {error['protocol']}",
        next="take [tool.offramp.probe] out of the settings: without it nothing is called",
    )


def _several(app: str, error: Mapping[str, Any]) -> OfframpError:
    return DocumentError(
        f"{app} makes more than one OpenAPI document",
        expected="one, as app names it",
        found="\n".join(error["found"]),
        next="name what makes the one that is to be judged, as app in [tool.offramp.openapi]; "
        "or make it with a command",
    )


def _arguments(app: str, error: Mapping[str, Any]) -> OfframpError:
    words = ", ".join(f'"{name}"' for name in error["arguments"])
    return DocumentError(
        f"{app} needs arguments: {', '.join(error['arguments'])}",
        expected="a factory that is called without, or with what app says",
        next=f"say them, as in app = '{app}({words})', or name another factory",
    )


def _versions(app: str, error: Mapping[str, Any]) -> OfframpError:
    return DocumentError(
        f"{app} makes a document without a path: its {error['count']} operations have versions",
        expected="one version of it",
        next='command = ["python", "manage.py", "spectacular", "--api-version", "v1", "--format", '
        '"openapi-json", "--file", "{out}"] in [tool.offramp.openapi]',
    )


_EXPLAIN: Mapping[str, Callable[[str, Mapping[str, Any]], OfframpError]] = {
    "attribute": _no_attribute,
    "exit": _exited,
    "elsewhere": _from_elsewhere,
    "mixed": _mixed,
    "several": _several,
    "arguments": _arguments,
    "versions": _versions,
    "unsayable": _unsayable,
    "no-document": _no_document,
    "not-asgi": _not_asgi,
}
