"""The original pack's ``configs/legacy_imports.yml``, read strictly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from offramp.errors import ConfigError

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_KEYS = {"map", "allowlist"}


def read_legacy_file(path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the file says: old name → new name, and patterns of allowed paths.

    Args:
        path: the file; ``map:`` is a mapping of dotted names, ``allowlist:`` a list of gitignore
            patterns.

    Raises:
        ConfigError: it cannot be read, is not of this form, maps nothing, or maps a name to
            itself, which would hide every use of it (G1, G12).
    """
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        table = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise ConfigError(f"{path.name} is not YAML", found=str(error), where=where) from None
    if not isinstance(table, dict) or not table.get("map") or set(table) - _KEYS:
        raise ConfigError(
            f"{path.name} says nothing that could be checked",
            expected="map: with at least one old name, and allowlist: if need be",
            found=f"{type(table).__name__} with {', '.join(map(str, table or ())) or 'nothing'}",
            where=f"{path.name}:1",
        )
    if not isinstance(table["map"], dict):
        raise ConfigError("map: is not a mapping", found=repr(table["map"]), where=path.name)
    lines = _lines(node)
    return _renames(table["map"], path.name, lines), _allow(table.get("allowlist"), path.name)


def _renames(table: dict[Any, Any], name: str, lines: dict[str, int]) -> dict[str, str]:
    for old, new in table.items():
        good = all(isinstance(word, str) and _DOTTED.fullmatch(word) for word in (old, new))
        if not good or old == new:
            raise ConfigError(
                "map: has an entry that renames nothing",
                expected="old.name: new.name, two different dotted names",
                found=f"{old!r}: {new!r}",
                where=f"{name}:{lines.get(str(old), 1)}",
            )
    return dict(sorted(table.items()))


def _allow(entries: Any, name: str) -> tuple[str, ...]:
    if entries is None:
        return ()
    if not isinstance(entries, list) or not all(isinstance(e, str) and e for e in entries):
        raise ConfigError("allowlist: is not a list of patterns", found=repr(entries), where=name)
    return tuple(entries)


def _lines(node: Any) -> dict[str, int]:
    """Return the 1-based line of each key below ``map:``; a key that stands twice is refused."""
    lines: dict[str, int] = {}
    for key, value in node.value:
        for entry, _ in value.value if key.value == "map" else ():
            line = entry.start_mark.line + 1
            if entry.value in lines:
                raise ConfigError(
                    f"map: names {entry.value} twice",
                    found=f"lines {lines[entry.value]} and {line}",
                )
            lines[entry.value] = line
    return lines
