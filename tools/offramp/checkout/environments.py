"""Isolated environments: each tree's own packages, kept by what they were built from.

A virtual environment cannot be moved, so it is built where it stays, under a lock, and a file
``complete.json`` is written last. What has none, or does not hold what it says, is built anew.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from offramp.checkout import installers
from offramp.checkout.locks import Lock, exclusive
from offramp.checkout.requirements import find
from offramp.checkout.sources import Source
from offramp.checkout.worktrees import cache_folder
from offramp.errors import EnvironmentProblem

_COMPLETE = "complete.json"
_SCHEMA = "offramp.environment/1"
_RECENT = 3600.0
_MOST_BYTES = 10 * 2**30
"""What the environments may take on disk, together, before the oldest go."""
_PROBE = (
    "import json,platform,sys,sysconfig;print(json.dumps([platform.python_implementation(),"
    "platform.python_version(),sysconfig.get_platform(),sysconfig.get_config_var('EXT_SUFFIX'),"
    "sysconfig.get_path('purelib'),sysconfig.get_path('platlib')]))"
)


@dataclass(frozen=True)
class Environment:
    """An interpreter with what a tree wants installed.

    Attributes:
        python: the interpreter.
        bin: the folder of its programs.
        digest: of everything that decided what is installed: files, Python version, platform.
        packages: what is installed: normalised name (PEP 503) → version, sorted.
        source: what it was built from: a kind of file, ``nothing``, or ``given``.
        files: the files that decided, relative to the tree.
        local: digests of what was installed from folders of the tree.
        notes: what a reader should know, one line each.
        built: whether this call built it; False where it was there.
    """

    python: Path
    bin: Path
    digest: str
    packages: Mapping[str, str]
    source: str
    files: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    built: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return what identifies the environment, as plain data without places on this disk."""
        return {
            "digest": self.digest,
            "packages": dict(self.packages),
            "source": self.source,
            "files": list(self.files),
            "notes": list(self.notes),
        }


def environment(
    tree: Path,
    *,
    requirements: Sequence[str] = (),
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    command: Sequence[str] = (),
    python: Path | None = None,
    base_python: str | None = None,
    cache_root: Path | None = None,
    timeout: float = 1800.0,
) -> Environment:
    """Return the environment for ``tree``, built where there is none yet.

    Args:
        tree: the root of the tree; its code is not installed, only what it needs.
        requirements: files that say what to install; found by themselves if empty.
        extras: extras of the project.
        groups: dependency groups of the project.
        command: what installs, in place of uv or pip; run in the tree with the environment's
            ``bin`` first on PATH.
        python: an interpreter to use as it is; nothing is built or installed.
        base_python: the interpreter, or its version, to build with; this one by default.
        cache_root: where environments are kept; the user's cache by default.
        timeout: seconds that an installer may take.

    Raises:
        EnvironmentProblem: a file is missing or wrong, or an installation failed; nothing of it
            is taken later.
    """
    if python is not None:
        return _given(python)
    source = find(tree, requirements, extras, groups, command)
    digest = source.digest(interpreter_identity(base_python))
    home = (cache_root or cache_folder()) / "environments"
    place = home / digest[:32]
    with exclusive(home / f"{digest[:32]}.lock", patience=timeout):
        packages = _complete(place, digest)
        built = packages is None
        if packages is None:
            packages = _build(place, digest, source, tree, base_python, timeout)
        os.utime(place / _COMPLETE)  # what was used last goes last
    if built:
        prune(_MOST_BYTES, cache_root=cache_root)
    venv = place / "venv"
    return Environment(
        installers.interpreter(venv),
        installers.bin_folder(venv),
        digest,
        packages,
        source.kind,
        tuple(source.files),
        tuple(source.local),
        tuple(source.notes),
        built,
    )


def interpreter_identity(base_python: str | None = None) -> str:
    """Return what an environment depends on beside the tree's files: Python and the platform.

    With the id of a commit's tree it is part of a key for what was made from that tree, without
    laying the tree out first. The suffix of extension modules tells musl from glibc, and Pythons
    built without the lock from others.

    Args:
        base_python: the interpreter, or its version, to build with; this one by default.

    Raises:
        EnvironmentProblem: it cannot be run.
    """
    if base_python is None:
        suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
        version = platform.python_version()
        parts = [platform.python_implementation(), version, sysconfig.get_platform(), suffix]
        return " ".join(parts)
    if re.fullmatch(r"[\d.]+", base_python):
        found = shutil.which(f"python{base_python}")
        if found is None:  # uv may know of one that is not on PATH
            return f"Python {base_python} {sysconfig.get_platform()}"
        base_python = found
    return " ".join(_probe(base_python)[:4])


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
    total = {place: _size(place) for place in places}
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


