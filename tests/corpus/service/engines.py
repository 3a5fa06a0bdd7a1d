"""Engines to plug in: one that fails, one that has no end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from lukhas.core.engine import Piece
from lukhas.core.standin import StandIn


class Failing(StandIn):
    """Fails while it embeds."""

    def embed(self, texts: object, dimensions: object) -> list[list[float]]:
        raise RuntimeError("a secret of the engine")


class Slow(StandIn):
    """Says as many words as the prompt's first one tells, twenty a second."""

    def answer(self, prompt: str, **_options: object) -> Iterator[Piece]:
        try:
            for _ in range(int(prompt.partition(" ")[0])):
                time.sleep(0.05)
                yield Piece("word ")
        finally:
            sys.stderr.write("the engine was stopped\n")
