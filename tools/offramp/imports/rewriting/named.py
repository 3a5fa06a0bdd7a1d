"""Names of a module that strings elsewhere reach: ``mock.patch("app.views.compat.f")``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path


def named_in_strings(root: Path, paths: Iterable[str], names: Iterable[str]) -> Iterator[list[str]]:
    """Yield what the quoted texts of a tree's Python files name below some dotted names.

    Args:
        root: the tree.
        paths: its files.
        names: dotted names of something in a module.

    Yields:
        The name, and what follows it: ``["app.views.compat", "f"]``.
    """
    either = "|".join(re.escape(name) for name in sorted(names))
    if not either:
        return
    pattern = re.compile(rf"""["']({either})[.:](\w+)""".encode())
    for path in sorted(p for p in paths if p.endswith((".py", ".pyi"))):
        try:
            data = (root / path).read_bytes()
        except OSError:
            continue  # the scan has told of it
        for found in pattern.findall(data):
            yield [part.decode() for part in found]
