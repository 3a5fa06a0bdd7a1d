"""The seam where a model is plugged in: ``LUKHAS_ENGINE=module:class`` names one of these."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from lukhas.core.errors import SettingError

_PARTS = ("models", "embed", "count", "answer")


@dataclass(frozen=True)
class Model:
    """A model that the engine serves. ``created`` is in seconds since the epoch."""

    id: str
    created: int


@dataclass(frozen=True)
class Piece:
    """A piece of an answer. ``cut``: it is the last one, and a limit left out what follows."""

    text: str
    cut: bool = False


class Engine(Protocol):
    """What the service asks of a model. Calls come from several threads at once."""

    models: Sequence[Model]

    def embed(self, texts: Sequence[str | Sequence[int]], dimensions: int) -> list[list[float]]:
        """Return one vector of unit length for each text, with ``dimensions`` numbers.

        A text may also come as the ids of its tokens.
        """

    def count(self, text: str) -> int:
        """Return how many tokens ``text`` has."""

    def answer(
        self, prompt: str, *, instructions: str | None, limit: int | None
    ) -> Iterator[Piece]:
        """Answer ``prompt`` in at most ``limit`` tokens, piece by piece.

        A generator is closed when the client leaves.
        """


def load_engine(name: str) -> Engine:
    """Make the engine that ``name`` (``module:class``) says.

    Raises:
        SettingError: the name has another form, there is no such class, or it is no engine.
    """
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise SettingError(f"LUKHAS_ENGINE must be module:class, not {name!r}")
    try:
        factory = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingError(f"LUKHAS_ENGINE={name}: {error}") from error
    if not callable(factory):
        raise SettingError(f"LUKHAS_ENGINE={name} is no class")
    engine = factory()
    absent = [part for part in _PARTS if not hasattr(engine, part)]
    if absent:
        raise SettingError(f"LUKHAS_ENGINE={name} is no engine, it lacks {', '.join(absent)}")
    return engine
