"""Isolated environments: each tree's own packages, kept by what they were built from.

A virtual environment cannot be moved, so it is built where it stays, under a lock, and a file
``complete.json`` is written last. What has none, or does not hold what it says, is built anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.checkout.environments import installers, kept
from offramp.checkout.environments.building import build
from offramp.checkout.environments.interpreters import interpreter_identity, packages, probe
from offramp.checkout.locks import exclusive
from offramp.checkout.requirements.finding import find
from offramp.checkout.requirements.sources import Source
from offramp.checkout.worktrees import cache_folder
from offramp.errors import EnvironmentProblem

_MOST_BYTES = 10 * 2**30
"""What the environments may take on disk, together, before the oldest go."""


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
        local: digests of the code that was installed from folders of the tree.
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
    identity = interpreter_identity(base_python)
    _check_python(source, identity)
    digest = source.digest(identity)
    home = (cache_root or cache_folder()) / "environments"
    place = home / digest[:32]
    with exclusive(home / f"{digest[:32]}.lock", patience=timeout):
        there = kept.complete(place, digest)
        built = there is None
        if there is None:
            there = _built(place, digest, source, tree, base_python, timeout)
        os.utime(place / kept.COMPLETE)  # what was used last goes last
    if built:
        kept.prune(_MOST_BYTES, cache_root=cache_root)
    venv = place / "venv"
    return Environment(
        python=installers.interpreter(venv),
        bin=installers.bin_folder(venv),
        digest=digest,
        packages=there,
        source=source.kind,
        files=tuple(source.files),
        local=tuple(source.code),
        notes=tuple(source.notes),
        built=built,
    )


def code_of(
    tree: Path, requirements: Sequence[str], extras: Sequence[str], groups: Sequence[str]
) -> tuple[str, ...]:
    """Return digests of the code that an environment for ``tree`` would have from the tree itself.

    Raises:
        EnvironmentProblem: a file is missing or wrong.
    """
    return tuple(find(tree, requirements, extras, groups).code)


def _built(
    place: Path, digest: str, source: Source, tree: Path, base: str | None, timeout: float
) -> dict[str, str]:
    """Build, and where that fails say what is known of the files: one may be older than another."""
    try:
        packages = build(place, source, tree, base, timeout)
        kept.mark_complete(place, digest, packages)
    except EnvironmentProblem as error:
        error.found = "\n".join([*([error.found] if error.found else []), *source.notes])
        raise
    except OSError as error:
        raise EnvironmentProblem(
            "an environment could not be written",
            found=error.strerror or str(error),
            where=os.fspath(place),
            next="make room or mend the rights of that folder (offramp doctor --prune clears it)",
        ) from error
    return packages


def _check_python(source: Source, identity: str) -> None:
    """Refuse a Python that the project says it does not run on, as its own installers do.

    Raises:
        EnvironmentProblem: it is another one.
    """
    if not source.python or source.kind in ("requirements", "nothing", "command"):
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    version = identity.split()[1]
    try:
        fits = SpecifierSet(source.python).contains(version, prereleases=True)
    except InvalidSpecifier:  # the installer has the better words
        return
    if not fits:
        raise EnvironmentProblem(
            "the project does not run on this Python",
            expected=f"Python {source.python}",
            found=version,
            where="pyproject.toml",
            next='name one in [tool.offramp.environment]: python = "3.13", or the path of one',
        )


def _given(python: Path) -> Environment:
    """Describe an interpreter that somebody named."""
    *identity, purelib, platlib = probe(os.fspath(python))
    there = packages(sorted({purelib, platlib}))
    named = [f"{name}=={number}" for name, number in there.items()]
    digest = Source("given", lines=named).digest(*identity)
    return Environment(python, python.parent, digest, there, "given")
