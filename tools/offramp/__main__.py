"""``python -m offramp``: the same as ``offramp``, for nox sessions and CI."""

from __future__ import annotations

import os
import sys

# Python puts the current folder first on the path. There, a target's own invoke.py or yaml/ would
# stand in for the packages that offramp needs (S1).
if __name__ == "__main__" and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - as it is there
    del sys.path[0]

from offramp.cli import main

if __name__ == "__main__":
    main()
