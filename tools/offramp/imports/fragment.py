"""Code inside another text: a doctest, a notebook's cells, the argument of ``exec``."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from offramp.imports.model import Kind
from offramp.imports.places import Places
from offramp.imports.source import Source


class Piece(NamedTuple):
    """A stretch of the code and where it stands in the outer text.

    Attributes:
        text: the code.
        start: offset in the outer text.
        exact: the outer text holds it literally, so that offsets inside it can be added.
    """

    text: str
    start: int
    exact: bool = True


class FragmentPlaces(Places):
    """Records what is found in pieces of code as references of the text around them.

    Args:
        outer: what to record in.
        pieces: the code, in order; it is read as one text.
        kind: what every reference in it is called.
    """

    def __init__(self, outer: Places, pieces: list[Piece], kind: Kind) -> None:
        source = Source("".join(p.text for p in pieces).encode("utf-8", "surrogatepass"))
        super().__init__(outer.path, source, outer.targets, kind=kind, parsed=outer.parsed)
        self._outer = outer
        self._pieces = pieces
        self._starts = [0]
        for piece in pieces[:-1]:
            self._starts.append(self._starts[-1] + len(piece.text))

    def add(
        self,
        kind: Kind,
        start: int,
        end: int,
        legacy: str,
        *,
        at: int | None = None,  # noqa: ARG002 - in a fragment the name itself is the place
        exact: bool = True,
        **more: Any,
    ) -> None:
        """Add a reference to the outer text; see :meth:`Places.add`."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        piece, inside = self._pieces[index], start - self._starts[index]
        whole = piece.exact and inside + end - start <= len(piece.text)
        first = piece.start + inside if piece.exact else piece.start
        last = first + (end - start if piece.exact else 0)
        self._outer.add(self._kind or kind, first, last, legacy, exact=exact and whole, **more)
