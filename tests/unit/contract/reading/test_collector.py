"""The collector is switched back on, whatever happens."""

from __future__ import annotations

import gc

import pytest

from offramp.contract.reading.collector import without_collector


def test_it_is_off_inside_and_on_again_after() -> None:
    assert gc.isenabled()
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), without_collector():
        1 / 0  # noqa: B018 - raised on purpose
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    try:
        with without_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
