from __future__ import annotations

import time

import pytest

from offramp import clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock's time, in its only item."""
    seconds = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: seconds[0])
    return seconds


def test_every_second_is_counted_once_for_what_was_done_innermost(now: list[float]) -> None:
    with clock.running() as running:
        now[0] += 1
        with clock.phase("target"):
            now[0] += 2
            with clock.phase("git"):
                now[0] += 4
            now[0] += 8
        now[0] += 16
    assert list(running.seconds().items()) == [("target", 10.0), ("git", 4.0), ("rest", 17.0)]


def test_what_came_before_is_left_out(now: list[float]) -> None:
    with clock.running() as running:
        with clock.phase("git"):
            now[0] += 1
        before = running.seconds()
        with clock.phase("git"):
            now[0] += 2
        assert running.seconds(since=before) == {"git": 2.0}


def test_an_error_ends_its_phase(now: list[float]) -> None:
    def fail() -> None:
        with clock.phase("git"):
            now[0] += 1
            raise ValueError("no")

    with clock.running() as running:
        with pytest.raises(ValueError, match="no"):
            fail()
        now[0] += 2
    assert running.seconds() == {"git": 1.0, "rest": 2.0}


def test_where_no_clock_runs_nothing_is_measured() -> None:
    with clock.phase("git"):
        pass
    with clock.running() as running:
        pass
    assert "git" not in running.seconds()
