"""Which Python children are started where the recorder does not reach.

The recorder comes to a child by its environment variables. A program that gives its child others,
or ``-I`` or ``-E``, starts an interpreter that records nothing, and nothing else would show it. An
audit hook (PEP 578) sees each start. An environment that carries the recorder itself (``.pth``)
reaches all interpreters of its own.
"""

# ruff: noqa: PTH100, PTH110, PTH118, PTH119, PTH120 - pathlib is slow to import, and this runs in every process

from __future__ import annotations

import os
import sys

from . import DIR, PTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .recording import Recorder

_STARTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec"})
_CARRIER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OURS = __name__.partition(".")[0]
_MOST = 20


class Children:
    """The starts of one process, told once each."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._told: set[tuple[str, ...]] = set()
        self._carries: bool | None = None

    def hear(self, event: str, details: tuple[Any, ...]) -> None:
        """Look at one audit event."""
        if event not in _STARTS or len(self._told) >= _MOST:
            return
        program, words, env = details[0], details[1], details[-1]
        try:
            said = tuple(os.fsdecode(w) for w in ([words] if isinstance(words, str) else words))
            variables = os.environ if env is None else env
            known = {os.fsdecode(k): os.fsdecode(v) for k, v in variables.items()}
            program = os.fsdecode(program or said[0])
            unreached = _is_python(program) and not (self._own(program) or _reaches(known, said))
        except (
            TypeError,
            ValueError,
            IndexError,
            AttributeError,
        ):  # the start itself will say what is wrong
            return
        if unreached and said not in self._told:
            self._told.add(said)
            self._recorder.write({"unreached": list(said)})

    def _own(self, program: str) -> bool:
        """Say whether an interpreter belongs to this environment, and that carries the recorder."""
        if self._carries is None:  # not at the start: sys.path may not be complete there
            self._carries = any(os.path.exists(os.path.join(p, PTH)) for p in sys.path)
        return self._carries and (os.sep not in program or program.startswith(sys.prefix + os.sep))


def _is_python(program: str) -> bool:
    return os.path.basename(program).startswith("python") or program == sys.executable


def _reaches(env: Mapping[str, str], words: tuple[str, ...]) -> bool:
    """Say whether a child starts to record: by its variables, and with no option against them."""
    for word in words[1:]:
        if not word.startswith("-") or word in ("-c", "-m"):
            break
        if not word.startswith("--") and ("I" in word or "E" in word) and word[1] not in "WX":
            return False
    carried = _CARRIER in env.get("PYTHONPATH", "").split(os.pathsep)
    return carried and bool(env.get(DIR)) and _OURS in env.get("PYTHONWARNINGS", "")
