"""Running what makes a document: a clean environment, a time limit, and output that is kept."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp import git
from offramp.errors import DocumentError, EnvironmentProblem
from offramp.processes import group

_TAIL = 15
_MARK = "OFFRAMP_CHILD_OF"
_ROUNDS = 20
_SCRUBBED = ("VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")


def variables(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the application's environment variables.

    Nothing of the caller's Python: a PYTHONPATH would put other code first. Hashes are fixed, so
    that a document which depends on the order of a set is at least always the same; no bytecode
    is written into somebody's work tree.

    Args:
        extra: variables that go last.
    """
    env = {k: v for k, v in git.clean_environment().items() if not k.startswith("PYTHON")}
    for name in (*_SCRUBBED, *(k for k in env if k.startswith("GIT_"))):
        env.pop(name, None)
    env.update(
        PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8:backslashreplace"
    )
    return {**env, **extra}


def run_child(
    words: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    timeout: float,
    what: str,
    *,
    cwd: Path | None = None,
    failed: str = "made no document",
) -> int:
    """Run a command, and stop whatever it started when it ends or the time is over.

    That is its process group, and on Linux also what has left it for a session of its own: all
    that it starts inherits a variable that names ``folder``.

    Args:
        words: the command.
        folder: where its output is kept, as ``stdout`` and ``stderr``.
        env: its environment variables, all of them.
        timeout: seconds.
        what: what makes the document, for messages.
        cwd: where it runs; in ``folder`` by default.
        failed: what it has not done where the time was over, for messages.

    Returns:
        The exit code, negative for a signal.

    Raises:
        DocumentError: the time was over.
        EnvironmentProblem: there is no such program.
    """
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        try:
            marked = {**env, _MARK: os.fspath(folder)}
            with group(words, cwd=cwd or folder, env=marked, out=out, err=err) as child:
                return child.wait(timeout)
        except subprocess.TimeoutExpired:
            raise DocumentError(
                f"{what} {failed} in {timeout:g} s",
                found=tail(folder / "stderr") or "it said nothing",
                next="raise timeout in [tool.offramp.openapi], or make it do less",
            ) from None
        except OSError as error:
            raise EnvironmentProblem(
                f"{words[0]} cannot be run", found=error.strerror or str(error), where=what
            ) from error
        finally:
            _end_marked(folder)


def _end_marked(folder: Path) -> None:
    """Stop the processes that carry the mark of ``folder``, and what these start meanwhile."""
    mark = f"{_MARK}={os.fspath(folder)}".encode()
    for _ in range(_ROUNDS):
        found = [place for place in Path("/proc").glob("[0-9]*/environ") if mark in _words(place)]
        for place in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(place.parent.name), signal.SIGKILL)
        if not found:
            return


def _words(place: Path) -> list[bytes]:
    try:
        return place.read_bytes().split(b"\0")
    except OSError:  # it has ended, or is somebody else's
        return []


def tail(path: Path) -> str:
    """Return the last lines of a child's output."""
    with path.open("rb") as output:  # it may be large
        output.seek(max(0, path.stat().st_size - 65536))
        lines = output.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-_TAIL:])
