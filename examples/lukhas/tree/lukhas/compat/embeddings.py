"""``lukhas.compat.embeddings`` was merged into ``labs.text.ngrams``."""

from labs.text.ngrams import fingerprint, ngrams
from lukhas.compat import _uses

__all__ = ["fingerprint", "ngrams"]

_uses.hand_over("lukhas.compat.embeddings", "labs.text.ngrams")
