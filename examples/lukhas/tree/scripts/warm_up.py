"""Import what the first request would import, so that an image starts warm.

Run while the image is built: ``python -m scripts.warm_up``.
"""

from __future__ import annotations

import importlib


def main() -> None:
    """Hash a sentence, so that everything that hashing needs is compiled."""
    # Once lukhas.compat.embeddings is gone, labs.text.ngrams has the same two names.
    embeddings = importlib.import_module("lukhas.compat.embeddings")
    hashes = [embeddings.fingerprint(gram) for gram in embeddings.ngrams("warming up")]
    print(f"warm: {len(hashes)} n-grams hashed")  # noqa: T201 - the build log is its reader


if __name__ == "__main__":
    main()
