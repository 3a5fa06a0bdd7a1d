"""Which environments are whole, and which go first."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from offramp.checkout.environments import installers, kept
from offramp.checkout.locks import Lock
from offramp.imports.recorder import offramp_recorder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What an environment looks like, with nothing installed."""
    place = tmp_path / "environments" / ("a" * 32)
    venv = place / "venv"
    for folder in (venv / "lib/python3.11/site-packages", installers.bin_folder(venv)):
        folder.mkdir(parents=True)
    installers.interpreter(venv).write_text("")
    (venv / "pyvenv.cfg").write_text("")
    kept.mark_complete(place, "d" * 64, {})
    return place


def test_an_environment_is_whole_for_its_digest_alone(place: Path) -> None:
    assert kept.complete(place, "d" * 64) == {}
    assert kept.complete(place, "e" * 64) is None
    assert kept.complete(place.with_name("b" * 32), "d" * 64) is None


@pytest.mark.parametrize("text", ["", "[]", "null", '{"packages": []}', "\udcff"])
def test_a_mark_that_says_something_else_is_none(place: Path, text: str) -> None:
    (place / kept.COMPLETE).write_bytes(text.encode(errors="surrogateescape"))
    assert kept.complete(place, "d" * 64) is None


@pytest.mark.parametrize("name", ["pyvenv.cfg", "lib/python3.11/site-packages/x.pth"])
def test_what_was_put_in_or_taken_out_by_hand_is_noticed(place: Path, name: str) -> None:
    path = place / "venv" / name
    path.unlink() if path.exists() else path.write_text("/elsewhere\n")
    assert kept.complete(place, "d" * 64) is None


def test_the_recorder_is_no_change_by_hand(place: Path) -> None:
    """Every stage A puts it in: an environment that is built anew for it is built every time."""
    folder = place / "venv/lib/python3.11/site-packages"
    package = Path(str(offramp_recorder.__file__)).parent
    (folder / package.name).mkdir()
    (folder / offramp_recorder.PTH).write_text("")
    assert kept.complete(place, "d" * 64) == {}


def test_what_is_in_use_or_being_built_stays(place: Path, tmp_path: Path) -> None:
    assert kept.prune(0, cache_root=tmp_path) == []
    os.utime(place / kept.COMPLETE, (time.time() - 9000,) * 2)
    lock = Lock(place.with_name(place.name + ".lock"))
    assert lock.try_acquire()
    assert kept.prune(0, cache_root=tmp_path) == []
    lock.release()
    assert kept.prune(kept.size(place), cache_root=tmp_path) == []
    assert kept.prune(0, cache_root=tmp_path) == [place.name]
    assert not place.exists()
