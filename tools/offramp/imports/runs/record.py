"""The run-time record: start it for a suite, read it back, and lay it beside what was read.

The recorder itself is `recorder/offramp_recorder`; it runs in the target's interpreter. Here
stands what the calling side needs: the environment for the suite, and the merged result. A record
that shows nothing is only believed from processes whose synthetic hits came back.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from offramp.errors import EnvironmentProblem, EvidenceError
from offramp.evidence import write_atomically
from offramp.imports.recorder import offramp_recorder as recorder
from offramp.imports.runs.join import join
from offramp.imports.runs.merge import Process, RuntimeRecord, merge

__all__ = [
    "Process",
    "RuntimeRecord",
    "environment",
    "install_pth",
    "join",
    "merge",
    "running",
]

_PACKAGE = Path(recorder.__file__).parent
_RUNNING = "running"


def environment(
    record_dir: Path,
    names: Sequence[str],
    nonce: str,
    *,
    block: bool = False,
    installed: bool = False,
    base: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the environment in which a suite records its legacy imports.

    Args:
        record_dir: a folder of this run's own; it is made if it does not exist.
        names: dotted legacy names; they and what lies below them are recorded.
        nonce: the run's id; `merge` asks for it.
        block: raise ImportError at every recorded import.
        installed: `install_pth` has been called for the environment, so pytest is not asked for
            the plugin. PYTHONPATH and PYTHONWARNINGS carry the recorder to other interpreters in
            any case; alone, they do not reach ``python -I`` or ``-E``, nor a child whose
            environment was scrubbed.
        base: the variables to start from; this process's own by default.

    Raises:
        EvidenceError: there is no name to watch, or the folder holds an earlier record.
    """
    if not names:
        raise EvidenceError(
            "there is no legacy name to record",
            expected="at least one of compat.layer and compat.renames",
        )
    record_dir = record_dir.absolute()
    record_dir.mkdir(parents=True, exist_ok=True)
    if any(record_dir.glob("record-*.jsonl")):
        raise EvidenceError(
            "the folder for the run-time record is not empty",
            expected="a fresh folder for each run",
            where=os.fspath(record_dir),
        )
    env = dict(os.environ if base is None else base)
    env[recorder.DIR] = os.fspath(record_dir)
    env[recorder.NAMES] = ",".join(sorted(set(names)))
    env[recorder.NONCE] = nonce
    env[recorder.BLOCK] = "1" if block else "0"
    _extend(env, "PYTHONPATH", os.fspath(_PACKAGE.parent), os.pathsep, first=True)
    _extend(env, "PYTHONWARNINGS", "ignore::offramp_recorder.Loaded", ",")
    if not installed:
        _extend(env, "PYTEST_ADDOPTS", "-p offramp_recorder", " ")
    return env


def _extend(env: dict[str, str], name: str, value: str, joint: str, *, first: bool = False) -> None:
    parts = [value, env.get(name, "")] if first else [env.get(name, ""), value]
    env[name] = joint.join(p for p in parts if p)


def install_pth(python: Path) -> None:
    """Put the recorder into an environment that offramp has made, for all its processes.

    It stays inert there until ``OFFRAMP_RECORD_DIR`` is set or `running` holds; it also reaches
    ``python -I``.

    Args:
        python: the environment's interpreter. Never one that belongs to the user.

    Raises:
        EnvironmentProblem: the interpreter cannot say where its packages are, or they cannot be
            written.
    """
    try:
        folder = _packages(python)
        for source in sorted(_PACKAGE.glob("*.py")):
            write_atomically(folder / _PACKAGE.name / source.name, source.read_bytes())
        left = os.fspath(folder / _PACKAGE.name / _RUNNING)
        start = f"__import__('offramp_recorder').from_environment('pth', {left!r})"
        asked = f"os.environ.get({recorder.DIR!r}) or os.path.exists({left!r})"
        write_atomically(folder / recorder.PTH, f"import os; ({asked}) and {start}\n".encode())
    except (OSError, subprocess.CalledProcessError) as error:
        raise _not_installed(python, error) from error


@contextlib.contextmanager
def running(python: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Reach children whose environment variables a test has scrubbed, while a suite runs.

    Of two runs in one environment at a time, such a child is recorded for the one that began last.

    Args:
        python: the interpreter that `install_pth` was called for.
        variables: what `environment` has returned.

    Raises:
        EnvironmentProblem: the environment cannot be written.
    """
    wanted = (recorder.DIR, recorder.NAMES, recorder.NONCE, recorder.BLOCK)
    content = "\0".join(f"{name}={variables[name]}" for name in wanted).encode()
    try:
        left = _packages(python) / _PACKAGE.name / _RUNNING
        write_atomically(left, content)
    except (OSError, subprocess.CalledProcessError) as error:
        raise _not_installed(python, error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if left.read_bytes() == content:
                left.unlink()


def _packages(python: Path) -> Path:
    """Return the folder for packages of the environment that an interpreter belongs to."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run(
        [os.fspath(python), "-I", "-c", ask], capture_output=True, text=True, check=True
    )
    return Path(done.stdout.strip())


def _not_installed(python: Path, error: Exception) -> EnvironmentProblem:
    return EnvironmentProblem(
        "the run-time recorder could not be installed",
        found=str(getattr(error, "stderr", None) or error).strip(),
        where=os.fspath(python),
    )
