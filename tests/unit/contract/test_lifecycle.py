"""Deprecation, sunset days and stability levels."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from offramp.contract import Options
from offramp.contract.lifecycle import deprecation, removal, stability, sunset_of

TODAY = date(2030, 1, 1)
WINDOW = Options(deprecation_days=30, today=TODAY)


def old(day: str | None = None) -> dict[str, Any]:
    return {"deprecated": True, **({"x-sunset": day} if day else {})}


@pytest.mark.parametrize(
    ("base", "cand", "options", "words"),
    [
        ({}, old(), Options(), ["deprecated"]),
        ({}, old(), WINDOW, ["sunset-missing"]),
        ({}, old("2031-01-01"), WINDOW, ["deprecated-with-sunset"]),
        ({}, old("2030-01-15"), WINDOW, ["sunset-soon"]),
        ({}, old("2030-01-15"), Options(), ["deprecated-with-sunset"]),
        ({}, old("2029-01-15"), Options(today=TODAY), ["sunset-soon"]),
        (old("2031-01-01"), old("2029-01-15"), Options(today=TODAY), ["sunset-moved"]),
        ({}, old("soon"), Options(), ["sunset-parse"]),
        (old("soon"), old("soon"), Options(), []),
        (old(), {}, Options(), ["reactivated"]),
        (old("2031-01-01"), old(), Options(), ["sunset-deleted"]),
        (old("2031-01-01"), old("2030-01-15"), WINDOW, ["sunset-moved"]),
        (old("2031-01-01"), old("2030-06-01"), WINDOW, []),
        (old("2030-01-10"), old("2030-01-15"), WINDOW, []),
        ({}, {}, WINDOW, []),
    ],
)
def test_deprecation(base: Any, cand: Any, options: Options, words: list[str]) -> None:
    assert deprecation(base, cand, options) == words


@pytest.mark.parametrize(
    ("base", "today", "how"),
    [
        ({}, TODAY, "without-deprecation"),
        (old(), TODAY, "with-deprecation"),
        (old("2029-12-31"), TODAY, "with-deprecation"),
        (old("2030-01-01"), TODAY, "with-deprecation"),
        (old("2030-01-02"), TODAY, "before-sunset"),
        (old("2029-12-31"), None, "before-sunset"),
        (old("soon"), TODAY, "sunset-parse"),
    ],
)
def test_removal(base: Any, today: date | None, how: str) -> None:
    assert removal(base, Options(today=today)) == how


@pytest.mark.parametrize(
    ("old_level", "new_level", "word"),
    [
        ("beta", "alpha", "decreased"),
        ("stable", None, "decreased"),
        ("alpha", "stable", None),
        (None, "alpha", None),
        ("beta", "solid", "invalid"),
        ("solid", "solid", None),
    ],
)
def test_stability(old_level: str | None, new_level: str | None, word: str | None) -> None:
    levels = ({"x-stability-level": each} if each else {} for each in (old_level, new_level))
    assert stability(*levels) == word


def test_a_time_of_day_does_not_hide_the_day() -> None:
    assert sunset_of({"x-sunset": "2030-01-01T00:00:00Z"}) == TODAY
