from __future__ import annotations

from pathlib import Path

import pytest

from offramp.suites.outcomes import read_outcomes


@pytest.fixture
def junit(tmp_path: Path) -> Path:
    return tmp_path / "junit.xml"


def write(path: Path, *cases: str) -> dict[str, str]:
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return read_outcomes(path)


def case(name: str, inside: str = "", of: str = "tests.test_a") -> str:
    return f'<testcase classname="{of}" name="{name}">{inside}</testcase>'


@pytest.mark.parametrize(
    ("inside", "outcome"),
    [
        ("", "passed"),
        ("<system-out>text</system-out>", "passed"),
        ("<failure/>", "failed"),
        ("<error/>", "error"),
        ("<skipped/>", "skipped"),
        ("<properties/><failure/><system-err/>", "failed"),
    ],
)
def test_an_outcome(junit: Path, inside: str, outcome: str) -> None:
    assert write(junit, case("test_x", inside)) == {"tests.test_a::test_x": outcome}


@pytest.mark.parametrize("order", [1, -1])
def test_a_test_that_is_named_twice_has_its_worst_outcome(junit: Path, order: int) -> None:
    """pytest names one twice whose call passed and whose tear-down failed."""
    cases = [case("test_x"), case("test_x", "<error/>")]
    assert write(junit, *cases[::order]) == {"tests.test_a::test_x": "error"}


def test_a_module_that_cannot_be_collected_is_an_outcome(junit: Path) -> None:
    assert write(junit, case("tests.test_b", "<error/>", of="")) == {"tests.test_b": "error"}


@pytest.mark.parametrize("content", [None, "", "<testsuites><testcase", "no xml"])
def test_a_file_that_is_missing_or_cut_short_has_none(junit: Path, content: str | None) -> None:
    if content is not None:
        junit.write_text(content)
    assert read_outcomes(junit) == {}
