"""Which settings there are: a key, what its value may be, what it stands for.

``docs/configuration.md`` is checked against this file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from offramp.config import checks
from offramp.errors import ConfigError
from offramp.findings import Severity

_NO_STRINGS: Mapping[str, str] = MappingProxyType({})
_NONE: Mapping[str, Severity] = MappingProxyType({})


def _setting(check: checks.Check, doc: str, default: Any) -> Any:
    """Describe a key: its check, its meaning and what holds where it is not set."""
    return field(default_factory=lambda: default, metadata={"check": check, "doc": doc})


@dataclass(frozen=True)
class Compat:
    """``[tool.offramp.compat]``: the layer that must go."""

    layer: tuple[str, ...] = _setting(
        checks.layers, "the dotted name of the compatibility layer, or a list of them", ()
    )
    max_hits: int = _setting(checks.count, "how many hits the gate lets pass", 0)
    ratchet: str | None = _setting(
        checks.inside, "a committed file of the hits that are known, in place of max-hits", None
    )
    report: str | None = _setting(checks.inside, "where compat-report keeps its report", None)
    allow: tuple[str, ...] = _setting(
        checks.texts, "gitignore patterns of files whose references do not count", ()
    )
    renames: Mapping[str, str] = _setting(
        checks.renames, "old root = new root, for imports that were renamed", _NO_STRINGS
    )
    legacy_file: str | None = _setting(
        checks.inside, "a file of the original pack with `map:` and `allowlist:`", None
    )
    count_docs: bool = _setting(checks.flag, "whether documentation and comments count", False)


@dataclass(frozen=True)
class Openapi:
    """``[tool.offramp.openapi]``: the HTTP contract."""

    app: str | None = _setting(checks.application, "the application or its factory", None)
    command: tuple[str, ...] = _setting(
        checks.command,
        "what makes the document, in place of app; {out} stands for the file to write",
        (),
    )
    document: str | None = _setting(
        checks.inside, "a document that is kept in the repository, in place of app", None
    )
    env: str = _setting(
        checks.sides,
        'the packages that the baseline is made with: its "own", or the candidate\'s ("shared")',
        "own",
    )
    submodules: tuple[str, ...] = _setting(
        checks.insides,
        "the submodules that the baseline's application needs; the others stay empty",
        (),
    )
    sparse: tuple[str, ...] = _setting(
        checks.insides,
        "the files and folders that the baseline's application needs; all of the tree if not set",
        (),
    )
    artifact: str = _setting(
        checks.inside, "where the candidate's document is written", "docs/openapi/openapi.json"
    )
    servers: tuple[Mapping[str, Any], ...] = _setting(
        checks.servers, "the servers that the document names", ()
    )
    stamp: bool = _setting(
        checks.flag,
        "whether info.x-service-version names the commit; false where the artifact is kept in git",
        True,
    )
    upconvert: bool = _setting(
        checks.flag, "whether a document of OpenAPI 3.0 is converted to 3.1, on both sides", False
    )
    fail_on: Severity = _setting(  # noqa: RUF009 - a field like the others; members do not change
        checks.severity, "the least severity that fails the gate", Severity.BREAKING
    )
    severities: Mapping[str, Severity] = _setting(
        checks.severities, 'rule = "breaking", "warning" or "info", in place of its own', _NONE
    )
    accepted: str | None = _setting(
        checks.inside,
        "the findings that the team has accepted; `openapi-accept` writes it",
        "docs/openapi/accepted.toml",
    )
    include: tuple[str, ...] = _setting(
        checks.templates, "the paths to compare, with * for any text; all if not set", ()
    )
    exclude: tuple[str, ...] = _setting(
        checks.templates, "paths that are left out of the comparison, with * for any text", ()
    )
    deprecation_days: int | Mapping[str, int] | None = _setting(
        checks.windows,
        "the least days from an announcement to its x-sunset, or {beta = …, stable = …}",
        None,
    )
    stability: str = _setting(
        checks.level, "the least x-stability-level of operations that promise something", "beta"
    )
    semver: bool = _setting(
        checks.flag, "whether info.version must rise with each change, as semver has it", False
    )
    allow_refs: tuple[str, ...] = _setting(
        checks.references,
        "documents that a $ref may lead to: paths beside the document, or https:// addresses",
        (),
    )
    timeout: float = _setting(checks.seconds, "how long making a document may take", 120.0)
    network: bool = _setting(checks.flag, "whether the application may use the network", False)


@dataclass(frozen=True)
class Probe:
    """``[tool.offramp.probe]``: calling the application; without the table it is not called."""

    require_headers: tuple[str, ...] = _setting(
        checks.headers, "the headers that every answer must have, errors too", ()
    )
    methods: tuple[str, ...] = _setting(
        checks.methods,
        "the methods that may be called: others than these may change what is behind them",
        ("GET", "HEAD"),
    )
    skip: tuple[str, ...] = _setting(
        checks.texts, 'operations that are not called, like "GET /internal/*"', ()
    )
    credentials: Mapping[str, str] = _setting(
        checks.credentials,
        "variable = header, or an apiKey scheme's name in query or cookie: what lets a request in, "
        "for operations that ask for credentials",
        _NO_STRINGS,
    )
    variables: Mapping[str, str] = _setting(
        checks.variables,
        "environment variables while it is called, beside those of the environment",
        _NO_STRINGS,
    )
    repeats: int = _setting(
        checks.count,
        "how often an operation that documents 429 is called at most, until it answers that",
        200,
    )


@dataclass(frozen=True)
class Environment:
    """``[tool.offramp.environment]``: what the application and the suites run in."""

    requirements: tuple[str, ...] = _setting(
        checks.insides, "requirement files to install; found by themselves if not set", ()
    )
    extras: tuple[str, ...] = _setting(checks.texts, "extras of the project to install", ())
    groups: tuple[str, ...] = _setting(
        checks.texts, "dependency groups of the project to install", ()
    )
    command: tuple[str, ...] = _setting(
        checks.command, "what installs, in place of uv or pip; run with the environment's bin", ()
    )
    python: str | None = _setting(
        checks.text,
        "the interpreter, or its version, to build with; offramp's own if not set",
        None,
    )
    interpreter: str | None = _setting(
        checks.text, "an interpreter to use as it is, for both sides; nothing is installed", None
    )
    roots: tuple[str, ...] = _setting(
        checks.folders, 'folders on the import path, beside the root (like "src")', ()
    )
    variables: Mapping[str, str] = _setting(
        checks.variables, "environment variables for the application and the suites", _NO_STRINGS
    )


@dataclass(frozen=True)
class Suites:
    """``[tool.offramp.suites]``: the target's own tests, as commands."""

    smoke: tuple[str, ...] = _setting(checks.command, "the quick suite", ())
    unit: tuple[str, ...] = _setting(checks.command, "the whole suite", ())
    timeout: float = _setting(checks.seconds, "how long one suite may take", 1800.0)


