"""What an environment is built from, and the digest that it is kept under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from offramp.checkout.requirements.text import expand, without_secrets


@dataclass
class Source:
    """What an environment is built from.

    Attributes:
        kind: the file that decided: ``uv.lock``, ``pylock.toml``, ``poetry.lock``,
            ``requirements``, ``pyproject.toml``, ``command``, or ``nothing``.
        files: every file that was read, relative to the tree, sorted.
        lines: what the installer is given, one requirement or option each. Variables in addresses
            and options are left for the installer, so that no secret is written down.
        constraints: what bounds the versions without asking for a package.
        projects: files of the project that its own build backend has to be asked about, relative
            to the tree, as ``setup.py``.
        chosen: options that choose extras and groups of these.
        whole: the lines name every package, so that nothing else is to be resolved.
        local: digests of files and folders of the tree that decide or are installed.
        code: those of them that are folders of code, installed as a copy.
        folder: where the installer finds its own settings, relative to the tree.
        settings: what else of the tree decides, as the installer's own settings.
        python: the Pythons that the project runs on, as a version specifier; empty for any.
        own: the project's own name, normalised; it is never installed.
        command: the command that installs, where the settings name one.
        notes: what a reader should know, one line each.
    """

    kind: str
    files: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    whole: bool = False
    local: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    folder: str = ""
    settings: list[str] = field(default_factory=list)
    python: str = ""
    own: str = ""
    command: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def hashed(self) -> bool:
        """Whether pip would check hashes: then each requirement must have one (S13)."""
        return any("--hash=" in line for line in self.lines)

    def digest(self, *more: str) -> str:
        """Return a digest of everything that decides what is installed, and of ``more``.

        Variables count with their values, and what is secret in an address does not: a token that
        changes with each run installs the same packages.
        """
        lines = [without_secrets(expand(line, {"OFFRAMP_TREE": ""})) for line in self.lines]
        parts = (
            *("offramp.environment/2", self.kind, str(self.whole), *more, "lines", *lines),
            *("constraints", *self.constraints, "projects", *self.projects, *self.chosen),
            *("local", *self.local, "settings", *self.settings),
            *("own", self.own, "command", *self.command),
        )
        return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
