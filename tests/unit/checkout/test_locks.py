from __future__ import annotations

import errno
import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.checkout.locks import Lock, exclusive
from offramp.errors import EnvironmentProblem


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "folder/lock"
    one, other = Lock(path), Lock(path)
    assert one.try_acquire()
    assert not other.try_acquire()
    one.release()
    assert other.try_acquire()
    other.release(delete=True)
    assert not path.exists()


def test_a_lock_on_a_deleted_file_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A holder deletes the file between our opening it and our locking it."""
    path = tmp_path / "lock"
    real, calls = fcntl.flock, []

    def flock(fd: int, how: int) -> None:
        if not calls:
            path.unlink()
        calls.append(fd)
        real(fd, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    lock = Lock(path)
    assert lock.try_acquire()
    assert len(calls) == 2
    assert path.exists()
    assert not Lock(path).try_acquire()


def test_the_kernel_lets_go_when_the_holder_dies(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from offramp.checkout.locks import Lock\n"
        "Lock(Path(sys.argv[1])).try_acquire(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "lock"], check=False)
    assert Lock(tmp_path / "lock").try_acquire()


def test_patience_ends(tmp_path: Path) -> None:
    holder = Lock(tmp_path / "lock")
    assert holder.try_acquire()
    with (
        pytest.raises(EnvironmentProblem, match="held a lock"),
        exclusive(tmp_path / "lock", patience=0.05),
    ):
        pass
    holder.release()
    with exclusive(tmp_path / "lock", patience=0.05):
        assert not Lock(tmp_path / "lock").try_acquire()


def test_a_file_system_without_locks_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(fd: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(EnvironmentProblem, match="could not be taken"):
        Lock(tmp_path / "lock").try_acquire()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentProblem, match="could not be taken"):
        Lock(tmp_path / "file/lock").try_acquire()


def test_text_for_people(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    lock.write("nobody holds it")
    assert lock.try_acquire()
    lock.write("a longer text")
    lock.write("short")
    assert (tmp_path / "lock").read_text() == "short"
    lock.release()
    lock.release()
