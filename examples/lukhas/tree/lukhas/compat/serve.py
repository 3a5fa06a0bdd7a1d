"""``python -m lukhas.compat.serve`` became ``python -m lukhas.serve``."""

from lukhas.compat._aliases import warn_moved
from lukhas.serve import main

__all__ = ["main"]

warn_moved("lukhas.compat.serve", "lukhas.serve")

if __name__ == "__main__":
    main()
