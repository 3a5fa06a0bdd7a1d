"""What the records of all processes say together: ``python -m lukhas.compat._merge FOLDER``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lukhas.compat._record import PLANTED, Use, own_file, read


def merged(files: Iterable[Path]) -> Counter[Use]:
    """Return how many processes made each use, the planted ones left out.

    Raises:
        ValueError: a file is no record, or there is neither a use nor a planted one.
    """
    uses = Counter(use for file in files for use in set(read(file)))
    if not uses:
        raise ValueError("no process has shown that it records")
    return Counter({use: times for use, times in uses.items() if use.old != PLANTED})


def main(*folders: str) -> int:
    """Print the uses in a folder, one a line; return 2 if there are any, 1 if nobody can tell."""
    if len(folders) != 1:
        sys.stderr.write("usage: python -m lukhas.compat._merge FOLDER\n")
        return 1
    own = own_file()
    try:
        uses = merged(file for file in sorted(Path(*folders).glob("*.jsonl")) if file != own)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 1
    for use, processes in sorted(uses.items()):
        sys.stdout.write(json.dumps({**use._asdict(), "processes": processes}) + "\n")
    return 2 if uses else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
