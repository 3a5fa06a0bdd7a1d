"""Run ``emit.py`` with an environment's interpreter, and read what it wrote."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from offramp.contract.making.child import run_child, tail, variables
from offramp.contract.making.refusals import ended, explained
from offramp.errors import DocumentError

SCHEMA = "offramp.emission/1"
_EMITTER = Path(__file__).parent.with_name("emit.py")


@dataclass(frozen=True)
class Emission:
    """What the emitter is to do.

    Attributes:
        python: the interpreter of the application's environment.
        tree: the root of the tree; first on the import path, and the folder it runs in.
        app: ``module:attribute``, an application, a factory of one, or a document.
        roots: further folders on the import path, relative to the tree (``src``).
        environment: variables for the application; they go last, so they may set ``PYTHONPATH``.
        timeout: seconds, after which the application is stopped.
        memory_mib: how much memory it may use.
        network: whether it may connect to other hosts.
        never: folders that no module may come from, such as the candidate's root while the
            baseline is made (S2).
        absent: what the tree lacks of its commit, relative to it; the application is stopped where
            it reaches for that.
        calls: what the application is sent; with any, its answers stand in the document's place.
    """

    python: Path
    tree: Path
    app: str
    roots: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 120.0
    memory_mib: int = 2048
    network: bool = False
    never: Sequence[Path] = ()
    absent: Sequence[str] = ()
    calls: Sequence[Mapping[str, Any]] = ()


class Emitted(NamedTuple):
    """What the emitter wrote.

    Attributes:
        result: the document, or the answers, and what happened while they were made.
        out: the last lines of its standard output.
        err: the same of its standard error.
    """

    result: dict[str, Any]
    out: str
    err: str


def emitter_digest() -> str:
    """Return a digest of the emitter, part of the key under which a document may be kept."""
    files = [_EMITTER, *sorted(_EMITTER.with_name("emitter").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def emit(asked: Emission) -> Emitted:
    """Run the emitter on an application.

    Raises:
        DocumentError: the application makes no document, or answers no call.
        CannotJudge: it is to be called, and is no ASGI application.
        EnvironmentProblem: it could not be run, or imported from the tree, in this environment.
    """
    app = asked.app
    with tempfile.TemporaryDirectory(prefix="offramp-emit-") as scratch:
        folder = Path(scratch)
        (folder / "request.json").write_text(json.dumps(_request(asked, folder)), encoding="utf-8")
        # Made absolute, and not resolved: a virtual environment is known by its place.
        interpreter = os.fspath(Path.cwd() / asked.python)
        words = [interpreter, "-s", os.fspath(_EMITTER), os.fspath(folder / "request.json")]
        failed = "did not answer all calls" if asked.calls else "made no document"
        env = variables(asked.environment)
        try:
            code = run_child(words, folder, env, asked.timeout, app, failed=failed)
        except DocumentError as error:
            error.found = f"{_calling(folder)}{error.found}"
            raise
        out, err = (tail(folder / name) for name in ("stdout", "stderr"))
        if asked.absent and (folder / "reached").exists():
            wanted = (folder / "reached").read_text("utf-8", "backslashreplace")
            raise DocumentError(f"{app} reaches for what is not laid out", found=wanted)
        try:
            result = json.loads((folder / "result.json").read_bytes())
        except (OSError, ValueError):
            raise ended(app, code, err, _calling(folder)) from None
        except RecursionError:
            raise DocumentError(f"what {app} makes is nested too deeply to be read") from None
    if "error" in result:
        raise explained(app, result["error"], result["denied"], asked.memory_mib, err)
    return Emitted(result, out, err)


def _calling(folder: Path) -> str:
    """Say which call an application had in hand; nothing where it was not called."""
    path = folder / "calling"
    return f"while it was called: {path.read_text('utf-8')}\n" if path.exists() else ""


def _request(asked: Emission, folder: Path) -> dict[str, Any]:
    """Return what the emitter reads, for which it has a folder to write to."""
    return {
        "schema": SCHEMA,
        "root": os.path.realpath(asked.tree),
        "roots": list(asked.roots),
        "app": asked.app,
        "out": os.fspath(folder / "result.json"),
        "network": asked.network,
        "calls": [dict(call) for call in asked.calls],
        "spare_seconds": asked.timeout / 2,
        "memory_mib": asked.memory_mib,
        "never": [os.fspath(path) for path in asked.never],
        "absent": list(asked.absent),
        "reached": os.fspath(folder / "reached"),
        "calling": os.fspath(folder / "calling"),
    }
