"""The environments that are kept: complete or not, used when, and how many of them."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from offramp.checkout.environments import installers
from offramp.checkout.environments.interpreters import installed, package_folders
from offramp.checkout.locks import Lock
from offramp.checkout.worktrees import cache_folder

COMPLETE = "complete.json"
_SCHEMA = "offramp.environment/2"
_RECENT = 3600.0
_OURS = frozenset(("__pycache__", "offramp_recorder", "offramp_recorder.pth"))
"""What is no change by hand: the run-time recorder is put in after the environment was built."""


def complete(place: Path, digest: str) -> dict[str, str] | None:
    """Return the packages of the environment at ``place``, or None where it must be built."""
    try:
        content = json.loads((place / COMPLETE).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("packages"), dict):
        return None
    if (content.get("schema"), content.get("digest")) != (_SCHEMA, digest):
        return None
    venv = place / "venv"
    # A system's Python that was replaced leaves a dangling link; somebody may have installed more.
    whole = installers.interpreter(venv).exists() and (venv / "pyvenv.cfg").is_file()
    if not whole or _entries(venv) != content.get("entries"):
        return None
    if installed(venv) != content["packages"]:
        return None
    packages: dict[str, str] = content["packages"]
    return packages


def mark_complete(place: Path, digest: str, packages: Mapping[str, str]) -> None:
    """Say, as the last thing of all, that the environment at ``place`` is whole."""
    content = {
        "schema": _SCHEMA,
        "digest": digest,
        "packages": dict(packages),
        "entries": _entries(place / "venv"),
    }
    temporary = place / (COMPLETE + ".new")
    temporary.write_text(json.dumps(content, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(place / COMPLETE)


def _entries(venv: Path) -> list[str]:
    """Return what lies in the folders of packages: a module or a ``.pth`` file has no metadata."""
    names = {path.name for folder in package_folders(venv) for path in folder.iterdir()}
    return sorted(names - _OURS)


def prune(limit: int, *, cache_root: Path | None = None) -> list[str]:
    """Delete the environments that were not used for longest, until the rest is small enough.

    What is being built, or was used within the last hour, stays.

    Args:
        limit: bytes that may stay.
        cache_root: where environments are kept; the user's cache by default.

    Returns:
        The digests' beginnings of those deleted, the oldest first.
    """
    home = (cache_root or cache_folder()) / "environments"
    places = [p for p in home.iterdir() if p.is_dir()] if home.is_dir() else []
    total = {place: size(place) for place in places}
    gone = []
    for place in sorted(places, key=lambda p: (_used(p), p.name)):
        if sum(total.values()) <= limit or time.time() - _used(place) < _RECENT:
            break
        lock = Lock(home / f"{place.name}.lock")
        if lock.try_acquire():
            shutil.rmtree(place, ignore_errors=True)
            lock.release(delete=True)
            del total[place]
            gone.append(place.name)
    return gone


def size(place: Path) -> int:
    """Return what an environment takes on disk, in bytes."""
    return sum(_bytes(path) for path in place.rglob("*"))


def _bytes(path: Path) -> int:
    try:
        return 0 if path.is_dir() else path.lstat().st_size
    except FileNotFoundError:  # another run is building or pruning it
        return 0


def _used(place: Path) -> float:
    try:
        return (place / COMPLETE).stat().st_mtime
    except OSError:
        return 0.0
