"""``lukhas.compat.embeddings`` was merged into ``labs.text.ngrams``."""

from labs.text.ngrams import fingerprint, ngrams
from lukhas.compat._uses import note_use

__all__ = ["fingerprint", "ngrams"]

note_use("lukhas.compat.embeddings", "labs.text.ngrams")
