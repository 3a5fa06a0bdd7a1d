"""uv, or virtualenv and pip where there is no uv: how an environment is made and filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp import git
from offramp.errors import EnvironmentProblem
from offramp.processes import group

LAST_LINES = 15
_SCRUBBED = ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "PIP_REQUIRE_VIRTUALENV")


def find_uv() -> str | None:
    """Return the path of uv: the installed package's, else the one on PATH, else None."""
    try:
        from uv import find_uv_bin

        return os.fspath(find_uv_bin())
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of an installer: nothing that points it at another environment."""
    env = git.clean_environment()
    kept = {k: v for k, v in env.items() if not k.startswith("PYTHON") and k not in _SCRUBBED}
    return {**kept, **(extra or {})}


def last_lines(output: bytes, count: int = LAST_LINES) -> str:
    """Return the last lines of what a program said, blank ones left out."""
    lines = [line.rstrip() for line in output.decode(errors="replace").splitlines()]
    return "\n".join([line for line in lines if line.strip()][-count:]) or "no message"


def bin_folder(venv: Path) -> Path:
    """Return the folder of a virtual environment's programs."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def interpreter(venv: Path) -> Path:
    """Return a virtual environment's interpreter."""
    return bin_folder(venv) / ("python.exe" if os.name == "nt" else "python")


def create(venv: Path, python: str, timeout: float) -> None:
    """Make an empty virtual environment with the interpreter ``python``.

    Raises:
        EnvironmentProblem: it could not be made.
    """
    uv = find_uv()
    if uv:
        command = [uv, "venv", "--quiet", "--no-project", "--python", python, os.fspath(venv)]
    else:
        command = [
            *(sys.executable, "-m", "virtualenv", "--quiet", "--python", python, os.fspath(venv))
        ]
    run(command, venv.parent, "a virtual environment could not be made", timeout)


def install(venv: Path, tree: Path, arguments: Sequence[str], timeout: float) -> None:
    """Install into a virtual environment; paths in requirements are read from ``tree``.

    Args:
        venv: the environment.
        tree: the folder that the installer is started in.
        arguments: what ``pip install`` takes, of which uv understands the same.
        timeout: seconds.

    Raises:
        EnvironmentProblem: the installer failed; its last lines are in ``found`` (S13).
    """
    uv = find_uv()
    python = os.fspath(interpreter(venv))
    if uv:
        command = [uv, "pip", "install", "--compile-bytecode", "--python", python]
    else:
        command = [python, "-m", "pip", "install", "--no-input"]
    run([*command, *arguments], tree, "the requirements could not be installed", timeout)


def run(
    command: Sequence[str],
    folder: Path,
    what: str,
    timeout: float,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run an installer.

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
        except FileNotFoundError as error:
            raise EnvironmentProblem(what, found=f"no program {command[0]}") from error
        except subprocess.TimeoutExpired:
            code = None
        said.seek(0)
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
