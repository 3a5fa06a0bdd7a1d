"""Which lines of a module can matter: most of a module's functions need not be walked at all."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from offramp.imports.source import Source
from offramp.imports.syntax.calls import EXECUTING, IMPORTING
from offramp.imports.targets import Targets

_ALWAYS = {"import", "getattr", "global ", *IMPORTING, *EXECUTING}


class Lines:
    """The lines that hold a word without which nothing on them can refer to a target.

    A reference has the last component of a target on its line, or a call that imports, looks up
    or executes; a binding that could lead there is made by an import or by such a line, or at the
    level of the module, which is always walked.

    Args:
        source: the module's text.
        targets: what is looked for.
    """

    def __init__(self, source: Source, targets: Targets) -> None:
        self._all = not unicodedata.is_normalized("NFKC", source.text)
        self._lines: list[int] = []
        if not self._all:
            words = {w for w in _ALWAYS if "import" not in w} | {"import"} | targets.lasts
            self._lines = sorted({source.place(at)[0] for at in _places(source.text, words)})

    def matter(self, first: int, last: int) -> bool:
        """Whether one of the lines from ``first`` to ``last`` (1-based, inclusive) matters."""
        at = bisect_left(self._lines, first)
        return self._all or (at < len(self._lines) and self._lines[at] <= last)


def _places(text: str, words: Iterable[str]) -> Iterable[int]:
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)
