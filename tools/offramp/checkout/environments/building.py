"""How an environment is built: made empty, filled by an installer, without the project itself."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offramp.checkout.environments import installers
from offramp.checkout.environments.interpreters import installed
from offramp.checkout.requirements.sources import Source
from offramp.errors import EnvironmentProblem

_JUNK = shutil.ignore_patterns(
    *(".git", ".offramp", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"),
    *(".*_cache", "*.egg-info"),
)
_NO_GIT = {
    "SETUPTOOLS_SCM_PRETEND_VERSION": "0.0.0",
    "PBR_VERSION": "0.0.0",
    "POETRY_DYNAMIC_VERSIONING_BYPASS": "0.0.0",
}
"""For build backends that ask git for a version: the copy that they run in has no history."""


def build(
    place: Path, source: Source, tree: Path, base: str | None, timeout: float
) -> dict[str, str]:
    """Build an environment at ``place`` and return its packages.

    Args:
        place: where it stays; what is there is deleted first.
        source: what is to be installed.
        tree: the root of the tree that asks for it; nothing is written there.
        base: the interpreter, or its version; this one if None.
        timeout: seconds that an installer may take.

    Raises:
        EnvironmentProblem: an installation failed; nothing of it is left.
    """
    clear(place)
    place.mkdir(parents=True)
    venv = place / "venv"
    try:
        installers.create(venv, base or sys.executable, timeout, pip=bool(source.command))
        if source.command:
            path = os.environ.get("PATH", os.defpath)
            path = os.pathsep.join([os.fspath(installers.bin_folder(venv)), path])
            more = {"VIRTUAL_ENV": os.fspath(venv), "PATH": path, "PWD": os.fspath(tree)}
            what = "the command that installs failed"
            installers.run(source.command, tree, what, timeout, more)
        else:
            _install(place, source, tree, timeout)
        return installed(venv)
    except BaseException:
        clear(place)
        raise


def clear(place: Path) -> None:
    """Delete what is at ``place``, whatever it is."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    shutil.rmtree(place, ignore_errors=True)


def _install(place: Path, source: Source, tree: Path, timeout: float) -> None:
    if not source.lines and not source.projects:
        return
    if source.projects and installers.find_uv() is None:
        raise EnvironmentProblem(
            f"what {source.projects[0]} asks for is not known without uv",
            expected="the program uv, which asks the project's build backend",
            next="pip install uv, or name requirement files in [tool.offramp.environment]",
        )
    venv = place / "venv"
    with _copy(tree, source) as folder:
        here = {"OFFRAMP_TREE": os.fspath(folder), "PWD": os.fspath(folder), **_NO_GIT}
        words = _arguments(place, source, folder)
        installers.install(venv, folder, words, timeout, here)
    if source.own in installed(venv):  # a package of others asks for it (S2)
        installers.uninstall(venv, source.own, timeout)


@contextmanager
def _copy(tree: Path, source: Source) -> Iterator[Path]:
    """Give the folder to install from: a copy where code of the tree is built.

    Build backends leave files beside what they build, and the tree may be somebody's work.
    """
    if not source.local and not source.projects:
        yield tree
        return
    with tempfile.TemporaryDirectory(prefix="offramp-build-") as scratch:
        copy = Path(scratch).resolve() / "tree"
        try:
            shutil.copytree(tree, copy, symlinks=True, ignore=_JUNK)
        except (OSError, shutil.Error) as error:
            raise EnvironmentProblem(
                "the tree could not be copied to build from", found=str(error)[:500], where=scratch
            ) from error
        if source.projects == ["setup.cfg"]:  # setuptools is asked by way of a setup.py
            (copy / "setup.py").write_text("from setuptools import setup\n\nsetup()\n", "utf-8")
        yield copy


def _arguments(place: Path, source: Source, folder: Path) -> list[str]:
    """Write what is to be installed; return the installer's arguments."""
    arguments = []
    uv = installers.find_uv() is not None
    if source.kind == "pylock.toml":
        name = next(name for name in source.files if "pylock" in name)
        beside = folder / name if source.local else place / "pylock.toml"
        beside.write_text(source.lines[0], encoding="utf-8")
        arguments = ["-r", os.fspath(beside)]
    elif source.lines:
        arguments = ["-r", _written(place / "requirements.txt", source.lines)]
    for name in source.projects:
        asked = "setup.py" if name == "setup.cfg" else name
        arguments += ["-r", os.fspath(folder / asked)]
    arguments += source.chosen
    if source.folder and uv:
        arguments += ["--project", os.fspath(folder / source.folder)]
    if source.constraints:
        # pip takes a constraint with a hash for the wish to have all of them
        pins = source.constraints if uv else [c.split(" --hash=")[0] for c in source.constraints]
        arguments += ["-c", _written(place / "constraints.txt", pins)]
    if source.whole:
        arguments.append("--no-deps")
    if source.hashed:
        arguments.append("--require-hashes")
    elif uv and source.own and not source.projects and source.kind != "pylock.toml":
        never = f"{source.own} ; python_version < '0'"
        arguments += ["--override", _written(place / "overrides.txt", [never])]
    return arguments


def _written(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return os.fspath(path)
