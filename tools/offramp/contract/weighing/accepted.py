"""The file of accepted findings: read strictly, edited so that it keeps its form.

It is TOML: one ``[[accepted]]`` table for each finding. The fingerprint decides; rule and place
say to a reader what was accepted. What a hand has written stays as it is, comments included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from offramp.config import read_toml
from offramp.contract.weighing.policy import Accepted
from offramp.errors import ConfigError

_KEYS = ("fingerprint", "rule", "place", "reason", "expires")
_HEAD = """\
# Findings of the contract diff that the team has accepted, each with its reason.
# `offramp openapi-accept` adds entries and renews them. An entry whose finding is gone is a
# finding itself: remove it (`offramp openapi-accept --prune`).
"""
_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*accepted[ \t]*\]\]", re.MULTILINE)


def read_accepted(path: Path, name: str) -> tuple[Accepted, ...]:
    """Return what a file accepts; nothing where there is no such file.

    Args:
        path: the file.
        name: what it is called in errors.

    Raises:
        ConfigError: it is not TOML, a key is unknown, a fingerprint is none or stands twice, a
            reason is missing, or an expiry is no date; with path and line.
    """
    table = read_toml(path, name)
    if table is None:
        return ()
    reader = _Reader(path.read_text(encoding="utf-8"), name)
    return reader.read(table)


class _Reader:
    """Turns tables into entries, and knows where in the file they are."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.split("\n")
        self._name = name

    def read(self, table: dict[str, Any]) -> tuple[Accepted, ...]:
        for key in table:
            if key != "accepted":
                raise self._error(None, key, "is unknown", "[[accepted]] tables and no other key")
        entries = table.get("accepted", [])
        if not isinstance(entries, list):
            raise self._error(None, "accepted", "is not a list of tables", "[[accepted]] tables")
        found: dict[str, Accepted] = {}
        for number, raw in enumerate(entries):
            entry = self._entry(number, raw)
            if entry.fingerprint in found:
                raise self._error(number, "fingerprint", "stands twice", "one entry a finding")
            found[entry.fingerprint] = entry
        return tuple(found.values())

    def _entry(self, number: int, raw: Any) -> Accepted:
        if not isinstance(raw, dict):
            raise self._error(number, "accepted", "is not a list of tables", "[[accepted]] tables")
        for key in raw:
            if key not in _KEYS:
                raise self._unknown(number, key)
        for key in ("fingerprint", "reason", "rule", "place"):
            value = raw.get(key, "" if key in ("rule", "place") else None)
            if not isinstance(value, str) or (key == "reason" and not value.strip()):
                raise self._error(number, key, "is missing or wrong", "a string that is not empty")
        if not re.fullmatch("[0-9a-f]{16}", raw["fingerprint"]):
            raise self._error(number, "fingerprint", "is none", "16 digits, as findings carry it")
        day = raw.get("expires")
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise self._error(number, "expires", "is no date", "a date, like 2030-12-31")
        return Accepted(**{key: raw[key] for key in _KEYS if key in raw})

    def _unknown(self, number: int, key: str) -> ConfigError:
        from difflib import get_close_matches

        error = self._error(number, key, "is unknown", f"one of {', '.join(_KEYS)}")
        if near := get_close_matches(key, _KEYS, n=1):
            error.next = f'did you mean "{near[0]}"?'
        return error

    def _error(self, number: int | None, key: str, what: str, expected: str) -> ConfigError:
        whose = "" if number is None else f" of entry {number + 1}"
        return ConfigError(
            f"{key}{whose} in the accepted findings {what}",
            expected=expected,
            where=f"{self._name}:{self._line(number, key)}",
        )

    def _line(self, number: int | None, key: str) -> int:
        """Return the 1-based line of a key, or of its entry, or the first."""
        heads = [i for i, line in enumerate(self._lines) if _ENTRY.match(line)]
        begin, end = 0, len(self._lines)
        if number is not None and number < len(heads):
            begin, end = heads[number], (*heads, end)[number + 1]
        word = re.compile(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=")
        return next((i for i in range(begin, end) if word.match(self._lines[i])), begin) + 1


def edit_accepted(text: str, add: Sequence[Accepted] = (), drop: Collection[str] = ()) -> str:
    """Return the text of a file with entries added, renewed and taken out.

    A new entry goes before the first one that sorts after it, by rule and place; one that is there
    gets the new reason and expiry and keeps its place, its comments and its other words.

    Args:
        text: what `read_accepted` has read; may be empty.
        add: the entries that must be there.
        drop: fingerprints of the entries that must not be there.

    Raises:
        ConfigError: the entries are not written as ``[[accepted]]`` tables.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    head, chunks = _split(text.replace("\r\n", "\n"))
    entries = [(_parsed(chunk, 1)[0], chunk) for chunk in chunks]
    _parsed(head, 0)
    kept = [(entry, chunk) for entry, chunk in entries if entry.fingerprint not in drop]
    for new in sorted(add, key=_order):
        known = [entry.fingerprint for entry, _ in kept]
        if new.fingerprint in known:
            index = known.index(new.fingerprint)
            kept[index] = (new, _renewed(kept[index][1], kept[index][0], new))
        else:
            later = (i for i, (entry, _) in enumerate(kept) if _order(entry) > _order(new))
            kept.insert(next(later, len(kept)), (new, _written(new)))
    if [chunk for _, chunk in kept] == chunks:
        return text
    parts = [head or _HEAD, *(chunk for _, chunk in kept)]
    # a part keeps the blank lines that it ends with; there is at least one between two parts
    joined = "".join(part.rstrip("\n") + "\n" * max(2, _blanks(part)) for part in parts)
    return (joined.rstrip("\n") + "\n").replace("\n", newline)


def _blanks(part: str) -> int:
    return len(part) - len(part.rstrip("\n"))


def _order(entry: Accepted) -> tuple[str, str, str]:
    return entry.rule, entry.place, entry.fingerprint


def _split(text: str) -> tuple[str, list[str]]:
    """Split a text into what stands before the entries, and the entries with their comments."""
    lines = text.splitlines(keepends=True)
    starts = []
    for number, line in enumerate(lines):
        if _ENTRY.match(line):
            start = number
            while start and lines[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
    bounds = [*starts, len(lines)]
    chunks = ["".join(lines[i:j]) for i, j in pairwise(bounds)]
    return "".join(lines[: bounds[0]]), chunks


def _parsed(chunk: str, number: int) -> list[Accepted]:
    """Return the entries of a part of the file, of which there must be so many."""
    import tomlkit

    try:
        tables: Any = tomlkit.parse(chunk).unwrap().get("accepted", [])
    except ValueError:  # a parser's error is one
        tables = None
    if tables is None or len(tables) != number:
        raise ConfigError(
            "the file of accepted findings cannot be edited",
            expected="each entry as an [[accepted]] table of its own",
            next="write the entries so, or edit the file by hand",
        )
    return [Accepted(**table) for table in tables]


def _written(entry: Accepted) -> str:
    words = {key: getattr(entry, key) for key in ("fingerprint", "rule", "place", "reason")}
    lines = [f"{key} = {_quoted(word)}\n" for key, word in words.items() if word]
    expires = f"expires = {entry.expires}\n" if entry.expires else ""
    return "".join(["[[accepted]]\n", *lines, expires])


def _quoted(text: str) -> str:
    """Return a TOML basic string; its escapes are those of JSON, and DEL's (TOML 1.0).

    A lone surrogate, which the command line makes of bytes that are not UTF-8, has no place there.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _renewed(chunk: str, old: Accepted, new: Accepted) -> str:
    if (old.reason, old.expires) == (new.reason, new.expires):
        return chunk
    import tomlkit

    document = tomlkit.parse(chunk)
    table: Any = document["accepted"]
    table = table[0]
    table["reason"] = new.reason
    if new.expires is None:
        table.pop("expires", None)
    else:
        table["expires"] = new.expires
    return tomlkit.dumps(document)
