"""Documents that were made before, kept by everything that decided what they say."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.checkout.worktrees import cache_folder
from offramp.evidence import write_atomically

_SCHEMA = "offramp.kept-document/1"
_MOST = 500
_KEY = re.compile(r"[0-9a-f]{64}\Z")
_PASSING = re.compile(
    r"_|(OLD)?PWD|SHLVL|COLUMNS|LINES|WINDOWID|HOSTNAME|GPG_TTY|INVOCATION_ID|JOURNAL_STREAM"
    r"|(WAYLAND_)?DISPLAY|(FORCE|NO|LS)_COLORS?|PS1|STY|TMUX.*|(COLOR)?TERM(_.*)?|VTE_VERSION"
    r"|(SSH|DBUS|XDG_SESSION|VSCODE|SYSTEMD)_.*|NOX_CURRENT_SESSION|PYTEST_.*|UV(_RUN_.*)?"
    r"|(GITHUB|RUNNER|ACTIONS|CI|BUILDKITE|CIRCLE)_.*"
)
"""Variables that are new in each terminal, or each run of CI; any other may decide."""


def key(
    *,
    tree: str,
    environment: str,
    emitter: str,
    settings: Mapping[str, Any],
    variables: Mapping[str, str],
) -> str:
    """Return the key of a document.

    Args:
        tree: id of the git tree that it was made from.
        environment: digest of the environment.
        emitter: digest of the emitter.
        settings: what else decides: the application, import roots; JSON values.
        variables: the application's environment variables; those that tell one terminal, or one
            run of CI, from the next make no difference.
    """
    lasting = {name: value for name, value in variables.items() if not _PASSING.fullmatch(name)}
    parts = [tree, environment, emitter, json.dumps([settings, lasting], sort_keys=True)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class DocumentCache:
    """A folder of kept documents.

    Attributes:
        folder: where they lie.
    """

    folder: Path

    @classmethod
    def of_user(cls) -> DocumentCache:
        """Return the cache in the user's cache folder."""
        return cls(cache_folder() / "documents")

    def read(self, key: str) -> dict[str, Any] | None:
        """Return what was kept under ``key``, or None: not there, or not as it was written."""
        try:
            head, _, body = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        if head != _head(key, body):
            return None
        content: dict[str, Any] = json.loads(body)
        return content

    def write(self, key: str, content: Mapping[str, Any]) -> str | None:
        """Keep ``content``, JSON values, under ``key``, in one step: no reader sees half of it.

        Returns:
            Why it could not be kept, as on a full disk: it is as good for that; else None.
        """
        body = json.dumps(content, sort_keys=True).encode()
        try:
            write_atomically(self._path(key), _head(key, body) + b"\n" + body)
            self.prune(_MOST)
        except OSError as error:
            return error.strerror or str(error)
        return None

    def prune(self, most: int) -> int:
        """Delete the documents that were made longest ago until ``most`` are left.

        Returns:
            How many were deleted.
        """
        kept = [path for path in self.folder.glob("??/*") if path.is_file()]
        gone = 0
        for path in sorted(kept, key=_made)[: max(len(kept) - most, 0)]:
            with suppress(OSError):  # another run was quicker, or it is not ours to delete
                path.unlink()
                gone += 1
        return gone

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise ValueError(f"not a key: {key!r}")
        return self.folder / key[:2] / key[2:]


def _made(path: Path) -> float:
    """Return when a file was made; another run may have deleted it meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _head(key: str, body: bytes) -> bytes:
    """Return the first line: it binds the content to its key, so that a moved file is not taken."""
    digest = hashlib.sha256(key.encode() + b"\0" + body).hexdigest()
    return f"{_SCHEMA} {digest}".encode()
