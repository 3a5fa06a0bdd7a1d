"""Embeddings by feature hashing: texts that share n-grams lie near each other, and that is all."""

from __future__ import annotations

import math

from lukhas.compat.embeddings import (
    fingerprint,
    ngrams,
)


def embed(text: str, dimensions: int) -> list[float]:
    """Return a vector of unit length with ``dimensions`` numbers.

    Each n-gram adds 1 or -1 at one place; a bit of its own hash says which, so that collisions
    cancel out on average instead of adding up.
    """
    vector = [0.0] * dimensions
    for gram in ngrams(text):
        bits = fingerprint(gram)
        vector[bits % dimensions] += 1.0 if bits >> 63 else -1.0
    length = math.sqrt(sum(value * value for value in vector))
    if not length:
        # Everything cancelled out. A vector of zeros has no direction, so one place stands for it.
        vector[fingerprint(text) % dimensions] = length = 1.0
    return [value / length for value in vector]
