"""Interpreters: what identifies one, and which packages one has."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from offramp.checkout.environments import installers
from offramp.checkout.requirements.own import normal
from offramp.errors import EnvironmentProblem

_PROBE = (
    "import json,platform,sys,sysconfig;print(json.dumps([platform.python_implementation(),"
    "platform.python_version(),sysconfig.get_platform(),sysconfig.get_config_var('EXT_SUFFIX'),"
    "sysconfig.get_path('purelib'),sysconfig.get_path('platlib')]))"
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
    return " ".join(probe(base_python)[:4])


def probe(python: str) -> list[str]:
    """Return an interpreter's implementation, version, platform, suffix, purelib and platlib.

    Raises:
        EnvironmentProblem: it cannot be run.
    """
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


def installed(venv: Path) -> dict[str, str]:
    """Return the packages of an environment without starting its interpreter."""
    return packages([os.fspath(folder) for folder in package_folders(venv)])


def package_folders(venv: Path) -> list[Path]:
    """Return the folders that the packages of an environment are in."""
    return [*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")]


def packages(folders: Sequence[str]) -> dict[str, str]:
    """Return what is installed in folders: normalised name → version, sorted.

    What came from a repository has its commit beside its version: one version may be many.
    """
    found = {}
    for distribution in metadata.distributions(path=list(folders)):
        name = distribution.metadata["Name"]
        if name:
            found[normal(name)] = f"{distribution.version}{_commit(distribution)}"
    return dict(sorted(found.items()))


def _commit(distribution: metadata.Distribution) -> str:
    """Return the commit that was installed (PEP 610)."""
    try:
        info = json.loads(distribution.read_text("direct_url.json") or "{}").get("vcs_info", {})
    except ValueError:
        return ""
    return f" ({info['commit_id'][:12]})" if "commit_id" in info else ""
