"""The run-time record: start it for a suite, read it back, and lay it beside what was read.

The recorder itself is `recorder/offramp_recorder`; it runs in the target's interpreter. Here
stands what the calling side needs: the environment for the suite, and the merged result. A record
that shows nothing is only believed from processes whose synthetic hits came back.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.errors import EnvironmentProblem, EvidenceError
from offramp.evidence import write_atomically
from offramp.imports.record_join import join
from offramp.imports.record_merge import Process, RuntimeRecord, merge
from offramp.imports.recorder import offramp_recorder as recorder

__all__ = ["Process", "RuntimeRecord", "environment", "install_pth", "join", "merge"]

_PACKAGE = Path(recorder.__file__).parent
_PTH = "offramp_recorder.pth"
_PTH_LINE = (
    f"import os; os.environ.get({recorder.DIR!r})"
    " and __import__('offramp_recorder').from_environment('pth')\n"
)


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
        installed: `install_pth` has been called for the environment, so nothing else is needed.
            Otherwise PYTHONPATH, PYTEST_ADDOPTS and PYTHONWARNINGS carry the recorder, which then
            does not reach ``python -I`` or ``-E``, nor a child that is given another PYTHONPATH.
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
    env[recorder.NAMES] = json.dumps(sorted(set(names)))
    env[recorder.NONCE] = nonce
    env[recorder.BLOCK] = "1" if block else "0"
    if not installed:
        _extend(env, "PYTHONPATH", os.fspath(_PACKAGE.parent), os.pathsep, first=True)
        _extend(env, "PYTEST_ADDOPTS", "-p offramp_recorder", " ")
        _extend(env, "PYTHONWARNINGS", "ignore::offramp_recorder.Loaded", ",")
    return env


def _extend(env: dict[str, str], name: str, value: str, joint: str, *, first: bool = False) -> None:
    parts = [value, env.get(name, "")] if first else [env.get(name, ""), value]
    env[name] = joint.join(p for p in parts if p)


def install_pth(python: Path) -> None:
    """Put the recorder into an environment that offramp has made, for all its processes.

    It stays inert there until ``OFFRAMP_RECORD_DIR`` is set, and also reaches ``python -I``.

    Args:
        python: the environment's interpreter. Never one that belongs to the user.

    Raises:
        EnvironmentProblem: the interpreter cannot say where its packages are, or they cannot be
            written.
    """
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    try:
        done = subprocess.run(
            [os.fspath(python), "-I", "-c", ask], capture_output=True, text=True, check=True
        )
        folder = Path(done.stdout.strip())
        for source in sorted(_PACKAGE.glob("*.py")):
            write_atomically(folder / _PACKAGE.name / source.name, source.read_bytes())
        write_atomically(folder / _PTH, _PTH_LINE.encode())
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentProblem(
            "the run-time recorder could not be installed",
            found=str(getattr(error, "stderr", None) or error).strip(),
            where=os.fspath(python),
        ) from error
