"""The original pack's ``configs/legacy_imports.yml``, read strictly."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from offramp.config import checks
from offramp.errors import ConfigError
from offramp.imports.allowed import Allowed

_KEYS = ("map", "allowlist")


def read_legacy_file(root: Path, where: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the file says: old name → new name, and patterns of allowed paths.

    Args:
        root: the repository's root.
        where: the file, relative to it; ``map:`` is a mapping of dotted names, ``allowlist:`` a
            list of gitignore patterns.

    Raises:
        ConfigError: it cannot be read, is not of this form, maps nothing, or maps a name to
            itself or to another old name, which would hide its uses (G1, G12); with its line.
    """
    node, table = _parsed(root / where, where)
    if not isinstance(table, dict):
        raise _nothing(table, f"{where}:1")
    lines = _lines(node, where)
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(str(key), _KEYS, n=1)
            raise ConfigError(
                f"the key {key} is unknown",
                expected=" or ".join(_KEYS),
                found=str(key),
                where=f"{where}:{lines.get(str(key), 1)}",
                next=f'did you mean "{near[0]}"?' if near else None,
            )
    if not table.get("map"):
        raise _nothing(table, f"{where}:{lines.get('map', 1)}")
    inner = next(value for key, value in node.value if key.value == "map")
    entries = _lines(inner, where)
    try:
        renames = checks.renames(table["map"])
    except ValueError as error:
        key = getattr(error, "key", "map")
        raise ConfigError(
            "map: has an entry that renames nothing",
            expected=str(error),
            found=f"{key}: {table['map'][key]}" if key in table["map"] else repr(table["map"]),
            where=f"{where}:{entries.get(str(key), lines['map'])}",
        ) from None
    return dict(renames), _allow(table, f"{where}:{lines.get('allowlist', 1)}")


def _parsed(path: Path, where: str) -> tuple[Any, Any]:
    """Return the file's nodes, which know their lines, and its data."""
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
        return yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except OSError as error:
        found = error.strerror or str(error)
        raise ConfigError(f"{where} cannot be read", found=found, where=where) from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{where}:{mark.line + 1}" if mark else where
        raise ConfigError(f"{where} is not YAML", found=str(error), where=at) from None


def _nothing(table: Any, where: str) -> ConfigError:
    return ConfigError(
        "the file says nothing that could be checked",
        expected="map: with at least one old name, and allowlist: if need be",
        found=repr(table),
        where=where,
    )


def _allow(table: dict[str, Any], where: str) -> tuple[str, ...]:
    entries = table.get("allowlist")
    if entries is None:
        return ()
    try:
        patterns = checks.texts(entries)
        Allowed(patterns)
    except (ValueError, ConfigError) as error:
        raise ConfigError(
            "allowlist: is not a list of patterns",
            expected="a list of gitignore patterns",
            found=getattr(error, "found", None) or repr(entries),
            where=where,
        ) from None
    return patterns


def _lines(node: Any, where: str) -> dict[str, int]:
    """Return the 1-based line of each key of a mapping; a key that stands twice is refused."""
    lines: dict[str, int] = {}
    for key, _ in node.value if node.id == "mapping" else ():
        line = key.start_mark.line + 1
        if key.value in lines:
            raise ConfigError(
                f"{key.value} stands there twice",
                found=f"lines {lines[key.value]} and {line}",
                where=f"{where}:{line}",
            )
        lines[key.value] = line
    return lines
