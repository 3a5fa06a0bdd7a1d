"""The version that a change asks for (Semantic Versioning 2.0.0)."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.contract import Accepted, Options, compare
from offramp.contract.weighing.versions import read
from offramp.findings import Severity

ANSWER = {"responses": {"200": {"description": "k"}}}


def document(version: Any, *paths: str, **words: Any) -> dict[str, Any]:
    items = {path: {"get": {**ANSWER, **words}} for path in paths}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": version}, "paths": items}


CHANGES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "break": (("/a",), {}),
    "addition": (("/a", "/b", "/c"), {}),
    "words": (("/a", "/b"), {"summary": "s"}),
    "nothing": (("/a", "/b"), {}),
}


def change(kind: str, old: Any, new: Any, **words: Any) -> Any:
    paths, more = CHANGES[kind]
    return compare(document(old, "/a", "/b"), document(new, *paths, **more), Options(**words))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.2.3", ((1, 2, 3), False)),
        ("v1.2.3", ((1, 2, 3), False)),
        ("1.2.3-rc.1+5", ((1, 2, 3), True)),
        ("1.2.3+5", ((1, 2, 3), False)),
        ("1.2", None),
        ("01.2.3", None),
        ("1.2.3 ", None),
        ("2026-06-01", None),
        ("", None),
        (3, None),
        (None, None),
    ],
)
def test_what_a_version_is(text: Any, found: Any) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("kind", "old", "part", "recommended"),
    [
        ("break", "1.2.3", "major", "2.0.0"),
        ("addition", "1.2.3", "minor", "1.3.0"),
        ("words", "1.2.3", "patch", "1.2.4"),
        ("nothing", "1.2.3", "patch", "1.2.3"),
        ("break", "0.2.3", "minor", "0.3.0"),
        ("addition", "0.2.3", "patch", "0.2.4"),
        ("words", "0.2.3", "patch", "0.2.4"),
        ("break", "0.0.3", "minor", "0.1.0"),
        ("break", "2.0.0-rc.1", "major", "2.0.0"),
        ("break", "1", "major", None),
        ("break", 3, "major", None),
    ],
)
def test_the_next_version(kind: str, old: Any, part: str, recommended: str | None) -> None:
    table = change(kind, old, old).to_dict()
    assert table["next_version"] == part
    assert table["version"]["recommended"] == recommended


def test_a_break_that_was_accepted_is_a_break_for_the_version() -> None:
    (found,) = change("break", "1.0.0", "1.0.0").findings
    entry = Accepted(fingerprint=found.fingerprint, reason="agreed")
    assert change("break", "1.0.0", "1.0.0", accepted=(entry,)).next_version == "major"
    rule = {found.rule: Severity.WARNING}
    assert change("break", "1.0.0", "1.0.0", severities=rule).next_version == "minor"


MAJOR, MINOR = "api-major-version-not-bumped", "api-minor-version-not-bumped"


@pytest.mark.parametrize(
    ("kind", "old", "new", "told", "told_if_semver"),
    [
        ("break", "1.0.0", "1.1.0", MAJOR, MAJOR),
        ("break", "1.0.0", "2.0.0", None, None),
        ("break", "1.0.0", "3.1.4", None, None),
        ("break", "1.0.0", "2.0.0-rc.1", None, None),
        ("break", "0.1.0", "0.1.1", MAJOR, MAJOR),
        ("break", "0.1.0", "0.2.0", None, None),
        ("break", "1.0.0", "1.0.0", None, MAJOR),
        ("break", "2.0.0", "1.0.0", None, MAJOR),
        ("break", "1", "2", None, "api-version-not-semantic"),
        ("break", "1.0.0", "next", None, "api-version-not-semantic"),
        ("addition", "1.0.0", "1.0.1", None, MINOR),
        ("addition", "1.0.0", "1.1.0", None, None),
        ("addition", "0.1.0", "0.1.0", None, None),
        ("words", "1.0.0", "1.0.0", None, None),
        ("nothing", "1.0.0", "1.0.0", None, None),
    ],
)
def test_a_version_that_does_not_rise_enough_is_told(
    kind: str, old: str, new: str, told: str | None, told_if_semver: str | None
) -> None:
    """One that has not risen at all is no sign of anything, unless the policy says so."""
    for semver, rule in ((False, told), (True, told_if_semver)):
        found = change(kind, old, new, semver=semver).findings
        notes = [f for f in found if "version" in f.rule]
        assert [f.rule for f in notes] == ([rule] if rule else [])
        assert all(f.severity is Severity.WARNING for f in notes)


def test_the_versions_are_told() -> None:
    assert change("break", "1.0.0", "1.1.0").to_dict()["version"] == {
        "base": "1.0.0",
        "candidate": "1.1.0",
        "recommended": "2.0.0",
        "enough": False,
    }
    assert change("break", "1", None).to_dict()["version"]["enough"] is None
