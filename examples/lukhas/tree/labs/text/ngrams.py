"""Character n-grams and their fingerprints, for hashing text into a vector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

__all__ = ["fingerprint", "ngrams"]


def ngrams(text: str, sizes: Sequence[int] = (3, 4)) -> Iterator[str]:
    """Yield every character n-gram of ``text``, in order, after folding case and white space.

    The text is padded by one space at both ends, so that a word's first and last letters count as
    such. A text shorter than the smallest size is yielded whole.
    """
    padded = f" {' '.join(text.casefold().split())} "
    if len(padded) < min(sizes):
        yield padded
    for size in sizes:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def fingerprint(gram: str) -> int:
    """Return 64 bits that stand for ``gram``: the same in every process and on every machine."""
    digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
