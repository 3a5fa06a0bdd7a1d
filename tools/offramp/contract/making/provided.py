"""Documents that no application is imported for: made by a command, or kept in the repository."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.contract.making.child import run_child, tail, variables
from offramp.contract.making.generate import Generated
from offramp.contract.reading.document import load, loads
from offramp.errors import DocumentError

OUT = "{out}"
"""Stands in a command for the file that it is to write; without it, its output is the document."""


def from_command(
    command: Sequence[str],
    tree: Path,
    bin_folder: Path,
    *,
    roots: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    timeout: float = 120.0,
) -> Generated:
    """Make the document of a tree with a command of the project's own.

    Args:
        command: its words, as ``["python", "manage.py", "spectacular", "--file", "{out}"]``.
        tree: the folder that it runs in, first on the import path.
        bin_folder: the folder of the environment's programs, first on PATH.
        roots: further folders on the import path, relative to the tree.
        environment: variables that go last.
        timeout: seconds, after which it is stopped.

    Raises:
        DocumentError: it failed, or what it made is no OpenAPI document.
        EnvironmentProblem: there is no such program.
    """
    what = " ".join(command)
    path = os.pathsep.join([os.fspath(bin_folder), os.environ.get("PATH", os.defpath)])
    modules = os.pathsep.join(os.fspath(folder) for folder in [tree, *(tree / r for r in roots)])
    env = variables({"PATH": path, "PYTHONPATH": modules, **(environment or {})})
    with tempfile.TemporaryDirectory(prefix="offramp-command-") as scratch:
        folder = Path(scratch)
        made = folder / ("document" if OUT in what else "stdout")
        words = [word.replace(OUT, os.fspath(made)) for word in command]
        words[0] = shutil.which(words[0], path=env["PATH"]) or words[0]
        began = time.monotonic()
        code = run_child(words, folder, env, timeout, what, cwd=tree)
        seconds = time.monotonic() - began
        said = tail(folder / "stderr")
        if code:
            raise DocumentError(f"{what} failed", expected="exit code 0", found=f"{code}\n{said}")
        if not made.is_file():
            raise DocumentError(f"{what} wrote no file", expected=f"a document in {OUT}")
        return _provided(loads(made.read_bytes(), what).data, seconds, said)


def from_file(tree: Path, name: str) -> Generated:
    """Return the document that is kept in a tree.

    Args:
        tree: its root.
        name: the file, relative to it.

    Raises:
        DocumentError: it is missing, or no OpenAPI document.
    """
    return _provided(load(tree / name).data, 0.0, "")


def _provided(document: Mapping[str, object], seconds: float, said: str) -> Generated:
    return Generated(
        document=dict(document),
        import_errors=[],
        warnings=[],
        denied=[],
        stdout_tail="",
        stderr_tail=said,
        sitecustomize=None,
        python=platform.python_version(),
        seconds=seconds,
    )
