"""Plug-ins: modules of this service that configs/plugins.json chooses, loaded when first used."""

from __future__ import annotations

import functools
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from lukhas.compat.dreams import Scene


class DreamPlugin(Protocol):
    """What the service asks of the plug-in ``dreams``."""

    def weave(self, prompt: str, *, length: int, seed: int) -> list[Scene]:
        """Return ``length`` scenes about ``prompt``; the same arguments give the same scenes."""


@functools.cache
def dreams(configs: Path) -> DreamPlugin:
    """Return the plug-in that weaves dreams, as ``configs``/plugins.json names it."""
    chosen = json.loads((configs / "plugins.json").read_text(encoding="utf-8"))["dreams"]
    return importlib.import_module(".".join(chosen))
