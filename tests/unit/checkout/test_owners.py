from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from offramp.checkout.owners import Owner


def test_this_process_lives() -> None:
    me = Owner.me()
    assert me.pid == os.getpid()
    assert me.lives() is True
    assert Owner.from_dict(me.to_dict()) == me
    assert str(me).startswith(f"pid {me.pid} on {me.host}")


def test_a_process_that_ended_does_not() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    assert replace(Owner.me(), pid=child.pid).lives() is False


def test_a_later_process_with_the_same_number_is_another() -> None:
    assert replace(Owner.me(), started="long ago").lives() is False


def test_another_hosts_process_is_not_known() -> None:
    assert replace(Owner.me(), host="elsewhere").lives() is None


@pytest.mark.parametrize("data", [{}, {"pid": "x", "host": "", "started": ""}, {"pid": None}])
def test_what_is_no_owner(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Owner.from_dict(data)
