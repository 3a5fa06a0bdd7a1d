"""The ``offramp`` command: the Invoke tasks under a name of their own."""

from __future__ import annotations

import sys
from typing import NoReturn

from invoke import Program

from offramp import __version__
from offramp.errors import ExitCode
from offramp.tasks import ns


def main(argv: list[str] | None = None) -> NoReturn:
    """Run one or more tasks and leave with an exit code of ``offramp.errors.ExitCode``.

    Args:
        argv: the words after the program's name; those of the process by default.
    """
    words = sys.argv[1:] if argv is None else argv
    program = Program(name="offramp", binary="offramp", namespace=ns, version=__version__)
    try:
        program.run(["offramp", *words])
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    sys.exit(ExitCode.HOLDS)
