"""The imports room: who still uses the layer, found by search, then by parsing, then by resolving.

``scan`` is fetched when it is first asked for, so that importing the room stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.imports.scanner import scan

__all__ = ["scan"]


def __getattr__(name: str) -> Any:
    """Load :func:`offramp.imports.scanner.scan` on first use (PEP 562)."""
    if name == "scan":
        from offramp.imports.scanner import scan

        globals()["scan"] = scan
        return scan
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
