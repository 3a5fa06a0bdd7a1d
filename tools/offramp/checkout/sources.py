"""What an environment is built from, and the digest that it is kept under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass
class Source:
    """What an environment is built from.

    Attributes:
        kind: the file that decided: ``uv.lock``, ``pylock.toml``, ``poetry.lock``,
            ``requirements``, ``pyproject.toml``, ``command``, or ``nothing``.
        files: every file that was read, relative to the tree, sorted.
        lines: what the installer is given, one requirement or option each.
        constraints: what bounds the versions without asking for a package.
        whole: the lines name every package, so that nothing else is to be resolved.
        local: digests of folders of the tree that are installed from it.
        command: the command that installs, where the settings name one.
        notes: what a reader should know, one line each.
    """

    kind: str
    files: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    whole: bool = False
    local: list[str] = field(default_factory=list)
    command: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def hashed(self) -> bool:
        """Whether pip would check hashes: then each requirement must have one (S13)."""
        return any("--hash=" in line for line in self.lines)

    def digest(self, *more: str) -> str:
        """Return a digest of everything that decides what is installed, and of ``more``."""
        parts = (
            *("offramp.environment/1", self.kind, str(self.whole), *more, "lines", *self.lines),
            *("constraints", *self.constraints, "local", *self.local, "command", *self.command),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
