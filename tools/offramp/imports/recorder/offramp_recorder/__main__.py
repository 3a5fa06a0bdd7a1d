"""The launcher: run a Python program as ``python …`` would, recorded."""

# ruff: noqa: PTH100, PTH120 - pathlib is slow to import, and the program comes first

from __future__ import annotations

import builtins
import os
import runpy
import sys

from . import from_environment

USAGE = "usage: python -m offramp_recorder [--] (SCRIPT | -m MODULE | -c CODE) [ARG ...]"


def launch(words: list[str]) -> None:
    """Run a program in this process.

    Args:
        words: ``[--] script.py …``, ``-m module …`` or ``-c code …``.
    """
    from_environment("launcher")
    if words[:1] == ["--"]:
        words = words[1:]
    if not words or (words[0] in ("-m", "-c") and len(words) < 2):
        sys.exit(USAGE)
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        _first_on_path("")
        scope = {"__name__": "__main__", "__builtins__": builtins}
        exec(compile(words[1], "<string>", "exec"), scope)  # noqa: S102 - as python -c does
    else:
        sys.argv = words
        _first_on_path(os.path.dirname(os.path.abspath(words[0])))
        runpy.run_path(words[0], run_name="__main__")


def _first_on_path(folder: str) -> None:
    """Put the program's folder where ``python -m`` has put the current one."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = folder


if __name__ == "__main__":
    launch(sys.argv[1:])
