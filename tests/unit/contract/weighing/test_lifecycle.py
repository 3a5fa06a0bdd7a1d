"""Deprecation, sunset days and stability levels."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from offramp.contract import Options, compare
from offramp.contract.weighing.lifecycle import deprecation, in_words, removal, stability, sunset_of

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


def beta(day: str | None = None) -> dict[str, Any]:
    return {**old(day), "x-stability-level": "beta"}


@pytest.mark.parametrize(
    ("cand", "level", "words"),
    [
        (beta("2030-01-15"), None, ["deprecated-with-sunset"]),
        (beta("2030-01-05"), None, ["sunset-soon"]),
        (old("2030-01-15"), None, ["sunset-soon"]),
        (old("2030-01-15"), "beta", ["deprecated-with-sunset"]),
        (old(), "beta", ["sunset-missing"]),
        (old(), "alpha", ["deprecated"]),
    ],
)
def test_each_level_has_a_window_of_its_own(cand: Any, level: Any, words: list[str]) -> None:
    options = Options(deprecation_days={"beta": 7, "stable": 90}, today=TODAY)
    assert deprecation({}, cand, options, level) == words


def test_a_parameter_has_the_window_of_its_operation(service: Any) -> None:
    query = {"name": "q", "in": "query", "schema": {"type": "string"}}

    def document(level: str, **words: Any) -> Any:
        return service(parameters=[{**query, **words}], **{"x-stability-level": level})

    options = Options(deprecation_days={"beta": 7, "stable": 90}, today=TODAY)
    for level, rule in (
        ("stable", "request-parameter-sunset-date-too-small"),
        ("beta", "request-parameter-deprecated-with-sunset"),
    ):
        found = compare(document(level), document(level, **old("2030-01-15")), options).findings
        assert [f.rule for f in found] == [rule]


@pytest.mark.parametrize(
    ("base", "cand", "words"),
    [
        ({}, {"deprecated": True}, "In.a is deprecated now"),
        (
            {},
            {"deprecated": True, "x-sunset": "2030-01-02"},
            "In.a is deprecated now, and goes on 2030-01-02",
        ),
        (
            {},
            {"deprecated": True, "x-sunset": "soon"},
            "In.a is deprecated, and its x-sunset, soon, is no date",
        ),
        ({"deprecated": True}, {}, "In.a is not deprecated any more"),
        (
            {"deprecated": True, "x-sunset": "2030-01-02"},
            {"deprecated": True},
            "In.a is deprecated, and its x-sunset is gone",
        ),
    ],
)
def test_each_change_has_plain_words(
    base: dict[str, Any], cand: dict[str, Any], words: str
) -> None:
    (change,) = deprecation(base, cand, Options())
    assert in_words(change, "In.a", cand) == words
