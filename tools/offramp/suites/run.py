"""Running a suite: a command of the target's, in the target's environment, test by test.

The outcomes come from the JUnit file that pytest writes when ``PYTEST_ADDOPTS`` asks for one, so
the command itself stays as it is. A command that is not pytest is judged by its exit code alone,
and says so.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from offramp.clock import phase
from offramp.errors import EnvironmentProblem
from offramp.git import clean_environment
from offramp.processes import group
from offramp.suites.outcomes import read_outcomes

_PYTEST_NEVER_RAN = {2: "interrupted", 3: "internal error", 4: "usage error", 5: "no tests"}
_PYTEST = frozenset(("pytest", "pytest.exe", "py.test"))
_TAIL = 30
_CALLERS_OWN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONOPTIMIZE",  # would take the assertions out of the tests
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "VIRTUAL_ENV",
)
"""Variables of whoever calls us: a suite must end for everybody as it does for its project."""


@dataclass(frozen=True)
class SuiteResult:
    """How a suite ended.

    Attributes:
        name: the suite's name in the settings.
        command: the words that were run.
        exit_code: the command's own.
        outcomes: test id → ``passed``, ``failed``, ``error`` or ``skipped``; empty where the
            command is not pytest.
        seconds: wall time.
        tail: the last lines that the command printed.
    """

    name: str
    command: tuple[str, ...]
    exit_code: int
    outcomes: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    tail: str = ""

    def count(self, *outcomes: str) -> int:
        """Return how many tests ended in one of these ways."""
        return sum(outcome in outcomes for outcome in self.outcomes.values())

    def summary(self) -> str:
        """One line in plain words."""
        if not self.outcomes:
            return f"exit code {self.exit_code}, no outcome for each test"
        parts = [f"{self.count('passed')} passed"]
        worse = ("failed", "error", "skipped")
        parts += [f"{self.count(word)} {word}" for word in worse if self.count(word)]
        return f"{', '.join(parts)} in {self.seconds:.1f} s"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "name": self.name,
            "command": list(self.command),
            "exit_code": self.exit_code,
            "outcomes": dict(sorted(self.outcomes.items())),
            "seconds": round(self.seconds, 3),
        }


def run(
    name: str,
    command: Sequence[str],
    *,
    root: Path,
    python: Path,
    own: bool = False,
    roots: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    timeout: float = 1800.0,
) -> SuiteResult:
    """Run a suite and return how it ended.

    Args:
        name: its name, for messages.
        command: its words; the program is looked for beside ``python`` first.
        root: the folder that it runs in.
        python: the interpreter of the target's environment.
        own: whether pytest must be that environment's (see `find`).
        roots: folders on the import path beside the root.
        variables: environment variables on top.
        timeout: seconds after which it is stopped.

    Raises:
        EnvironmentProblem: the program is not found, the suite ran no test, pytest could not
            run, or the time was up.
    """
    program = find(command[0], root, python, name, own=own)
    with tempfile.TemporaryDirectory(prefix="offramp-suite-") as scratch:
        junit, log = Path(scratch, "junit.xml"), Path(scratch, "output.txt")
        env = _environment(root, python, roots, variables or {}, junit)
        started = time.monotonic()
        with log.open("wb") as out, phase("suites"):
            try:
                code = _child([program, *command[1:]], root, env, out, timeout)
            except OSError as error:
                raise EnvironmentProblem(
                    f"the suite {name} names a command that cannot be run",
                    found=str(error),
                    where=f"[tool.offramp.suites] {name}",
                ) from error
        seconds = time.monotonic() - started
        tail = _tail(log)
        if code is None:
            raise EnvironmentProblem(
                f"the suite {name} did not end within {timeout:g} s",
                found=tail,
                next="raise [tool.offramp.suites] timeout, or make the suite quicker",
            )
        outcomes = read_outcomes(junit)
    result = SuiteResult(name, tuple(command), code, outcomes, seconds, tail)
    _refuse_empty(result, is_pytest=_is_pytest(command))
    return result


def find(program: str, root: Path, python: Path, name: str, *, own: bool = False) -> str:
    """Find the program in the target's environment, else on PATH, never in offramp's own.

    One that is named with its folder lies in the target: the child runs there.

    Args:
        program: its name.
        root: the folder that the suite runs in.
        python: the interpreter of the target's environment.
        name: the suite's name, for messages.
        own: whether pytest must be the environment's: another's cannot import what is in it.

    Raises:
        EnvironmentProblem: it is in none of these places.
    """
    if Path(program).name != program:
        program = os.fspath(root / program)
    ours = Path(sys.executable).parent
    path = [p for p in os.environ.get("PATH", "").split(os.pathsep) if p and Path(p) != ours]
    if own and program in _PYTEST:
        path = []
    found = shutil.which(program, path=os.pathsep.join([os.fspath(python.parent), *path]))
    if found is None:
        raise EnvironmentProblem(
            f"the suite {name} names a command that was not found",
            expected=f"{program} in the target's environment" + (" or on PATH" if path else ""),
            found=f"nothing in {python.parent}",
            where=f"[tool.offramp.suites] {name}",
            next=f"add {program} to the requirement files, or name them in "
            "[tool.offramp.environment] requirements",
        )
    return found


def _environment(
    root: Path, python: Path, roots: Sequence[str], variables: Mapping[str, str], junit: Path
) -> dict[str, str]:
    env = clean_environment()
    for name in _CALLERS_OWN:
        env.pop(name, None)
    env.update(variables)
    paths = [os.fspath(root / r) for r in roots] + [os.fspath(root)]
    if extra := variables.get("PYTHONPATH"):
        paths.insert(0, extra)
    env["PYTHONPATH"] = os.pathsep.join(paths)
    env["PATH"] = os.pathsep.join([os.fspath(python.parent), env.get("PATH", "")])
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    options = [
        "--junitxml",
        os.fspath(junit),
        "-o",
        "junit_family=xunit2",
        "-o",
        f"cache_dir={junit.with_name('cache')}",
    ]
    env["PYTEST_ADDOPTS"] = " ".join(
        filter(None, [variables.get("PYTEST_ADDOPTS", ""), shlex.join(options)])
    )
    return env


def _child(
    command: Sequence[str], root: Path, env: Mapping[str, str], out: BinaryIO, timeout: float
) -> int | None:
    """Run the command in a process group of its own; None where the time was up."""
    try:
        with group(command, cwd=root, env=env, out=out, err=subprocess.STDOUT) as child:
            return child.wait(timeout)
    except subprocess.TimeoutExpired:
        return None


def _tail(log: Path) -> str:
    return "\n".join(log.read_bytes().decode(errors="replace").splitlines()[-_TAIL:])


def _is_pytest(command: Sequence[str]) -> bool:
    return any(Path(word).name in _PYTEST for word in command[:4])


def _refuse_empty(result: SuiteResult, *, is_pytest: bool) -> None:
    """Raise where the suite has shown nothing: that is not the same as green."""
    if not is_pytest:
        return
    reason = _PYTEST_NEVER_RAN.get(result.exit_code)
    if reason == "interrupted" and result.outcomes:
        return  # collection errors: they are outcomes of their own
    if reason is None and result.count("passed", "failed", "error"):
        return
    if reason is None:
        reason = "all were skipped" if result.outcomes else "it left no JUnit file"
    raise EnvironmentProblem(
        f"the suite {result.name} ran no test ({reason}, exit code {result.exit_code})",
        expected="at least one test that ran",
        found=result.tail,
        next=f"run it by hand: {shlex.join(result.command)}",
    )
