"""Who is at work: a process that can be told from a later one with the same number."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Owner:
    """A process.

    Attributes:
        pid: its number, which means something on ``host`` only.
        host: the machine's name and, on Linux, its boot and PID namespace: two containers with
            one name do not share their process numbers.
        started: when the process began, in the system's own words; tells it from a later process
            that got the same number.
    """

    pid: int
    host: str
    started: str

    @classmethod
    def me(cls) -> Owner:
        """Return this process."""
        return cls(os.getpid(), _host(), _started(os.getpid()))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Owner:
        """Return the owner that ``to_dict`` wrote.

        Raises:
            KeyError, TypeError, ValueError: the data are not an owner's.
        """
        return cls(int(data["pid"]), str(data["host"]), str(data["started"]))

    def to_dict(self) -> dict[str, Any]:
        """Return the owner as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return f"pid {self.pid} on {self.host}, started {self.started}"

    def lives(self) -> bool | None:
        """Whether the process still runs; None where this host cannot know."""
        if self.host != _host():
            return None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass  # somebody else's process; its start decides
        return _started(self.pid) == self.started

    def elsewhere(self) -> bool:
        """Whether it may run under another kernel, whose locks do not reach every file system."""
        (name, *more), (our_name, *ours) = self.host.split("/"), _host().split("/")
        return name != our_name and (not ours or more[:1] != ours[:1])


@lru_cache(maxsize=1)
def _host() -> str:
    parts = [platform.node() or "unnamed"]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8])
        parts.append(Path("/proc/self/ns/pid").readlink().name.strip("pid:[]"))
    except OSError:
        pass  # not Linux: the name has to do
    return "/".join(parts)


def _started(pid: int) -> str:
    """Return when ``pid`` began; empty where it is gone or the system does not tell."""
    try:
        # The command's name, in parentheses, may hold blanks: count from behind it (proc(5)).
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        pass
    try:
        ps = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True,
            check=False,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        )
    except OSError:
        return ""
    return ps.stdout.decode(errors="replace").strip()
