"""``python -m offramp``: the same as ``offramp``, for nox sessions and CI."""

from __future__ import annotations

from offramp.cli import main

if __name__ == "__main__":
    main()
