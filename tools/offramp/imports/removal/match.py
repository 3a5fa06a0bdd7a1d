"""When an entry of a configuration file means the layer: by its dotted name, or by its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_BEFORE = re.compile(r"^(?:\./|/|\*\*?/)+")
_AFTER = re.compile(r"(?:(?:/\*\*?|/|\.\*\*?|\.pyi?|:.*)$)+")

Match = Callable[[str], bool]


def matcher(layers: Iterable[str], places: Iterable[str]) -> Match:
    """Return a test for entries that mean nothing but the layer.

    ``a.compat``, ``a.compat.*``, ``a/compat/*``, ``*/a/compat/x.py`` and ``src/a/compat`` do;
    ``a/*`` and ``a.compatible`` do not. In an entry of import-linter with an arrow, either side
    is enough.

    Args:
        layers: legacy dotted names.
        places: where their files are, relative to the root: ``src/a/compat``, ``a/compat.py``.
    """
    names = sorted(layers)
    inside = [n.replace(".", "/") for n in names]
    paths = {*(_bare(p) for p in places), *inside}

    def means(entry: str) -> bool:
        if "->" in entry:
            return any(means(side) for side in entry.split("->"))
        bare = _bare(entry)
        if re.search(r"[\s,]", bare):
            return False  # more than one entry
        dotted = any((bare + ".").startswith(n + ".") for n in names) and "/" not in bare
        return dotted or any((bare + "/").startswith(p + "/") for p in paths)

    return means


def _bare(entry: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", entry.strip().strip("\"'")))
