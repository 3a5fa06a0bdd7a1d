"""``python -m lukhas.compat.serve`` became ``python -m lukhas.serve``."""

from lukhas.compat._uses import note_use
from lukhas.serve import main

__all__ = ["main"]

note_use("lukhas.compat.serve", "lukhas.serve")

if __name__ == "__main__":
    main()
