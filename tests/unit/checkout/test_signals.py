from __future__ import annotations

import signal
import threading

import pytest

from offramp.checkout.signals import shielded, terminable
from offramp.errors import ExitCode, Interrupted


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_an_end_from_outside_becomes_an_exception(name: str) -> None:
    number = getattr(signal, name)
    with pytest.raises(Interrupted, match=name) as caught, terminable():
        signal.raise_signal(number)
    assert caught.value.exit_code is ExitCode.INTERRUPTED
    assert signal.getsignal(number) is signal.SIG_DFL


def test_somebody_elses_handler_stays() -> None:
    seen = []
    before = signal.signal(signal.SIGTERM, lambda *_: seen.append(1))
    try:
        with terminable():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == [1]


def test_outside_the_main_thread_nothing_is_changed() -> None:
    seen = []

    def run() -> None:
        with terminable():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_DFL]


def test_a_shielded_clean_up_is_finished_first() -> None:
    done = []

    def clean_up() -> None:
        with shielded():
            signal.raise_signal(signal.SIGINT)
            done.append("to the end")

    with pytest.raises(KeyboardInterrupt):
        clean_up()
    assert done == ["to the end"]
