"""Write down every import of a legacy name, as it happens, inside the target's own interpreter.

Python 3.8 syntax and, of the standard library, next to nothing that an interpreter has not loaded
at its start (importlib, warnings): this package runs in whatever runs the target's suite, and a
module that it loads may bear the name of one of the target's own. Nothing happens when it is
imported; recording starts in one of four ways:

* a ``.pth`` line in an environment that offramp made (reaches every process, ``python -I`` too);
* as a pytest plugin, ``-p offramp_recorder``;
* as the category of a ``PYTHONWARNINGS`` filter, which every child interpreter looks up at start;
* as a launcher: ``python -m offramp_recorder [--] script.py …``, ``… -m module …``, ``… -c code``.

Each asks `from_environment`, which does nothing while no run is being recorded. A process that is
asked to record and cannot is ended: what leaves no record must not run.

PYTEST_DONT_REWRITE: pytest reads this word here, and does not warn that it comes too late.
"""

# ruff: noqa: PTH110, PTH112, PTH123 - pathlib is slow to import, and this runs in every process
# No annotations from __future__ here: a child in an older Python must be able to load this file.

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "offramp.record/1"
SELFTEST = "__offramp_selftest__"
MECHANISMS = ("statement", "call", "finder")
RUNNER = "_pytest.junitxml"  # what a process has loaded that writes down how tests ended
PTH = "offramp_recorder.pth"
DIR = "OFFRAMP_RECORD_DIR"
NAMES = "OFFRAMP_RECORD_NAMES"
NONCE = "OFFRAMP_RECORD_NONCE"
BLOCK = "OFFRAMP_RECORD_BLOCK"
CANNOT_RECORD = 70  # the exit code; EX_SOFTWARE of sysexits.h

_started = False


def from_environment(reach: str, running: str = "") -> None:
    """Start to record if a run is being recorded and this process does not do so yet.

    Args:
        reach: how this process was reached: ``pth``, ``plugin``, ``warnings`` or ``launcher``.
        running: a file that holds the variables (as ``/proc/self/environ`` does) for a process
            whose own were scrubbed.
    """
    global _started  # noqa: PLW0603 - a process records once
    if _started or sys.version_info < (3, 8):
        return
    given = bool(os.environ.get(DIR))
    if not given and not os.path.exists(running):
        return
    _started = True
    from . import hooks, recording

    try:
        variables: Mapping[str, str] = os.environ
        if not given:
            with open(running, encoding="utf-8") as file:
                variables = dict(v.split("=", 1) for v in file.read().split("\0"))
        if not os.path.isdir(variables[DIR]):
            return  # the run is over, or its record is lost, which its judge will see
        recorder = recording.Recorder(
            variables[DIR],
            recording.read_names(variables[NAMES]),
            nonce=variables.get(NONCE, ""),
            block=variables.get(BLOCK) == "1",
            reach=reach,
        )
        recorder.open()
    except (OSError, ValueError, KeyError) as error:
        recording.cannot(error)
    hooks.install(recorder)


def pytest_addoption() -> None:
    """Start as soon as pytest registers the plugin: before any conftest is imported.

    Children are not asked for the plugin again: one with another PYTHONPATH could not find it.
    """
    from_environment("plugin")
    words = os.environ.get("PYTEST_ADDOPTS", "")
    os.environ["PYTEST_ADDOPTS"] = words.replace("-p " + __name__, "").strip()


def __getattr__(name: str) -> "type[Warning]":
    """Give out the warning category of PYTHONWARNINGS; to look it up is the sign to start."""
    if name != "Loaded":
        raise AttributeError(name)
    ours = __name__ + ".Loaded"
    # pytest and unittest change their filters when -W was given: nobody gave this one.
    sys.warnoptions = [option for option in sys.warnoptions if ours not in option]
    from_environment("warnings")
    return type("Loaded", (Warning,), {})


if sys.version_info < (3, 8):  # noqa: UP036 - an older child: its filter has to hold
    Loaded = type("Loaded", (Warning,), {})
