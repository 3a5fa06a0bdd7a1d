"""A stand-in for a model: deterministic, quick, and of no intelligence at all.

Embeddings are hashed n-grams, answers come from a template. It lets the service, its clients and
its tests run without a model; ``lukhas.core.engine`` says how a real one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from candidate.text import tokens
from lukhas.core.engine import Model, Piece
from lukhas.core.standin.answer import compose
from lukhas.core.standin.embedding import embed

__all__ = ["StandIn"]


class StandIn:
    """The engine of ``LUKHAS_ENGINE=lukhas.core.standin:StandIn``, the default."""

    models: Sequence[Model] = (
        Model("lukhas-embed-standin", created=1756684800),
        Model("lukhas-respond-standin", created=1756684800),
        Model("lukhas-dream-standin", created=1756684800),
    )

    def embed(self, texts: Sequence[str | Sequence[int]], dimensions: int) -> list[list[float]]:
        # It has no vocabulary: the ids of tokens are words as good as any.
        words = (text if isinstance(text, str) else " ".join(map(str, text)) for text in texts)
        return [embed(text, dimensions) for text in words]

    def count(self, text: str) -> int:
        return tokens.count(text)

    def answer(
        self, prompt: str, *, instructions: str | None, limit: int | None
    ) -> Iterator[Piece]:
        pieces = tokens.pieces(compose(prompt, instructions))
        for number, text in enumerate(pieces, start=1):
            cut = number == limit and number < len(pieces)
            yield Piece(text, cut)
            if cut:
                return
