"""Weave scenes from a prompt. The same prompt, length and seed give the same dream."""

from __future__ import annotations

from dataclasses import dataclass

from labs.text.ngrams import fingerprint
from labs.text.tokens import split

__all__ = ["MOTIFS", "Scene", "weave"]

MOTIFS = (
    ("a bridge", "crosses a river of {word}"),
    ("a library", "keeps one shelf for {word}"),
    ("a lighthouse", "sends {word} out to sea"),
    ("a garden", "grows {word} in rows"),
    ("a train", "stops for {word} and no one else"),
    ("a clock", "strikes {word} instead of the hour"),
)


@dataclass(frozen=True)
class Scene:
    """One scene: the thing that it shows, and a sentence."""

    motif: str
    text: str


def weave(prompt: str, *, length: int, seed: int) -> list[Scene]:
    """Return ``length`` scenes about ``prompt``."""
    words = split(prompt) or ["silence"]
    scenes = []
    for index in range(length):
        roll = fingerprint(f"{seed}:{index}:{prompt}")
        motif, line = MOTIFS[roll % len(MOTIFS)]
        word = words[(roll >> 32) % len(words)]
        scenes.append(Scene(motif, f"{motif.capitalize()} {line.format(word=word)}."))
    return scenes
