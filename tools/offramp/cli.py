"""The ``offramp`` command: the Invoke tasks under a name of their own."""

from __future__ import annotations

import sys
from typing import NoReturn

from invoke import Exit, Program

from offramp import __version__
from offramp.errors import ExitCode
from offramp.tasks import ns


class _Program(Program):
    """Invoke's program, which would end with 1 where the user stopped it."""

    def execute(self) -> None:
        try:
            super().execute()
        except KeyboardInterrupt:
            raise Exit(code=ExitCode.INTERRUPTED) from None


def main(argv: list[str] | None = None) -> NoReturn:
    """Run one or more tasks and leave with an exit code of ``offramp.errors.ExitCode``.

    Args:
        argv: the words after the program's name; those of the process by default.
    """
    words = sys.argv[1:] if argv is None else argv
    if words[1:] == ["--help"]:  # Invoke would take it for the argument that some doors need
        words = ["--help", words[0]]
    program = _Program(name="offramp", binary="offramp", namespace=ns, version=__version__)
    program.run(["offramp", *words])
    sys.exit(ExitCode.HOLDS)
