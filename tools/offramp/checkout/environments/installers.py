"""uv, or virtualenv and pip where there is no uv: how an environment is made and filled."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from offramp import git
from offramp.checkout.environments.indexes import for_uv
from offramp.checkout.requirements.text import without_secrets
from offramp.errors import EnvironmentProblem
from offramp.processes import group

LAST_LINES = 15
_WIDEST = 2000
_TAIL = 1 << 16
_SCRUBBED = ("VIRTUAL_ENV", "CONDA_PREFIX")
_KEPT = re.compile(
    r"(?:UV|PIP)_(?:\w*INDEX\w*|FIND_LINKS|KEYRING\w*|\w*CERT\w*|\w*TLS|TRUSTED_HOST|INSECURE_HOST"
    r"|\w*CACHE\w*|\w*CONFIG\w*|PROXY|OFFLINE|\w*TIMEOUT|\w*RETRIES|CONCURRENT_\w+|LINK_MODE"
    r"|PYTHON_(?:INSTALL|DOWNLOADS|PREFERENCE|CPYTHON)\w*|\w*MIRROR)\Z"
)
"""Variables that say where packages come from, and how they are fetched; never which."""


def find_uv() -> str | None:
    """Return the path of uv: the installed package's, else the one on PATH, else None."""
    try:
        from uv import find_uv_bin

        return os.fspath(find_uv_bin())
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of an installer: where packages come from, and nothing else of it.

    Nothing points it at another environment, or bounds the versions, beside the tree's own files.
    """
    env = git.clean_environment()
    kept = {
        name: value
        for name, value in env.items()
        if not name.startswith("PYTHON")
        and name not in _SCRUBBED
        and (not name.startswith(("UV_", "PIP_")) or _KEPT.match(name))
    }
    return {**for_uv(kept), **kept, **(extra or {})}


def last_lines(output: bytes, count: int = LAST_LINES) -> str:
    """Return the last lines of what a program said, without blank ones and without secrets."""
    lines = [line.rstrip()[:_WIDEST] for line in output.decode(errors="replace").splitlines()]
    said = "\n".join([line for line in lines if line.strip()][-count:])
    return without_secrets(said) or "no message"


def bin_folder(venv: Path) -> Path:
    """Return the folder of a virtual environment's programs."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def interpreter(venv: Path) -> Path:
    """Return a virtual environment's interpreter."""
    return bin_folder(venv) / ("python.exe" if os.name == "nt" else "python")


def create(venv: Path, python: str, timeout: float, *, pip: bool = False) -> None:
    """Make an empty virtual environment with the interpreter ``python``.

    Args:
        venv: where.
        python: the interpreter, or its version.
        timeout: seconds.
        pip: put pip into it. A command that installs with ``pip`` would find the caller's else.

    Raises:
        EnvironmentProblem: it could not be made.
    """
    uv = find_uv()
    # virtualenv brings pip along; uv would ask an index for it
    if uv and not (pip and find_spec("virtualenv")):
        seed = ["--seed"] if pip else []
        command = [uv, "venv", "--quiet", "--no-project", *seed, "--python", python]
    else:
        command = [sys.executable, "-m", "virtualenv", "--quiet", "--python", python]
    what = "a virtual environment could not be made"
    run([*command, os.fspath(venv)], venv.parent, what, timeout)


def install(
    venv: Path,
    folder: Path,
    arguments: Sequence[str],
    timeout: float,
    env: Mapping[str, str] | None = None,
) -> None:
    """Install into a virtual environment; paths in requirements are read from ``folder``.

    Args:
        venv: the environment.
        folder: the folder that the installer is started in.
        arguments: what ``pip install`` takes, of which uv understands the same.
        timeout: seconds.
        env: further variables.

    Raises:
        EnvironmentProblem: the installer failed; its last lines are in ``found`` (S13).
    """
    uv = find_uv()
    python = os.fspath(interpreter(venv))
    if uv:
        command = [uv, "pip", "install", "--compile-bytecode", "--python", python]
    else:
        command = [python, "-m", "pip", "install", "--no-input"]
    what = "the requirements could not be installed"
    run([*command, *arguments], folder, what, timeout, env)


def uninstall(venv: Path, name: str, timeout: float) -> None:
    """Take a package out of a virtual environment.

    Raises:
        EnvironmentProblem: the installer failed.
    """
    uv, python = find_uv(), os.fspath(interpreter(venv))
    if uv:
        command = [uv, "pip", "uninstall", "--python", python, name]
    else:
        command = [python, "-m", "pip", "uninstall", "--yes", name]
    run(command, venv, f"{name} could not be taken out again", timeout)


def run(
    command: Sequence[str],
    folder: Path,
    what: str,
    timeout: float,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run an installer, and stop whatever it started when it ends or the time is over.

    Args:
        command: its words.
        folder: where it is started.
        what: what went wrong, if it does.
        timeout: seconds.
        env: further variables.

    Raises:
        EnvironmentProblem: it is missing, failed, or took longer than ``timeout`` seconds.
    """
    with tempfile.TemporaryFile() as said:
        variables = child_environment(env)
        try:
            with group(
                command, cwd=folder, env=variables, out=said, err=subprocess.STDOUT
            ) as child:
                code: int | None = child.wait(timeout)
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            found = f"no program {command[0]}" if missing else f"{command[0]}: {error.strerror}"
            raise EnvironmentProblem(what, found=found) from error
        except subprocess.TimeoutExpired:
            code = None
        said.seek(max(said.seek(0, os.SEEK_END) - _TAIL, 0))
        words = last_lines(said.read())
    if code is None:
        raise EnvironmentProblem(what, found=f"not finished after {timeout:.0f} s\n{words}")
    if code:
        raise EnvironmentProblem(
            what,
            expected=f"exit code 0 of {Path(command[0]).name}",
            found=words,
            next="install them by hand the same way, or name other files "
            "in [tool.offramp.environment]",
        )
