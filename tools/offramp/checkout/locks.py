"""Locks between processes: flock(2) on a file, which the kernel lets go when the holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offramp.errors import EnvironmentProblem

_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}


class Lock:
    """A lock file, held or not.

    Args:
        path: the file; made where it is missing, with its folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free, and say whether it was.

        Raises:
            EnvironmentProblem: the file system cannot lock, or the file cannot be made.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _problem(self.path, error) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(fd)
            if error.errno in _UNSUPPORTED:
                raise _problem(self.path, error) from error
            return False
        if not _same_file(fd, self.path):  # a holder deleted it while we waited
            os.close(fd)
            return self.try_acquire()
        self._fd = fd
        return True

    def wait(self, patience: float) -> bool:
        """Take the lock once it is free, within ``patience`` seconds, and say whether it was."""
        end = time.monotonic() + patience
        pause = 0.002
        while not self.try_acquire():
            if time.monotonic() > end:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        return True

    def files(self) -> tuple[int, ...]:
        """Return the open files that hold it: a child that has them holds it too."""
        return () if self._fd is None else (self._fd,)

    def write(self, text: str) -> None:
        """Put text into the file, for people who look who holds it."""
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, text.encode(), 0)

    def release(self, *, delete: bool = False) -> None:
        """Let the lock go.

        Args:
            delete: remove the file first, while nobody else can hold it.
        """
        if self._fd is None:
            return
        if delete:
            self.path.unlink(missing_ok=True)
        os.close(self._fd)
        self._fd = None


@contextmanager
def exclusive(path: Path, *, patience: float = 900.0) -> Iterator[Lock]:
    """Hold the lock at ``path`` alone.

    Args:
        path: the lock file.
        patience: seconds to wait for another holder.

    Raises:
        EnvironmentProblem: it was not free in time.
    """
    lock = Lock(path)
    if not lock.wait(patience):
        raise EnvironmentProblem(
            f"another offramp held a lock for more than {patience:.0f} s",
            where=os.fspath(path),
            next="see which process holds it (lsof), and end it if it hangs",
        )
    try:
        yield lock
    finally:
        lock.release()


def _same_file(fd: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(fd)
    return (here.st_ino, here.st_dev) == (there.st_ino, there.st_dev)


def _problem(path: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        "a lock file could not be taken",
        expected="a folder that this user may write to, on a file system with flock",
        found=error.strerror or str(error),
        where=os.fspath(path),
        next="make the folder writable, or work in a clone of your own",
    )
