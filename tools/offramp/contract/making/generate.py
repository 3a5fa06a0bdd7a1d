"""Run ``emit.py`` with an environment's interpreter, and judge what came back."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offramp.contract.making.child import run_child, tail, variables
from offramp.contract.making.refusals import ended, explained
from offramp.errors import DocumentError

SCHEMA = "offramp.emission/1"
_EMITTER = Path(__file__).parent.with_name("emit.py")


class ImportFailure(str):
    """An import that failed while the application was made, and was swallowed (S9): as one line.

    Attributes:
        module: what was to be imported, as it was written.
        error: the exception's type and message.
        path: the importing file, relative to the tree.
        line: 1-based.
        survived: whether the importing file was imported all the same.
    """

    __slots__ = ("error", "line", "module", "path", "survived")

    module: str
    error: str
    path: str
    line: int
    survived: bool

    def __new__(
        cls,
        module: str,
        error: str,
        path: str,
        line: int,
        survived: bool = False,
    ) -> ImportFailure:
        """Return the failure."""
        self = super().__new__(cls, f"{path}:{line} imports {module}: {error}")
        self.module, self.error, self.path, self.line = module, error, path, line
        self.survived = survived
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the failure as plain data."""
        return {
            "module": self.module,
            "error": self.error,
            "path": self.path,
            "line": self.line,
            "survived": self.survived,
        }


@dataclass(frozen=True)
class Generated:
    """An application's document, and what happened while it was made.

    Attributes:
        document: the OpenAPI document, as the application makes it.
        import_errors: swallowed import errors of the tree's own files.
        warnings: one line each.
        notes: what else a reader of the document should know, one line each.
        written: files of the tree that the application wrote to, relative to it.
        denied: hosts that the application asked for and was refused.
        stdout_tail: the last lines that the application printed.
        stderr_tail: the same of its standard error.
        sitecustomize: what there is to say of a sitecustomize.py in the tree; None without one.
        python: version of the interpreter.
        seconds: how long the application took.
    """

    document: dict[str, Any]
    import_errors: list[ImportFailure]
    warnings: list[str]
    denied: list[str]
    stdout_tail: str
    stderr_tail: str
    sitecustomize: str | None
    python: str
    seconds: float
    notes: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, to be kept."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**data, "import_errors": [failure.to_dict() for failure in self.import_errors]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Generated:
        """Return what ``to_dict`` wrote.

        Raises:
            KeyError, TypeError: the data are not of this form.
        """
        failures = [ImportFailure(**failure) for failure in data["import_errors"]]
        return cls(**{**data, "import_errors": failures})


