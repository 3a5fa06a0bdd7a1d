"""Make an application's document, and judge what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from offramp.contract.making.emission import Emission, emit
from offramp.errors import DocumentError


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


def generate(asked: Emission) -> Generated:
    """Make the OpenAPI document of an application.

    Raises:
        DocumentError: the application makes no OpenAPI document, or none at all.
        EnvironmentProblem: it could not be run, or imported from the tree, in this environment.
    """
    result, out, err = emit(asked)
    failures = [
        ImportFailure(
            *(e["module"], f"{e['type']}: {e['message']}"),
            *(e["path"], e["line"], e["survived"]),
        )
        for e in result["import_errors"]
    ]
    return Generated(
        document=_checked(asked.app, result["document"]),
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
