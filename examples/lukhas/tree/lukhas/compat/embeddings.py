"""``lukhas.compat.embeddings`` was merged into ``labs.text.ngrams``."""

from labs.text.ngrams import fingerprint, ngrams
from lukhas.compat._aliases import warn_moved

__all__ = ["fingerprint", "ngrams"]

warn_moved("lukhas.compat.embeddings", "labs.text.ngrams")