def emitter_digest() -> str:
    """Return a digest of the emitter, part of the key under which a document may be kept."""
    files = [_EMITTER, *sorted(_EMITTER.with_name("emitter").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def generate(
    python: Path,
    tree: Path,
    app: str,
    *,
    roots: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    timeout: float = 120.0,
    memory_mib: int = 2048,
    network: bool = False,
    never: Sequence[Path] = (),
    absent: Sequence[str] = (),
) -> Generated:
    """Make the OpenAPI document of the application in ``tree``.

    Args:
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

    Raises:
        DocumentError: the application makes no OpenAPI document, or none at all.
        EnvironmentProblem: it could not be run, or imported from the tree, in this environment.
    """
    result, out, err = emitted(
        python,
        tree,
        app,
        roots=roots,
        environment=environment,
        timeout=timeout,
        memory_mib=memory_mib,
        network=network,
        never=never,
        absent=absent,
    )
    failures = [
        ImportFailure(
            *(e["module"], f"{e['type']}: {e['message']}"),
            *(e["path"], e["line"], e["survived"]),
        )
        for e in result["import_errors"]
    ]
    return Generated(
        document=_checked(app, result["document"]),
        import_errors=failures,
        warnings=[_warning(w) for w in result["warnings"]],
        denied=result["denied"],
        stdout_tail=out,
        stderr_tail=err,
        sitecustomize=_sitecustomize(result["sitecustomize"]),
        python=result["python"],
        seconds=result["seconds"],
        notes=result["notes"],
        written=result["written"],
    )


def emitted(
    python: Path,
    tree: Path,
    app: str,
    *,
    roots: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    timeout: float = 120.0,
    memory_mib: int = 2048,
    network: bool = False,
    never: Sequence[Path] = (),
    absent: Sequence[str] = (),
    calls: Sequence[Mapping[str, Any]] = (),
) -> tuple[dict[str, Any], str, str]:
    """Run the emitter on an application.

    All but ``calls`` is as ``generate`` takes it.

    Args:
        python: the interpreter of the application's environment.
        tree: the root of the tree.
        app: what makes the document, or is called.
        roots: further folders on the import path.
        environment: variables for the application.
        timeout: seconds.
        memory_mib: how much memory it may use.
        network: whether it may connect to other hosts.
        never: folders that no module may come from.
        absent: what the tree lacks of its commit.
        calls: what the application is sent; with any, its answers stand in the document's place.

    Returns:
        Its result, and the last lines of its standard output and standard error.

    Raises:
        DocumentError: the application makes no document, or answers no call.
        CannotJudge: it is to be called, and is no ASGI application.
        EnvironmentProblem: it could not be run, or imported from the tree, in this environment.
    """
    with tempfile.TemporaryDirectory(prefix="offramp-emit-") as scratch:
        folder = Path(scratch)
        request = {
            "schema": SCHEMA,
            "root": os.path.realpath(tree),
            "roots": list(roots),
            "app": app,
            "out": os.fspath(folder / "result.json"),
            "network": network,
            "calls": [dict(call) for call in calls],
            "memory_mib": memory_mib,
            "never": [os.fspath(path) for path in never],
            "absent": list(absent),
            "reached": os.fspath(folder / "reached"),
        }
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        # Made absolute, and not resolved: a virtual environment is known by its place.
        interpreter = os.fspath(Path.cwd() / python)
        words = [interpreter, "-s", os.fspath(_EMITTER), os.fspath(folder / "request.json")]
        failed = "did not answer all calls" if calls else "made no document"
        env = variables(environment or {})
        code = run_child(words, folder, env, timeout, app, failed=failed)
        out, err = (tail(folder / name) for name in ("stdout", "stderr"))
        if absent and (folder / "reached").exists():
            wanted = (folder / "reached").read_text("utf-8", "backslashreplace")
            raise DocumentError(f"{app} reaches for what is not laid out", found=wanted)
        try:
            result = json.loads((folder / "result.json").read_bytes())
        except (OSError, ValueError):
            raise ended(app, code, err) from None
        except RecursionError:
            raise DocumentError(f"what {app} makes is nested too deeply to be read") from None
    if "error" in result:
        raise explained(app, result["error"], result["denied"], memory_mib, err)
    return result, out, err


def _checked(app: str, document: object) -> dict[str, Any]:
    """Return the document if it is OpenAPI 3 by its own word."""
    if isinstance(document, dict) and str(document.get("openapi", "")).startswith("3."):
        parts = [document.get(name) for name in ("paths", "webhooks", "components")]
        if any(isinstance(part, dict) for part in parts):
            return document
    keys: object = type(document).__name__
    if isinstance(document, dict):
        keys = f"Swagger {document['swagger']}" if "swagger" in document else sorted(document)
    raise DocumentError(
        f"what {app} makes is not an OpenAPI 3 document",
        expected='an object with "openapi": "3.…" and "paths"',
        found=f"{keys}",
        next="a command may convert it" if str(keys).startswith("Swagger") else None,
    )


def _warning(warning: Mapping[str, Any]) -> str:
    place = f"{warning['path']}:{warning['line']}: " if warning["path"] else ""
    return f"{place}{warning['category']}: {warning['message']}"


def _sitecustomize(found: Mapping[str, Any] | None) -> str | None:
    if found is None:
        return None
    ran = "ran at start" if found["ran"] else "was not run"
    return f"{found['path']} {ran}"
