"""What a file would import before the tree's own roots: modules of its folder or its project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from offramp.imports.layout import ROOTS, Layout, parent

_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")
_TEST = re.compile(r"(?:test_[^/]*|[^/]*_test|conftest)\.py")
_PROGRAM = re.compile(rb"""\A#!|^if __name__ == ["']__main__["']""", re.MULTILINE)


class Found(NamedTuple):
    """A module that a file would import.

    Attributes:
        folder: where its dotted name starts from.
        module: that name.
    """

    folder: str
    module: str


class Nearest:
    """Finds modules that come before the usual roots on the path of one file.

    A script's own folder comes first on ``sys.path``, and pytest puts first the folder of a test
    file, or the one above its package (its import mode "prepend"), as well as that of each
    ``conftest.py`` above. A folder with a project file of its own is a distribution of its own.

    Args:
        layout: the modules of the tree.
        read: gives a file's bytes.
    """

    def __init__(self, layout: Layout, read: Callable[[str], bytes]) -> None:
        self._layout = layout
        self._read = read
        self._above = lru_cache(maxsize=None)(self._folders_above)
        self._runs = lru_cache(maxsize=None)(self._is_program)

    def beside(self, path: str, dotted: str) -> Found | None:
        """Return the folder and the module that a script finds in its own folder, or None.

        Args:
            path: the file; one that lies in a package is no script.
            dotted: the name that it imports; the module is the longest part of it that is one.
        """
        folder = parent(path)
        if not folder or folder in ROOTS or self._layout.is_package(folder):
            return None
        module = self._layout.longest(dotted, (folder,))
        return Found(folder, module) if module else None

    def above(self, path: str, dotted: str) -> Found | None:
        """Return the same for what lies at the top of the file's package, tests or project."""
        for folder in self._above(parent(path)):
            module = self._layout.longest(dotted, (folder,))
            inside = f"{folder}/{dotted.partition('.')[0]}/"
            # What a package says of its own name tells nothing; of a module in it, it does.
            if module and ("." in module or not path.startswith(inside)):
                return Found(folder, module)
        return None

    def _folders_above(self, folder: str) -> tuple[str, ...]:
        return tuple(f for f in self._candidates(folder) if f and f not in ROOTS)

    def _candidates(self, folder: str) -> Iterator[str]:
        paths = self._layout.paths
        if self._layout.is_package(folder):
            while self._layout.is_package(folder):
                folder = parent(folder)
            yield folder
        while folder:
            if any(f"{folder}/{name}" in paths for name in _PROJECT):
                yield from (folder, f"{folder}/src")
            elif f"{folder}/conftest.py" in paths and not self._layout.is_package(folder):
                yield folder
            folder = parent(folder)

    def runs(self, path: str) -> bool:
        """Whether a file is run with its own folder first: a test, or a script that says so."""
        return self._runs(path)

    def _is_program(self, path: str) -> bool:
        if _TEST.fullmatch(path.rpartition("/")[2]):
            return True
        return bool(_PROGRAM.search(self._read(path)))