def _build(
    place: Path, digest: str, source: Source, tree: Path, base: str | None, timeout: float
) -> dict[str, str]:
    """Build an environment at ``place``; the caller holds its lock."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    venv = place / "venv"
    try:
        installers.create(venv, base or sys.executable, timeout)
        arguments = _arguments(place, source)
        if source.command:
            path = os.pathsep.join(
                [os.fspath(installers.bin_folder(venv)), os.environ.get("PATH", os.defpath)]
            )
            more = {"VIRTUAL_ENV": os.fspath(venv), "PATH": path}
            what = "the command that installs failed"
            installers.run(source.command, tree, what, timeout, more)
        elif arguments:
            installers.install(venv, tree, arguments, timeout)
        packages = _installed(venv)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    content = {"schema": _SCHEMA, "digest": digest, "packages": packages}
    temporary = place / (_COMPLETE + ".new")
    temporary.write_text(json.dumps(content, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(place / _COMPLETE)
    return packages


def _arguments(place: Path, source: Source) -> list[str]:
    """Write what is to be installed beside the environment; return the installer's arguments."""
    if not source.lines or source.command:
        return []
    name = "pylock.toml" if source.kind == "pylock.toml" else "requirements.txt"
    (place / name).write_text("\n".join(source.lines) + "\n", encoding="utf-8")
    arguments = ["-r", os.fspath(place / name)]
    if source.constraints:
        (place / "constraints.txt").write_text("\n".join(source.constraints) + "\n", "utf-8")
        arguments += ["-c", os.fspath(place / "constraints.txt")]
    if source.whole:
        arguments.append("--no-deps")
    if source.hashed:
        arguments.append("--require-hashes")
    return arguments


def _complete(place: Path, digest: str) -> dict[str, str] | None:
    """Return the packages of the environment at ``place``, or None where it must be built."""
    try:
        content = json.loads((place / _COMPLETE).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or (content.get("schema"), content.get("digest")) != (
        _SCHEMA,
        digest,
    ):
        return None
    venv = place / "venv"
    # A system's Python that was replaced leaves a dangling link; somebody may have installed more.
    if not installers.interpreter(venv).exists() or _installed(venv) != content["packages"]:
        return None
    packages: dict[str, str] = content["packages"]
    return packages


def _installed(venv: Path) -> dict[str, str]:
    """Return the packages of an environment without starting its interpreter."""
    folders = [*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")]
    return _packages([os.fspath(folder) for folder in folders])


def _packages(folders: Sequence[str]) -> dict[str, str]:
    found = {}
    for distribution in metadata.distributions(path=list(folders)):
        name = distribution.metadata["Name"]
        if name:
            found[re.sub(r"[-_.]+", "-", name).lower()] = distribution.version
    return dict(sorted(found.items()))


def _given(python: Path) -> Environment:
    """Describe an interpreter that somebody named."""
    *identity, purelib, platlib = _probe(os.fspath(python))
    packages = _packages(sorted({purelib, platlib}))
    named = [f"{name}=={number}" for name, number in packages.items()]
    digest = Source("given", lines=named).digest(*identity)
    return Environment(python, python.parent, digest, packages, "given")


def _probe(python: str) -> list[str]:
    try:
        done = subprocess.run(
            [python, "-I", "-c", _PROBE],
            capture_output=True,
            env=installers.child_environment(),
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=True,
        )
        return [str(part) for part in json.loads(done.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise EnvironmentProblem(
            "the interpreter cannot be run", expected="a Python", found=str(error), where=python
        ) from error


def _used(place: Path) -> float:
    try:
        return (place / _COMPLETE).stat().st_mtime
    except OSError:
        return 0.0


def _size(place: Path) -> int:
    return sum(p.lstat().st_size for p in place.rglob("*") if not p.is_dir())
