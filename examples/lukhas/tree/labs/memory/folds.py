"""A fold is a short form of a text: its first words, and how much was left out."""

from __future__ import annotations

from dataclasses import dataclass

from labs.text.tokens import count, head

__all__ = ["Fold", "fold"]


@dataclass(frozen=True)
class Fold:
    """A short form. ``left_out`` is a number of tokens."""

    text: str
    left_out: int

    def __str__(self) -> str:
        return f"{self.text} …" if self.left_out else self.text


def fold(text: str, limit: int = 24) -> Fold:
    """Return the first ``limit`` tokens of ``text``, with white space made plain."""
    plain = " ".join(text.split())
    short = head(plain, limit)
    return Fold(text=short, left_out=count(plain[len(short) :]))