@dataclass(frozen=True)
class Settings:
    """``[tool.offramp]``, whole.

    Attributes:
        source: the file that it was read from, relative to the root; None where there is none.
    """

    base: str = _setting(checks.branch, "the baseline branch", "main")
    env_prefix: str | None = _setting(
        checks.prefix, "PREFIX_COMPAT_MAX_HITS may lower the budget", None
    )
    sandbox: str | None = _setting(
        checks.inside, "the example that stands in for the target, in offramp's own checkout", None
    )
    guide: str = _setting(
        checks.inside, "where the migration guide is written", "docs/migration/GUIDE.md"
    )
    compat: Compat = field(default_factory=Compat, metadata={"table": Compat})
    openapi: Openapi = field(default_factory=Openapi, metadata={"table": Openapi})
    probe: Probe | None = field(default=None, metadata={"table": Probe})
    environment: Environment = field(default_factory=Environment, metadata={"table": Environment})
    suites: Suites = field(default_factory=Suites, metadata={"table": Suites})
    source: str | None = None

    def outputs(self) -> tuple[str, ...]:
        """Return the files that offramp itself writes: they are no part of what it judges."""
        written = (
            self.compat.report,
            self.compat.ratchet,
            self.openapi.artifact,
            self.openapi.accepted,
            self.guide,
        )
        return tuple(path for path in written if path and not path.startswith("/"))

    def budget_is_said(self) -> bool:
        """Whether the environment says a budget; it stands in place of a ratchet."""
        return self.env_prefix is not None and f"{self.env_prefix}_COMPAT_MAX_HITS" in os.environ

    def budget(self, environ: Mapping[str, str] | None = None) -> int:
        """Return how many hits the gate lets pass, now.

        ``PREFIX_COMPAT_MAX_HITS`` is read when it is asked for (G4) and may only lower what the
        committed configuration says (G8).

        Raises:
            ConfigError: it is not a whole number, or it is above the committed budget.
        """
        name = f"{self.env_prefix}_COMPAT_MAX_HITS"
        value = (os.environ if environ is None else environ).get(name)
        if self.env_prefix is None or value is None:
            return self.compat.max_hits
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ConfigError(
                f"{name} is not a budget",
                expected="a whole number that is zero or more",
                found=repr(value),
                next=f"unset {name}, or set it to a number of at most {self.compat.max_hits}",
            )
        return self.lower_budget(int(value), name)

    def lower_budget(self, wanted: int, by: str) -> int:
        """Return ``wanted`` where it is at most the committed budget.

        Args:
            wanted: the number of hits that somebody would let pass.
            by: who says so, for the message.

        Raises:
            ConfigError: it is above what the committed configuration allows, or below zero.
        """
        if not 0 <= wanted <= self.compat.max_hits:
            raise ConfigError(
                f"{by} asks for a budget that the committed configuration does not allow",
                expected=f"0 to {self.compat.max_hits}",
                found=str(wanted),
                next="change max-hits in [tool.offramp.compat] and commit it",
            )
        return wanted
