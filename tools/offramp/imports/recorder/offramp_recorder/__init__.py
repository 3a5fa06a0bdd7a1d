"""Write down every import of a legacy name, as it happens, inside the target's own interpreter.

Standard library alone and Python 3.8 syntax: this package is loaded by whatever interpreter runs
the target's suite. Nothing happens when it is imported; recording starts in one of four ways:

* a ``.pth`` line in an environment that offramp made (reaches every process, ``python -I`` too);
* as a pytest plugin, ``-p offramp_recorder``;
* as the category of a ``PYTHONWARNINGS`` filter, which every child interpreter looks up at start;
* as a launcher: ``python -m offramp_recorder [--] script.py …``, ``… -m module …``, ``… -c code``.

Each asks `from_environment`, which does nothing without ``OFFRAMP_RECORD_DIR``.

PYTEST_DONT_REWRITE: pytest reads this word here, and does not warn that it comes too late.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "offramp.record/1"
SELFTEST = "__offramp_selftest__"
MECHANISMS = ("statement", "call", "finder")
DIR = "OFFRAMP_RECORD_DIR"
NAMES = "OFFRAMP_RECORD_NAMES"
NONCE = "OFFRAMP_RECORD_NONCE"
BLOCK = "OFFRAMP_RECORD_BLOCK"

_started = False


def from_environment(reach: str) -> None:
    """Start to record if the environment asks for it and this process does not do so yet.

    Args:
        reach: how this process was reached: ``pth``, ``plugin``, ``warnings`` or ``launcher``.

    Raises:
        ValueError: the names are not a JSON list of strings.
        OSError: the folder cannot be written.
    """
    global _started  # noqa: PLW0603 - a process records once
    folder = os.environ.get(DIR)
    if not folder or _started:
        return
    _started = True
    import json

    from . import hooks, recording

    names = json.loads(os.environ.get(NAMES, "null"))
    if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
        raise ValueError(NAMES + " is not a JSON list of module names")
    recorder = recording.Recorder(
        folder,
        names,
        nonce=os.environ.get(NONCE, ""),
        block=os.environ.get(BLOCK) == "1",
        reach=reach,
    )
    recorder.open()
    hooks.install(recorder)


def pytest_addoption() -> None:
    """Start as soon as pytest registers the plugin: before any conftest is imported.

    Children are not asked for the plugin again: one with another PYTHONPATH could not find it.
    """
    from_environment("plugin")
    words = os.environ.get("PYTEST_ADDOPTS", "")
    os.environ["PYTEST_ADDOPTS"] = words.replace("-p " + __name__, "").strip()


def __getattr__(name: str) -> Any:
    """Give out the warning category of PYTHONWARNINGS; to look it up is the sign to start."""
    if name != "Loaded":
        raise AttributeError(name)
    ours = __name__ + ".Loaded"
    # pytest and unittest change their filters when -W was given: nobody gave this one.
    sys.warnoptions = [option for option in sys.warnoptions if ours not in option]
    from_environment("warnings")
    return type("Loaded", (Warning,), {})
