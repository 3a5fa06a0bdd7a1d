"""Deprecation, sunset days (RFC 8594, as ``x-sunset``) and stability levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from offramp.contract.weighing.policy import LEVELS, Options

_WORDS = {
    "deprecated": "{name} is deprecated now",
    "deprecated-with-sunset": "{name} is deprecated now, and goes on {day}",
    "sunset-missing": "{name} is deprecated now, and no x-sunset says when it goes",
    "sunset-parse": "{name} is deprecated, and its x-sunset, {day}, is no date",
    "sunset-soon": "{name} is deprecated now, and goes too soon, on {day}",
    "sunset-moved": "{name} goes sooner than was said, and too soon, on {day}",
    "sunset-deleted": "{name} is deprecated, and its x-sunset is gone",
    "reactivated": "{name} is not deprecated any more",
}


def sunset_of(raw: Mapping[str, Any]) -> date | str | None:
    """Return the day of ``x-sunset``, its text where it is no day, None where there is none."""
    value = raw.get("x-sunset")
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)


def deprecation(
    base: Mapping[str, Any], cand: Mapping[str, Any], options: Options, level: object = None
) -> list[str]:
    """Return what happened to a deprecation.

    Args:
        base: an operation, a parameter, or a schema's annotations.
        cand: likewise, of the candidate.
        options: the policy; its ``deprecation_days`` and ``today`` count.
        level: the stability level of the operation, where it is one that has the thing; a thing
            that several operations may have is held against the window of stable ones.

    Returns:
        Words: "deprecated", "deprecated-with-sunset", "sunset-missing", "sunset-parse",
        "sunset-soon", "sunset-deleted", "sunset-moved", "reactivated".
    """
    was, now = base.get("deprecated") is True, cand.get("deprecated") is True
    if was and not now:
        return ["reactivated"]
    if not now:
        return []
    old, new = sunset_of(base), sunset_of(cand)
    if isinstance(new, str):
        return [] if was and old == new else ["sunset-parse"]
    days = options.window(cand.get("x-stability-level", level))
    if was:
        return _moved(old, new, options.today, days)
    if new is None:
        return ["deprecated"] if days is None else ["sunset-missing"]
    return ["sunset-soon"] if _too_soon(new, options.today, days) else ["deprecated-with-sunset"]


def in_words(change: str, name: str, cand: Mapping[str, Any]) -> str:
    """Return a change of a deprecation in plain words.

    Args:
        change: one of the words of `deprecation`.
        name: what is deprecated.
        cand: its object in the candidate.
    """
    return _WORDS[change].format(name=name, day=cand.get("x-sunset"))


def _moved(
    old: date | str | None, new: date | None, today: date | None, days: int | None
) -> list[str]:
    if old is not None and new is None:
        return ["sunset-deleted"]
    if isinstance(old, date) and new is not None and new < old and _too_soon(new, today, days):
        return ["sunset-moved"]
    return []


def _too_soon(day: date, today: date | None, days: int | None) -> bool:
    return today is not None and day < today + timedelta(days=days or 0)


def removal(base: Mapping[str, Any], options: Options) -> str:
    """Return how something was removed.

    Returns:
        "without-deprecation", "with-deprecation", "before-sunset" or "sunset-parse".
    """
    if base.get("deprecated") is not True:
        return "without-deprecation"
    day = sunset_of(base)
    if isinstance(day, str):
        return "sunset-parse"
    if day is None:
        return "with-deprecation"
    past = options.today is not None and day <= options.today
    return "with-deprecation" if past else "before-sunset"


def stability(base: Mapping[str, Any], cand: Mapping[str, Any]) -> str | None:
    """Return "invalid" or "decreased" where the stability level is or has; else None."""
    word = "x-stability-level"
    old, new = base.get(word), cand.get(word)
    if old == new:
        return None
    if any(level is not None and level not in LEVELS for level in (old, new)):
        return "invalid"
    if old is not None and (new is None or LEVELS.index(new) < LEVELS.index(old)):
        return "decreased"
    return None
