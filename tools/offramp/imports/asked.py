"""What ``scan`` is asked, checked before anything is read: what is wrong must not look like a pass.

A text in the place of a list is a list of its letters to Python, ``True`` is 1, and an empty path
is the current folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from offramp.config import checks
from offramp.errors import CannotJudge, ConfigError


def folder(root: str | os.PathLike[str]) -> Path:
    """Return the folder to scan, absolute.

    Raises:
        ConfigError: it is empty.
        CannotJudge: there is no such folder.
    """
    name = os.fsdecode(root)
    if not name:
        raise ConfigError("the folder to scan has no name", expected="a path", found="''")
    path = Path(name).absolute()
    if "\0" in name or not path.is_dir():
        raise CannotJudge("the folder to scan does not exist", where=os.fspath(path))
    return path


def layers(layer: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the layers by name; none for an empty text, where only renames are looked for.

    Raises:
        ConfigError: it is neither a text nor a list of texts.
    """
    if not layer:
        return ()
    return (layer,) if isinstance(layer, str) else texts(layer, "layer")


def renames(table: Any) -> Mapping[str, str]:
    """Return the renames.

    Raises:
        ConfigError: they are no mapping of texts to texts.
    """
    if not isinstance(table, Mapping) or not _all_texts([*table, *table.values()]):
        raise _wrong("renames", "a mapping from old dotted names to new ones", table)
    return table


def texts(values: Sequence[str], what: str) -> tuple[str, ...]:
    """Return a list of texts.

    Args:
        values: the list.
        what: the argument's name.

    Raises:
        ConfigError: it is a text itself, or something in it is none.
    """
    expected = "a list of texts"
    if isinstance(values, (str, bytes)):
        raise _wrong(what, expected, values)
    try:
        listed = tuple(values)
    except TypeError:
        raise _wrong(what, expected, values) from None
    if not _all_texts(listed):
        raise _wrong(what, expected, values)
    return listed


def budget(hits: int) -> int:
    """Return the budget.

    Raises:
        ConfigError: it is no whole number, or below zero (G8).
    """
    try:
        return int(checks.count(hits))
    except ValueError as error:
        raise _wrong("max_hits", str(error), hits) from None


def _all_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _wrong(what: str, expected: str, found: Any) -> ConfigError:
    return ConfigError(f"{what} has a wrong value", expected=expected, found=repr(found))
