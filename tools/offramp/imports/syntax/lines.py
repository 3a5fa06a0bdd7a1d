"""Which lines of a module can matter: most of a module's functions need not be walked at all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from offramp.imports.source import Source
from offramp.imports.spelling import respelled
from offramp.imports.syntax.calls import EXECUTING, IMPORTING
from offramp.imports.targets import Targets

_ALWAYS = {"getattr", "global", "nonlocal", *IMPORTING, *EXECUTING}
_COMMON = ("import", "run", "load")
"""Texts that several of the words have in common, so that one search finds them all."""

_GOES_ON = frozenset(".([=")
_WRITTEN_OUT = re.compile(
    r"(?:import_module|importorskip|find_spec)\([\"'][\w.]*[\"'][,)]"
    r"|getattr\([\w.]+, ?[\"']\w*[\"'][,)]"
)


class Lines:
    """The lines that hold a word without which nothing on them can refer to a target.

    A reference has the last component of a target on its line, or a call that imports, looks up
    or executes; a binding that could lead there is made by such a line, by one that returns or
    keeps the parent of a target, or at the level of the module, which is always walked.

    Args:
        source: the module's text.
        targets: what is looked for.
    """

    def __init__(self, source: Source, targets: Targets) -> None:
        self._source = source
        text = source.text
        # A target that is not in ASCII may be written in ways that are not looked for here.
        self._all = respelled(text) or not all(map(str.isascii, targets.lasts))
        self._places: list[int] = []
        if not self._all:
            lasts = (at for word in targets.lasts for at in _named(text, word))
            parents = {above for t in targets.direct for above in _above(t.parent)}
            self._places = sorted({*_calls(text), *lasts, *_kept(text, parents)})

    def matter(self, first: int, last: int) -> bool:
        """Whether one of the lines from ``first`` to ``last`` (1-based, inclusive) matters."""
        starts = self._source.starts
        end = starts[last] if last < len(starts) else len(self._source.text)
        return self.between(starts[first - 1], end)

    def between(self, start: int, end: int) -> bool:
        """Whether something that matters stands between two offsets, the second one excluded."""
        at = bisect_left(self._places, start)
        return self._all or (at < len(self._places) and self._places[at] < end)


def _within(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _named(text: str, word: str) -> Iterator[int]:
    """Yield where a word ends a name; in a string, an escape may stand right before it."""
    for at in _within(text, word):
        if not _in_name(text[at + len(word) : at + len(word) + 1]):
            yield at


def _above(dotted: str) -> Iterator[str]:
    """Yield a dotted name and those of the packages above it."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def _kept(text: str, parents: Iterable[str]) -> Iterator[int]:
    """Yield where the parent of a target, and nothing of it, is returned or given a name.

    So is what ``import_module("parent")`` or ``sys.modules["parent"]`` gives.
    """
    for parent in sorted(parents):
        for opening, quote in product(("(", "[", "= "), "'\""):
            yield from _within(text, f"{opening}{quote}{parent}{quote}")
        last = parent.rpartition(".")[2]
        others = re.findall(rf"{last} +as +(\w+)", text) if f"{last} as" in text else ()
        for name in sorted({parent, last, *others}):
            for before in ("= ", "return "):
                for at in _within(text, before + name):
                    end = at + len(before) + len(name)
                    after = text[end : end + 1]
                    if not (_in_name(after) or after in _GOES_ON):
                        yield at


def _calls(text: str) -> Iterator[int]:
    """Yield where the whole words stand by which functions import, look up or execute."""
    for part, words in _BY_PART.items():
        for at in _within(text, part):
            for word in words:
                start = at - word.index(part)
                if text.startswith(word, start) and _computes(text, start, start + len(word)):
                    yield start


def _computes(text: str, start: int, end: int) -> bool:
    """Whether what stands there is a whole word, and no call with a name that is written out."""
    if _in_name(text[max(start - 1, 0) : start]) or _in_name(text[end : end + 1]):
        return False
    # The most common function of that name compiles no code.
    return not (_WRITTEN_OUT.match(text, start) or text.startswith("re.compile", start - 3))


def _in_name(character: str) -> bool:
    return character == "_" or character.isalnum()


def _parts() -> dict[str, list[str]]:
    parts = defaultdict(list)
    for word in sorted(_ALWAYS):
        parts[next((part for part in _COMMON if part in word), word)].append(word)
    return dict(parts)


_BY_PART = _parts()
