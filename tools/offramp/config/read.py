"""Reading settings: the file, its table, and the errors with their lines."""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from offramp.config import checks
from offramp.config.model import Compat, Environment, Openapi, Probe, Settings, Suites
from offramp.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - one of the two lines runs on each Python
    import tomli as tomllib

T = TypeVar("T", Settings, Compat, Openapi, Probe, Environment, Suites)
Keys = tuple[str, ...]


def load(root: Path) -> Settings:
    """Read the settings of the repository at ``root``.

    ``offramp.toml`` (its tables without the ``tool.offramp`` prefix) or ``[tool.offramp]`` in
    ``pyproject.toml``; without either, the defaults, whose ``source`` is None.

    Raises:
        ConfigError: both exist, a file is not UTF-8 or not TOML, a key is unknown, or a value is
            not what its key takes; each with path and line.
    """
    own = read_toml(root / "offramp.toml", "offramp.toml")
    project = read_toml(root / "pyproject.toml", "pyproject.toml")
    tool = (project or {}).get("tool")
    table = tool.get("offramp") if isinstance(tool, dict) else None
    if own is not None and table is not None:
        raise ConfigError(
            "the configuration stands in two places",
            expected="offramp.toml or [tool.offramp] in pyproject.toml",
            found="both",
            next="keep one of them",
        )
    if own is not None:
        return _Reader(root / "offramp.toml", ()).read(own, Settings, (), source="offramp.toml")
    if table is not None:
        reader = _Reader(root / "pyproject.toml", ("tool", "offramp"))
        return reader.read(table, Settings, (), source="pyproject.toml")
    return Settings()


def where(root: Path, settings: Settings, *keys: str) -> str | None:
    """Return the place of a setting as ``path:line``, or the nearest table's.

    Args:
        root: the folder that the settings were loaded from.
        settings: what was loaded.
        keys: as they are written: ``"openapi", "severities", "endpoint-added"``.

    Returns:
        None where the settings come from no file.
    """
    if settings.source is None:
        return None
    prefix = ("tool", "offramp") if settings.source == "pyproject.toml" else ()
    line = _line_of((root / settings.source).read_text(encoding="utf-8"), (*prefix, *keys))
    return f"{settings.source}:{line}" if line else settings.source


def read_toml(path: Path, name: str) -> dict[str, Any] | None:
    """Return the file's tables, or None where there is no such file.

    Args:
        path: the file.
        name: what it is called in errors.

    Raises:
        ConfigError: it cannot be read, is not UTF-8, or not TOML; with its line.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{name} cannot be read", found=str(error)) from error
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        where = f"{name}:{number}"
        raise ConfigError(f"{name} is not UTF-8", found=str(error), where=where) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{name}:{line.group(1)}" if line else name
        raise ConfigError(f"{name} is not TOML", found=str(error), where=where) from None


class _Reader:
    """Turns tables into settings, and knows where in the file it is."""

    def __init__(self, path: Path, prefix: Keys) -> None:
        self.path = path
        self.prefix = prefix

    def read(self, table: Any, kind: type[T], at: Keys, **known: Any) -> T:
        if not isinstance(table, dict):
            raise self.error(at, "is not a table", "a table", repr(table))
        described = {f.name.replace("_", "-"): f for f in fields(kind) if f.metadata}
        values: dict[str, Any] = dict(known)
        for key, value in table.items():
            here: Keys = (*at, key)
            if key not in described:
                raise self.unknown(here, list(described))
            target = described[key]
            if "table" in target.metadata:
                values[target.name] = self.read(value, target.metadata["table"], here)
                continue
            try:
                values[target.name] = target.metadata["check"](value)
            except checks.WrongMember as error:
                place, found = (*here, error.key), repr(error.found)
                raise self.error(place, "has a wrong value", str(error), found) from None
            except ValueError as error:
                raise self.error(here, "has a wrong value", str(error), repr(value)) from None
        return kind(**values)

    def unknown(self, at: Keys, known: list[str]) -> ConfigError:
        near = get_close_matches(at[-1].replace("_", "-"), known, n=1)
        error = self.error(
            at,
            "is unknown",
            "one of " + ", ".join(sorted(known)),
            at[-1],
        )
        if near:
            error.next = f'did you mean "{near[0]}"?'
        return error

    def error(self, at: Keys, what: str, expected: str, found: str) -> ConfigError:
        keys = (*self.prefix, *at)
        line = _line_of(self.path.read_text(encoding="utf-8"), keys)
        name = ".".join(at) or "[" + ".".join(self.prefix) + "]"
        return ConfigError(
            f"the setting {name} {what}",
            expected=expected,
            found=found,
            where=f"{self.path.name}:{line}" if line else self.path.name,
        )


_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def _line_of(source: str, keys: Keys) -> int | None:
    """Return the 1-based line on which a key of a TOML file stands, or its nearest table's.

    The TOML parsers keep no positions; this reads headers and assignments, which is enough for
    an error message.
    """
    best: tuple[int, int] | None = None
    table: Keys = ()
    for number, line in enumerate(source.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header.group(1))
            here = table
        elif assignment := _KEY.match(line):
            here = (*table, *_parts(assignment.group(1)))
        else:
            continue
        if keys[: len(here)] == here and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None


def _parts(dotted: str) -> Keys:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
