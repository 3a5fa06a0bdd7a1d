"""``python -m lukhas.compat.serve`` became ``python -m lukhas.serve``."""

from lukhas.compat import _uses
from lukhas.serve import main

__all__ = ["main"]

_uses.hand_over("lukhas.compat.serve", "lukhas.serve")

if __name__ == "__main__":
    main()
