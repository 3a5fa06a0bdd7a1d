"""``python -m offramp``, and the ``offramp`` command: what both begin with."""

from __future__ import annotations

import os
import sys

# Python puts the current folder first on the path. There, a target's own invoke.py or yaml/ would
# stand in for the packages that offramp needs (S1).
if __name__ == "__main__" and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - as it is there
    del sys.path[0]


def main() -> None:
    """Run the command; an interrupt ends it without a traceback while it is imported, too."""
    try:
        from offramp import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)  # ExitCode.INTERRUPTED, which may not be there yet


if __name__ == "__main__":
    main()
