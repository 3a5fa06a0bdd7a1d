"""TOML files (pyproject.toml, ruff.toml), edited with their layout and comments kept."""

from __future__ import annotations

from collections.abc import MutableMapping, MutableSequence
from typing import Any

from offramp.errors import CannotJudge
from offramp.imports.removal.match import Match

_KEYED_BY_PATH = frozenset(
    {
        "per-file-ignores",
        "extend-per-file-ignores",
        "package-data",
        "exclude-package-data",
        "package-dir",
        "force-include",
    }
)
_NAMED = {("module", ("overrides",)), ("include", ("packages",))}
"""Keys that say what an entry of a list is about: mypy's overrides, Poetry's packages."""
_NEEDED = frozenset({"modules", "source_modules", "forbidden_modules", "containers"})


def tidy_toml(path: str, text: str, means: Match) -> tuple[str, list[str]]:
    """Take out what means the layer: list entries, per-file settings, mypy overrides, contracts.

    ``[tool.offramp]`` is left alone: it says what the layer was, and the evidence rests on it. So
    are tables that ban the layer by name: they keep it from coming back.

    Args:
        path: the file, for messages.
        text: its text.
        means: the test for an entry.

    Returns:
        The new text, and one line for each thing that was taken out.

    Raises:
        CannotJudge: it is not TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise CannotJudge("a file is not TOML", found=str(error), where=path) from error
    done: list[str] = []
    _tidy_table(document, (), means, done)
    return (tomlkit.dumps(document) if done else text), done


def tidy_allow(text: str, stale: Match) -> tuple[str, list[str]]:
    """Take entries out of offramp's own ``compat.allow``.

    Args:
        text: a pyproject.toml or offramp.toml.
        stale: tells whether an entry matches nothing any more.

    Returns:
        The new text, and one line for each entry.
    """
    import tomlkit

    document: Any = tomlkit.parse(text)
    tool = document.get("tool", {}).get("offramp", document)
    allow = tool.get("compat", {}).get("allow", [])
    gone = [index for index, entry in enumerate(allow) if stale(str(entry))]
    done = [f"compat.allow: {allow[index]}" for index in gone]
    _drop(allow, gone)
    return (tomlkit.dumps(document) if done else text), done


def _tidy_table(
    table: MutableMapping[str, Any], at: tuple[str, ...], means: Match, done: list[str]
) -> bool:
    """Tidy a table; return whether it has lost what it cannot be without."""
    lost = False
    for key in list(table):
        here = (*at, key)
        if here == ("tool", "offramp"):
            continue
        if at and at[-1] in _KEYED_BY_PATH and means(key):
            done.append(".".join(here))
            del table[key]
        elif isinstance(table[key], MutableMapping):
            _tidy_table(table[key], here, means, done)
        elif isinstance(table[key], MutableSequence):
            lost |= _tidy_list(table, key, here, means, done)
        elif (key, at[-1:]) in _NAMED and means(str(table[key])):
            lost = True
    return lost


def _tidy_list(
    table: MutableMapping[str, Any], key: str, here: tuple[str, ...], means: Match, done: list[str]
) -> bool:
    """Tidy a list; return whether its table cannot be without what it has lost."""
    values = table[key]
    gone = []
    for index, value in enumerate(values):
        if isinstance(value, MutableMapping):
            inner: list[str] = []
            if _tidy_table(value, here, means, inner):
                name = next((value[k] for k in ("name", "module", "include") if k in value), index)
                inner = [f"{'.'.join(here)}: {name}"]
                gone.append(index)
            done += inner
        elif isinstance(value, str) and means(value):
            done.append(f"{'.'.join(here)}: {value}")
            gone.append(index)
    if not gone:
        return False
    emptied = len(gone) == len(values)
    if not emptied:
        _drop(values, gone)
        return False
    del table[key]
    return key in _NEEDED or (key == "module" and "overrides" in here)


def _drop(values: MutableSequence[Any], indexes: list[int]) -> None:
    for index in reversed(indexes):
        del values[index]
